"""Under the formula's field: the letters that are numbers."""

from __future__ import annotations

from pages.playground.state import TYPED, PlaygroundState
from pages.playground.store import store
from surfaces import Surface
from ui.controls.letters import letter_ranges, letter_sliders
from ui.language.i18n import _
from ui.shell.panels import panel


def letter_controls(state: PlaygroundState, surface: Surface) -> None:
    """A slider for each letter of a typed formula, and a panel for their ranges."""
    if state.surface != TYPED or not surface.parameters:
        return
    letter_sliders(surface.parameters, "letter", _set)
    box = panel(_("Ranges of the sliders"), key="letters_box")
    if box.open:
        with box:
            letter_ranges(surface.parameters, "letter", _set)


def _set(name: str, value: float, bounds: tuple[float, float] | None) -> None:
    state = store.current()
    store.set(state.with_letter(name, value, bounds or state.ranges.get(name)))
