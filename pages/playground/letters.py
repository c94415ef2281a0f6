"""The letters of a typed formula, which are dials below the picture: their ranges."""

from __future__ import annotations

from pages.playground.state import TYPED, PlaygroundState
from pages.playground.store import store
from surfaces import Surface
from ui.controls.letters import letter_ranges
from ui.language.i18n import _
from ui.shell.panels import panel


def ranges_of_letters(state: PlaygroundState, surface: Surface) -> None:
    """Under the formula's field: how far the dials of its letters go."""
    if state.surface != TYPED or not surface.parameters:
        return
    box = panel(_("Ranges of the dials"), key="letters_box")
    if box.open:
        with box:
            letter_ranges(surface.parameters, "letter", _set)


def _set(name: str, value: float, bounds: tuple[float, float] | None) -> None:
    state = store.current()
    store.set(state.with_letter(name, value, bounds or state.ranges.get(name)))
