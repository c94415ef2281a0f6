"""The same picture the usual way: a Plotly figure with animation frames, through `st.plotly_chart`.

What `benchmarks.interaction` compares the player with. Five methods x 300 steps over Rosenbrock, contour and
loss curve, 100 frames, a learning rate that scales all of them; paths come from the same core.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from plotly.subplots import make_subplots

from benchmarks.race import METHODS, START, rates
from optim_core import Trajectory, optimizer, run
from surfaces import surface

STEPS = int(st.query_params.get("steps", "300"))
FRAMES = 100
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00")

st.set_page_config(layout="wide")


def paths(learning_rate: float) -> list[Trajectory]:
    loss = surface("rosenbrock")
    return [
        run(loss, optimizer(key, learning_rate=rate), START, STEPS)
        for key, rate in zip(METHODS, rates(learning_rate), strict=True)
    ]


def traces(path: Trajectory, color: str, last: int) -> list[Any]:
    points, values = path.points[: last + 1], path.values[: last + 1]
    line = {"color": color}
    return [
        go.Scatter(x=points[:, 0], y=points[:, 1], mode="lines", line=line, name=path.optimizer.key),
        go.Scatter(x=np.arange(len(values)), y=values, mode="lines", line=line, showlegend=False),
    ]


def contour() -> go.Contour:
    x, y = np.linspace(-2, 2, 120), np.linspace(-1, 3, 120)
    z = (1 - x) ** 2 + 100 * (y[:, None] - x**2) ** 2
    return go.Contour(x=x, y=y, z=np.log10(1 + z), ncontours=25, showscale=False, colorscale="Greys")


def controls(steps: list[int]) -> dict[str, Any]:
    play = {"label": "Play", "method": "animate", "args": [None, {"frame": {"duration": 0}}]}
    stops = [{"method": "animate", "label": str(k), "args": [[str(k)], {"mode": "immediate"}]} for k in steps]
    return {"updatemenus": [{"type": "buttons", "buttons": [play]}], "sliders": [{"steps": stops}]}


def figure(runs: list[Trajectory]) -> go.Figure:
    picture = make_subplots(rows=1, cols=2)
    picture.add_trace(contour(), row=1, col=1)
    for path, color in zip(runs, COLORS, strict=True):
        landscape, loss = traces(path, color, STEPS)
        picture.add_trace(landscape, row=1, col=1)
        picture.add_trace(loss, row=1, col=2)
    moving = list(range(1, 1 + 2 * len(runs)))
    steps = [round(k) for k in np.linspace(0, STEPS, FRAMES)]
    picture.frames = [
        go.Frame(
            name=str(k),
            traces=moving,
            data=[t for path, color in zip(runs, COLORS, strict=True) for t in traces(path, color, k)],
        )
        for k in steps
    ]
    picture.update_layout(height=560, **controls(steps))
    picture.update_yaxes(type="log", row=1, col=2)
    return picture


stops = [float(f"{10**e:.3g}") for e in np.linspace(-4, -2, 41)]
with st.sidebar:
    chosen = st.select_slider("Learning rate", stops, value=stops[20])
st.plotly_chart(figure(paths(chosen)), key="race")
