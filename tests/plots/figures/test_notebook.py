"""A path shows itself in a notebook once the figures are imported, and the core knows nothing of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import plotly.io
import pytest

from optim_core import Trajectory, optimizer, run, show_with
from plots import animate
from plots.figures.notebook import shown_in_notebook
from surfaces import surface

ROOT = Path(__file__).resolve().parents[3]
PLOTLY = "application/vnd.plotly.v1+json"


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch) -> Trajectory:
    monkeypatch.setattr(plotly.io.renderers, "_default_renderers", [plotly.io.renderers["plotly_mimetype"]])
    monkeypatch.setattr(plotly.io.renderers, "_default_name", "plotly_mimetype")
    return run(surface("rosenbrock"), optimizer("adam"), (-1.5, 2.0), 12)


def test_a_path_shows_its_animation_beside_its_text(path: Trajectory) -> None:
    bundle = path._repr_mimebundle_()
    assert bundle["text/plain"] == repr(path)
    shown = bundle[PLOTLY]
    assert isinstance(shown, dict)
    assert [frame["name"] for frame in shown["frames"]] == [frame.name for frame in animate(path).frames]


class Slope:
    """A loss without a picture."""

    def __init__(self, ground: object) -> None:
        self._ground = ground

    def __getattr__(self, name: str) -> object:
        return getattr(self._ground, name)


def test_a_loss_without_a_picture_shows_curves(path: Trajectory) -> None:
    bare = run(Slope(surface("rosenbrock")), optimizer("adam"), (-1.5, 2.0), 12)  # type: ignore[arg-type]
    shown = bare._repr_mimebundle_()[PLOTLY]
    assert isinstance(shown, dict)
    assert not shown.get("frames") and len(shown["data"]) == 3


def test_the_last_display_counts(path: Trajectory) -> None:
    try:
        show_with(lambda given: {"text/html": f"<b>{given.steps}</b>"})
        assert path._repr_mimebundle_() == {"text/plain": repr(path), "text/html": "<b>12</b>"}
    finally:
        show_with(shown_in_notebook)


def test_without_figures_a_path_is_its_text() -> None:
    program = (
        "import sys\nfrom optim_core import optimizer, run\nfrom surfaces import surface\n"
        "path = run(surface('parabola'), optimizer('adam'), (1.0,), 3)\n"
        "print(list(path._repr_mimebundle_()), {'plots', 'plotly', 'streamlit'} & set(sys.modules))\n"
        "import plots\nprint({'streamlit', 'matplotlib', 'sympy', 'ui'} & set(sys.modules))"
    )
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.stdout.splitlines() == ["['text/plain'] set()", "set()"], answer.stderr
