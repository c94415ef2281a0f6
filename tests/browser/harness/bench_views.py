"""The player on a blank page: the product's surfaces and methods, mounted and looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Locator, expect

from optim_core import Trajectory, run
from optim_core.methods.optimizer import Convention
from plots.base.palette import line_style
from surfaces import Surface, entries, parse
from surfaces.base.surface import Domain
from tests.browser.harness.bench import Bench, Mark, Point
from ui.language.i18n import use_language
from ui.player import RunView, Scene
from ui.player.settings import PlayerSettings
from ui.player.views import player_message, scene_message
from ui.runs.choice import MethodChoice
from ui.runs.scenes import scene_of
from ui.runs.step_explanation import explanation
from ui.runs.styles import styles_of
from ui.runs.views import run_view

LANDSCAPE, LOSS = ".opt-landscape", ".opt-loss"
REPORTS = ("start", "settings")
# Plotly takes longest with the grid: a quarter of its rows shows the same where the picture itself is not asked for.
SPARSE = 4


@cache
def surface_of(key: str) -> Surface:
    return entries()[key].surface() if key in entries() else parse(key)


def color_of(method: str) -> str:
    """The colour of a method whose place in the palette nobody took, as a canvas says it."""
    return line_style(method).color.lower()


def layer(panel: str, number: int) -> str:
    """A canvas above a panel's plot: 1 for what lies at the back, 2 the trails, 3 the heads."""
    return f"{panel} canvas.opt-layer:nth-child({number})"


#: What is thicker on the layer of the heads is an arrow (js/drawing/heads.js).
ARROW_WIDTH = 4


def travelled(bench: Bench, panel: str, color: str) -> list[Mark]:
    """Lines of what a run has travelled: they lie beneath the heads, and with them while something is dragged."""
    # Both at once: what is let go of meanwhile goes from one to the other.
    marks = bench.painted([layer(panel, number) for number in (2, 3)], color, "stroke")
    return [m for m in marks if m.points and m.width < ARROW_WIDTH and m.operation == "source-over"]


def row_of(bench: Bench, run: str) -> dict[str, str]:
    """What stands in a run's row, by column."""
    body = """return Object.fromEntries([...document.querySelectorAll(a)].map((cell) =>
        [cell.closest("[data-column]").dataset.column, cell.innerText]));"""
    found: dict[str, str] = bench.call(body, f"[data-run='{run}'] [data-column] .opt-cell")
    return found


@dataclass
class Stage:
    """A mounted player and what it was given."""

    bench: Bench
    root: Locator
    scene: Scene
    surface: Surface
    paths: list[Trajectory]
    runs: list[RunView]
    start: Sequence[float]

    def go_to(self, step: int) -> None:
        self.root.get_by_role("slider", name="Step", exact=True).fill(str(step))
        expect(self.root).to_have_attribute("data-step", str(step))

    @property
    def step(self) -> int:
        return int(self.root.get_attribute("data-step") or -1)

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    def choose(self, label: str, value: str, **sent: Any) -> None:
        """Choose in a menu; the page answers as `answer` says."""
        self.root.get_by_label(label, exact=True).select_option(value)
        if sent:
            self.answer(**sent)

    def answer(self, runs: Sequence[RunView] | None = None, **settings: Any) -> None:
        """Send runs, as a rerun of the page does."""
        reports = tuple(settings.pop("reports", REPORTS))
        answered, explained = settings.pop("answered", 2**53), settings.pop("explained", None)
        self.runs = list(self.runs if runs is None else runs)
        message = player_message(
            self.scene, self.runs, self.start, PlayerSettings(**settings), answered, reports, explained
        )
        self.bench.show("player", None, message, anew=False)

    def heads(self, panel: str, color: str = "") -> list[Mark]:
        return self.bench.painted(layer(panel, 3), color)

    def head(self, panel: str, color: str) -> Point:
        """Where a run's head stands, in the panel's coordinates (of logarithmic axes powers of ten)."""
        (fill,) = [m for m in self.heads(panel, color) if m.kind == "fill"]
        # A circle, or a marker with corners all around its middle.
        centre = fill.circles[0][:2] if fill.circles else tuple(np.mean(fill.points, axis=0).tolist())
        return self.bench.frame(panel).data(*centre)

    def line(self, panel: str, color: str) -> NDArray[np.float64]:
        """Corners of a run's faint whole line, in the panel's coordinates."""
        (line,) = self.bench.painted(layer(panel, 1), color, "stroke")
        frame = self.bench.frame(panel)
        return np.array([frame.data(*point) for point in line.points])

    def events(self, name: str) -> list[dict[str, Any]]:
        return [payload for event, payload in self.bench.sent if event == name]


def sparse(scene: Scene) -> Scene:
    every = (slice(None, None, SPARSE),) * scene.dimension
    return replace(scene, axes=tuple(axis[::SPARSE] for axis in scene.axes), values=scene.values[every])


def show_player(
    bench: Bench,
    surface: str = "himmelblau",
    methods: Sequence[str] = ("gradient_descent",),
    steps: int = 40,
    *,
    start: Sequence[float] | None = None,
    numbers: dict[str, Any] | None = None,
    convention: Convention = "lecture",
    crowd: tuple[int, int] | None = None,
    language: str = "en",
    reports: Sequence[str] = REPORTS,
    explain: str = "",
    domain: Domain | None = None,
    anew: bool = True,
    drawn: bool = True,
    **settings: Any,
) -> Stage:
    """The player over a surface of the catalogue or a formula; `crowd` is how many paths and their stride.

    It is waited for until it is `drawn`.
    """
    loss = surface_of(surface).on(domain) if domain else surface_of(surface)
    at = tuple(start or loss.start)
    made = PlayerSettings(**settings)
    styles = styles_of(map(MethodChoice, methods))
    paths, views = [], []
    with use_language(language), np.errstate(all="ignore"):
        scene = sparse(scene_of(loss))
        for key in methods:
            choice = MethodChoice(key, convention, hyperparameters=numbers or {})
            path = run(loss, choice.optimizer(loss), at, steps)
            view = run_view(choice, path, loss, styles[key], made.curve, made.x_axis)
            paths.append(path)
            views.append(replace(view, **_crowd(choice, loss, steps, *crowd)) if crowd else view)
    explained = next((explanation(v.key, p, loss) for p, v in zip(paths, views, strict=True)
                      if v.key == explain), None)  # fmt: skip
    message = player_message(scene, views, at, made, 0, reports, explained)
    (bench.show if drawn else bench.send)("player", scene_message(scene), message, anew)
    root = bench.page.locator(".opt-player")
    return Stage(bench, root, scene, loss, paths, views, at)


def crowd_starts(loss: Surface, count: int) -> tuple[NDArray[np.float64], ...]:
    numbers = np.random.default_rng(1)
    return tuple(numbers.uniform(low, high, count) for low, high in loss.domain)


def _crowd(choice: MethodChoice, loss: Surface, steps: int, count: int, stride: int) -> dict[str, Any]:
    points = run(loss, choice.optimizer(loss), crowd_starts(loss, count), steps).points
    return {"crowd": points[::stride].transpose(0, 2, 1), "crowd_stride": stride}
