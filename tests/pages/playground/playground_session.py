"""The Playground without a browser: its controls by name, and what it sends to the player."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from streamlit.testing.v1 import AppTest

from pages.playground.state import PlaygroundState
from pages.playground.store import store
from surfaces import Surface
from ui.player.dials import numbers_from, steps_from
from ui.player.wire import unpack
from ui.runs.dials import with_numbers

APP = Path(__file__).parents[3] / "app.py"
SECONDS = 60


class SentRun(NamedTuple):
    """One run as the player gets it."""

    points: np.ndarray
    values: np.ndarray
    crowd: np.ndarray | None
    cells: dict[str, str]
    kind: str

    @property
    def steps(self) -> int:
        return len(self.points) - 1

    @property
    def verdict(self) -> str:
        return self.cells["verdict"]


def sent_message(app: AppTest) -> tuple[Any, dict[str, np.ndarray]]:
    """What the player of a page got last."""
    (player,) = (e for e in _elements(app.main) if _name(e) == "optimization_player")
    return unpack(player.proto.bytes)


class Session:
    """One visitor's page."""

    def __init__(self, **query: str | list[str]) -> None:
        self.app = AppTest.from_file(str(APP), default_timeout=SECONDS)
        self.opened: set[str] = set()
        for name, value in {"lang": "en", **query}.items():
            self.app.query_params[name] = value
        self.run()

    def run(self) -> None:
        # AppTest sends the values of controls, and an expander is none to it.
        for key in self.opened:
            self.app.session_state[key] = True
        self.app.run()
        assert not self.app.exception

    def open(self, key: str) -> None:
        """Open an expander."""
        self.opened.add(key)
        self.run()

    def control(self, key: str) -> Any:
        """The control with a key; menus carry the language after it."""
        found = [w for w in self.controls() if w.key in (key, f"{key}.en")]
        assert found, f"no control {key}"
        return found[0]

    def controls(self) -> Iterator[Any]:
        kinds = ("selectbox", "multiselect", "select_slider", "slider", "toggle", "button")
        for kind in (*kinds, "text_input", "text_area"):
            yield from self.app.get(kind)

    def has(self, key: str) -> bool:
        return any(w.key in (key, f"{key}.en") for w in self.controls())

    def set(self, key: str, value: Any) -> None:
        control = self.control(key)
        # Numbers are typed into fields of text.
        control.set_value(str(value) if control.type == "text_input" else value)
        self.run()

    def turn(self, slot: str, **numbers: float) -> None:
        """What the page does when dials of a run are let go of."""
        changes = numbers_from({"runs": {slot: numbers}, "request": 1})
        assert changes is not None
        before = self.state
        self.app.session_state[store.key] = replace(before, methods=with_numbers(before.methods, changes))
        self.run()

    def turn_steps(self, steps: int) -> None:
        """What the page does when the dial of steps is let go of."""
        wanted = steps_from({"steps": steps, "request": 1})
        assert wanted is not None
        self.app.session_state[store.key] = replace(self.state, steps=wanted)
        self.run()

    def turn_surface(self, key: str, value: float) -> None:
        """What the page does when a dial of the surface below the picture has been turned."""
        self.app.session_state[store.key] = self.state.with_numbers({key: value})
        self.run()

    def dials(self) -> dict[str, dict[str, Any]]:
        """The dials of the surface by key."""
        return {dial["key"]: dial for dial in self.message()[0]["surfaceDials"]}

    def press(self, key: str) -> None:
        self.control(key).click()
        self.run()

    @property
    def state(self) -> PlaygroundState:
        state: PlaygroundState = self.app.session_state[store.key]
        return state

    @property
    def surface(self) -> Surface:
        return self.state.landscape()

    @property
    def link(self) -> dict[str, list[str]]:
        given = {name: values for name, values in self.app.query_params.items() if name not in ("lang", "open")}
        return {name: [values] if isinstance(values, str) else list(values) for name, values in given.items()}

    @property
    def formulas(self) -> str:
        return "\n".join(formula.value for formula in self.app.latex)

    def captions(self) -> str:
        return "\n".join(caption.value for caption in self.app.caption)

    def pictures(self) -> str:
        """The drawings in the sidebar, as SVG."""
        shown = [image for e in _elements(self.app.sidebar) if e.type == "image" for image in e.proto.imgs]
        return "\n".join(b64decode(image.url.partition(",")[2]).decode() for image in shown)

    @property
    def refusals(self) -> list[str]:
        """What is said under refused texts, without Markdown's backslashes."""
        return [error.value.replace("\\", "") for error in self.app.error]

    def message(self) -> tuple[Any, dict[str, np.ndarray]]:
        return sent_message(self.app)

    def runs(self) -> dict[str, SentRun]:
        """What the player draws, by slot."""
        header, arrays = self.message()
        return {
            run["key"]: SentRun(
                arrays[f"p{i}"], arrays[f"v{i}"], arrays.get(f"m{i}"), dict(run["cells"]), str(run["kind"])
            )
            for i, run in enumerate(header["runs"])
        }

    def only(self) -> SentRun:
        (run,) = self.runs().values()
        return run

    def only_start(self) -> tuple[float, ...]:
        """Where all runs begin."""
        (start,) = {tuple(run.points[0].tolist()) for run in self.runs().values()}
        return start

    def table(self, title: str) -> list[list[str]]:
        """The cells of the Markdown table that contains a title in its first row."""
        text = next(m.value for m in self.app.markdown if m.value.startswith("|") and title in m.value.split("\n")[0])
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.split("\n")]
        return [rows[0], *rows[2:]]


def _name(element: Any) -> str:
    return str(getattr(getattr(element, "proto", None), "component_name", ""))


def _elements(block: Any) -> Iterator[Any]:
    for child in block.children.values():
        yield child
        if hasattr(child, "children"):
            yield from _elements(child)
