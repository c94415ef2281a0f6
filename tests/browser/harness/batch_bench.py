"""The batch player on a blank page: what is shown, and where it has been painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Locator, expect

from optim_core.running.sampling import Sampling, SamplingKind
from surfaces.data import MODELS, SOURCES, DataLoss, Dataset, data_loss, dataset
from tests.browser.harness.batch_runs import batch_runs
from tests.browser.harness.bench import Bench, Mark, Point
from ui.batch_player import BatchRun, BatchScene, BatchSettings, batch_scene, labels
from ui.batch_player.views import player_message, scene_message
from ui.language.i18n import _, use_language
from ui.runs.columns import BATCH_TABLE, table_columns

DATA, FULL, OWN, LOSS = ".opt-data", ".opt-full", ".opt-own", ".opt-loss"
LIT, TEXT = "#f0e442", "#31333f"
REPORTS = ("start", "data", "settings")


def layer(panel: str, group: int, number: int) -> str:
    """A canvas of a panel: group 1 lies under the paths, group 2 above."""
    return f"{panel} .opt-layers:nth-child({group}) canvas:nth-child({number})"


@dataclass
class Stage:
    """A mounted batch player and what it was given."""

    bench: Bench
    root: Locator
    loss: DataLoss
    held_out: Dataset | None
    runs: list[BatchRun]
    scene: BatchScene
    batches: list[NDArray[np.intp]]

    def go_to(self, step: int) -> None:
        self.root.get_by_role("slider", name="Step", exact=True).fill(str(step))
        expect(self.root).to_have_attribute("data-step", str(step))

    def note(self, panel: str) -> str:
        return self.root.locator(f"{panel} .opt-note").inner_text()

    def title(self, panel: str) -> str:
        return self.root.locator(f"{panel} .opt-title").inner_text()

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    def example(self, i: int) -> Point:
        """Where an example of one feature stands in the window."""
        return self.bench.place(DATA, float(self.loss.data.features[0][i]), float(self.loss.data.target[i]))

    @property
    def lit(self) -> list[int]:
        """The examples that are lit, by place."""
        text = self.root.locator(f"{DATA} .opt-stage").get_attribute("data-lit") or ""
        return [int(part) for part in text.split(",") if part]

    def heads(self, panel: str) -> list[Mark]:
        """What lies on top of a landscape or the chart."""
        return self.bench.painted(layer(panel, 2, 3))

    def arrows(self, panel: str, color: str) -> list[Point]:
        """Tips of the arrows of a colour in a landscape, in pixels."""
        triangles = [m for m in self.heads(panel) if m.kind == "fill" and m.color == color and len(m.points) == 3]
        return [mark.points[0] for mark in triangles]

    def captions(self, panel: str) -> dict[str, Point]:
        return {mark.text: mark.at for mark in self.heads(panel) if mark.kind == "text"}

    def cloud(self) -> NDArray[np.float64]:
        """The dots of possible steps, in weights."""
        frame = self.bench.frame(FULL)
        marks = self.bench.painted(layer(FULL, 1, 3), LIT, "fill")
        return np.array([frame.data(x, y) for mark in marks for x, y, _ in mark.circles]).reshape(-1, 2)

    def edits(self) -> list[dict[str, Any]]:
        return [payload for event, payload in self.bench.sent if event == "data"]

    def answer(self, answered: int = 0, reports: tuple[str, ...] = REPORTS, **settings: Any) -> None:
        """Send the runs again, as a rerun of the page does."""
        message = player_message(self.scene, self.runs, self.loss.start, BatchSettings(**settings), answered, reports)
        self.bench.show("batches", None, message, anew=False)


def show_batches(
    bench: Bench,
    source: str = "line",
    kind: SamplingKind = "shuffle",
    batch: int = 8,
    steps: int = 20,
    *,
    size: int | None = None,
    held: bool = False,
    stop: bool = False,
    language: str = "en",
    settings: BatchSettings | None = None,
    reports: tuple[str, ...] = REPORTS,
    **more: Any,
) -> Stage:
    """The batch player over a built-in source; `more` goes to `batch_runs`."""
    data = dataset(source, size)
    learned, held_out = map(data.take, data.split(0.3, 0)) if held else (data, None)
    loss = data_loss(learned, MODELS[SOURCES[source].model])
    runs = batch_runs(loss, kind, batch, steps, held_out=held_out, stop=steps // 2 if stop else None, **more)
    with use_language(language):
        scene = batch_scene(loss, labels(_, language), held_out, table_columns(BATCH_TABLE))
    message = player_message(scene, runs, loss.start, settings or BatchSettings(), 0, reports)
    root = bench.show("batches", scene_message(scene), message)
    dealt = [] if kind == "full" else Sampling(kind, batch, 0).batches(loss.examples, steps)
    return Stage(bench, root, loss, held_out, runs, scene, list(dealt))


def js_scene(loss: DataLoss) -> dict[str, Any]:
    """A loss's scene as the modules take it, before `arrays` are typed."""
    made = batch_scene(loss, labels(str))
    return {"features": made.features.tolist(), "target": made.target.tolist(), "kernel": made.kernel,
            "prediction": made.prediction, "numbers": dict(made.numbers), "total": made.total,
            "domain": made.domain}  # fmt: skip


#: Begins a body for `Bench.call` whose first argument is a `js_scene`: `scene` is that scene, typed.
SCENE = """
    const { Examples } = await load("batches/model/examples");
    const { RandomBatches, cloudPoints } = await load("batches/model/cloud");
    const { Model } = await load("batches/model/model");
    const array = (data, shape) => ({ data: Float64Array.from(data), shape });
    const { features, target, ...rest } = a;
    const scene = { ...rest, arrays: { features: array(features.flat(), [target.length, features[0].length]),
        target: array(target, [target.length]) } };
"""
