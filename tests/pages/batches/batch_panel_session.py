"""The panels of the page of data and batches on a page of their own, and what is handed to their charts."""

from __future__ import annotations

import json
from base64 import b64decode
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from streamlit.testing.v1 import AppTest

from optim_core.running.sampling import Sampling
from surfaces.data import MODELS, SOURCES, DataLoss, data_loss, dataset, typed_model

ROOT = str(Path(__file__).parents[3])
#: No method's own, so that a chart that shows the method's colour can be told.
COLOR = "#123456"


class Given(NamedTuple):
    """What a panel is about: the losses learned from, scaled if asked for, the same unscaled, and the held-out one."""

    loss: DataLoss
    unscaled: DataLoss
    validation: DataLoss | None


def given(changes: dict[str, Any]) -> Given:
    """The losses of a panel; every second example is held out if there is `held`."""
    source = changes.get("source", "line")
    model = MODELS[changes.get("model") or SOURCES[source].model]
    if "formula" in changes:
        model = typed_model(changes["formula"], 1, True)
    form = {"penalty": changes.get("penalty", "none"), "strength": changes.get("strength", 0.0)}
    data, validation = dataset(source, changes.get("size")), None
    if changes.get("held"):
        validation = data_loss(data.take(range(1, data.size, 2)), model, **form)
        data = data.take(range(0, data.size, 2))
    unscaled = data_loss(data, model, **form)
    loss = data_loss(data.standardized(), model, **form) if changes.get("scaled") else unscaled
    return Given(loss, unscaled, validation)


def sampling(changes: dict[str, Any]) -> Sampling:
    """How batches are made."""
    return Sampling(changes.get("kind", "shuffle"), changes.get("batch", 8))


def panel_page(panel: str, root: str, changes: dict) -> None:
    """Becomes a script of its own, so it brings its imports."""
    import importlib
    import sys

    if root not in sys.path:
        sys.path.insert(0, root)
    from optim_core import optimizer
    from pages.batches.computed import batch_run
    from pages.batches.panels.setting import PanelSetting
    from tests.pages.batches.batch_panel_session import COLOR, given, sampling

    losses = given(changes)
    method = optimizer(changes.get("method", "gradient_descent"), **changes.get("numbers", {}))
    start, steps = changes.get("start", losses.loss.start), changes.get("steps", 60)
    setting = PanelSetting(
        loss=losses.loss,
        unscaled=losses.unscaled,
        validation=losses.validation,
        optimizer=method,
        label="Method",
        color=COLOR,
        sampling=sampling(changes),
        start=start,
        steps=steps,
        path=batch_run(losses.loss, method, start, steps, sampling(changes)),
    )
    getattr(importlib.import_module(f"pages.batches.panels.{panel}"), f"{panel}_panel")(setting)


def shown(panel: str, **changes: Any) -> AppTest:
    """One panel on a page of its own."""
    arguments = {"panel": panel, "root": ROOT, "changes": changes}
    app = AppTest.from_function(panel_page, default_timeout=60, kwargs=arguments)
    app.run()
    assert not app.exception, app.exception
    return app


def text_of(app: AppTest) -> str:
    """Everything that is written, line by line."""
    return "\n".join(str(e.value) for e in (*app.markdown, *app.info, *app.caption, *app.subheader))


class Trace(NamedTuple):
    """One trace of a chart; `look` is all that Plotly is told of it."""

    name: str
    xs: np.ndarray
    ys: np.ndarray
    look: dict[str, Any]

    @property
    def color(self) -> str:
        return str(self.look["marker" if self.look["mode"] == "markers" else "line"]["color"])


class Chart:
    """What Streamlit's chart element was given."""

    def __init__(self, element: Any) -> None:
        self.alt = str(element.proto.alt)
        self._spec = json.loads(element.proto.spec)
        self.layout: dict[str, Any] = self._spec["layout"]

    @cached_property
    def traces(self) -> list[Trace]:
        """All of them, bands too, in the order in which they are drawn."""
        return [
            Trace(unescape(str(t.get("name", ""))).replace("\n", " "), _numbers(t["x"]), _numbers(t["y"]), t)
            for t in self._spec["data"]
        ]

    @property
    def lines(self) -> list[Trace]:
        """The traces without the bands."""
        return [trace for trace in self.traces if "fill" not in trace.look]

    def line(self, name: str) -> Trace:
        """The only one with a name."""
        (found,) = (trace for trace in self.lines if trace.name == name)
        return found

    def band(self, color: str) -> Trace:
        """The only band of a colour."""
        red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
        (found,) = (t for t in self.traces if t.look.get("fillcolor", "").startswith(f"rgba({red},{green},{blue},"))
        return found

    @property
    def axes(self) -> list[tuple[str, str]]:
        """Title and type of both axes."""
        return [(self.layout[name]["title"]["text"], self.layout[name]["type"]) for name in ("xaxis", "yaxis")]

    @property
    def ends(self) -> dict[str, str]:
        """The names at the lines' ends, with the colour of the sample before each."""
        texts = [a["text"] for a in self.layout["annotations"] if a["xref"] == "paper"]
        return {t.partition("</span> ")[2].replace("<br>", " "): t.partition("color:")[2][:7] for t in texts}

    @property
    def marks(self) -> dict[str, tuple[float, str]]:
        """The upright lines: by the word at each, its place and colour. Words stand where their lines do."""
        words = [a for a in self.layout["annotations"] if a["xref"] == "x"]
        uprights = self.layout.get("shapes", [])
        log = self.layout["xaxis"]["type"] == "log"
        assert len(words) == len(uprights)
        for word, upright in zip(words, uprights, strict=True):
            assert upright["x0"] == upright["x1"]
            assert word["x"] == (np.log10(upright["x0"]) if log else upright["x0"])
        return {unescape(w["text"]): (u["x0"], u["line"]["color"]) for w, u in zip(words, uprights, strict=True)}


def charts_of(app: AppTest) -> list[Chart]:
    """The charts, from the top."""
    return [Chart(element) for element in app.get("plotly_chart")]


def _numbers(given: Any) -> np.ndarray:
    """Plotly's arrays: a list, or bytes."""
    if isinstance(given, dict):
        return np.frombuffer(b64decode(given["bdata"]), np.dtype(given["dtype"])).astype(float)
    return np.array([np.nan if value is None else value for value in given], dtype=float)
