"""A page with nothing but the player, over surfaces and methods written out by hand.

Controls are widgets; the query string sets first values: ``?app=player&steps=300&methods=3&rate=0.001&case=curve``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import streamlit as st

from plots.base.palette import LineStyle
from ui.player import (
    PlayerSettings,
    RunView,
    Scene,
    labels,
    player,
    publish_assets,
    publish_scene,
)
from ui.player.columns import NOW
from ui.runs.columns import PLAYER_TABLE, table_columns

CASES = ("rosenbrock", "curve", "holes", "diverging")
COLORS = ("#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#000000")
DASHES = ("solid", "dash", "dot", "dashdot", "solid", "dash", "dot", "dashdot")
Array = np.ndarray


def rosenbrock(point: Array) -> tuple[float, Array]:
    x, y = point
    slope = np.array([-2 * (1 - x) - 40 * x * (y - x * x), 20 * (y - x * x)])
    return float((1 - x) ** 2 + 10 * (y - x * x) ** 2), slope


def quartic(point: Array) -> tuple[float, Array]:
    x = point[0]
    return float(x**4 - 3 * x**2 + x), np.array([4 * x**3 - 6 * x + 1])


def bowl_with_hole(point: Array) -> tuple[float, Array]:
    loss = float(point @ point) - 1
    return (loss if loss > -0.75 else float("nan")), 2 * point


def descend(
    loss: Callable[[Array], tuple[float, Array]], start: Array, rate: float, beta: float, steps: int
) -> tuple[Array, Array, Array]:
    """Gradient descent with momentum `beta`; returns points, losses and, per point, the first slope."""
    point, velocity = start.astype(float), np.zeros_like(start, dtype=float)
    points, losses, slopes = [], [], []
    for _ in range(steps + 1):
        value, slope = loss(point)
        points.append(point)
        losses.append(value)
        slopes.append(slope[0])
        velocity = beta * velocity + slope
        point = point - rate * velocity
    return np.array(points), np.array(losses), np.array(slopes)


def make_scene(case: str, language: str) -> Scene:
    texts = labels(lambda text: text, language)
    if case == "curve":
        x = np.linspace(-2.2, 2.2, 400)
        values = x**4 - 3 * x**2 + x
        levels = tuple(np.linspace(-4, 6, 12))
        return Scene(
            case,
            ("w",),
            ((-2.2, 2.2),),
            (x,),
            values,
            levels,
            ((-1.3008,),),
            -3.5139,
            texts,
            columns=table_columns(PLAYER_TABLE),
        )
    x, y = np.linspace(-2, 2, 200), np.linspace(-1.5, 3, 200)
    grid_x, grid_y = np.meshgrid(x, y)
    minimum: float | None = 0.0
    at: tuple[tuple[float, ...], ...] = ((1.0, 1.0),)
    if case == "holes":
        values = grid_x**2 + grid_y**2 - 1
        values[values < -0.75] = np.nan
        minimum, at = None, ()
    else:
        values = (1 - grid_x) ** 2 + 10 * (grid_y - grid_x**2) ** 2
    low = float(np.nanmin(values))
    levels = tuple(low + np.geomspace(0.02, float(np.nanmax(values)) - low, 22))
    domain = ((-2.0, 2.0), (-1.5, 3.0))
    return Scene(
        case, ("w₁", "w₂"), domain, (x, y), values, levels, at, minimum, texts, columns=table_columns(PLAYER_TABLE)
    )


def make_runs(case: str, start: tuple[float, ...], rate: float, methods: int, steps: int) -> list[RunView]:
    loss = {"curve": quartic, "holes": bowl_with_hole}.get(case, rosenbrock)
    runs = []
    for i in range(methods):
        beta = 0.0 if i == 0 else 0.5 + 0.055 * i
        speed = rate * (40 if case == "diverging" and i == 1 else 1)
        with np.errstate(all="ignore"):
            points, losses, slopes = descend(loss, np.array(start), speed, beta, steps)
        runs.append(_run(i, beta, speed, points, losses, slopes if case == "curve" else None))
    return runs


def _run(i: int, beta: float, rate: float, points: Array, losses: Array, slopes: Array | None) -> RunView:
    name = "Gradient descent" if i == 0 else f"Momentum β = {beta:.3f}"
    finite = bool(np.isfinite(losses).all())
    known = {
        "learning_rate": f"{rate:.4g}",
        "steps": str(len(losses) - 1),
        "final_loss": f"{losses[-1]:.3g}",
        "verdict": "step limit reached" if finite else "diverged",
    }
    cells = {key: known.get(key, "0.12") for key in PLAYER_TABLE if key != NOW}
    kind = "step_limit" if finite else "diverged"
    return RunView(f"run{i}", name, LineStyle(COLORS[i], DASHES[i]), points, losses, slopes, cells, kind)


def main() -> None:
    st.set_page_config(layout="wide", page_title="Player")
    publish_assets(Path(__file__).parent / "static")
    query = st.query_params
    with st.sidebar:
        steps = st.slider("Steps", 1, 5000, int(query.get("steps", 300)))
        methods = st.slider("Methods", 1, 8, int(query.get("methods", 3)))
        rate = st.slider("Learning rate", 0.0001, 0.05, float(query.get("rate", 0.003)), 0.0001, format="%.4f")
        case = st.selectbox("Case", CASES, CASES.index(query.get("case", CASES[0])))
    dimension = 1 if case == "curve" else 2
    state = st.session_state.setdefault(f"start-{case}", (-1.9,) if dimension == 1 else (-1.5, 2.0))

    def on_start(point: tuple[float, ...]) -> None:
        st.session_state[f"start-{case}"] = point

    def on_settings(settings: PlayerSettings) -> None:
        st.session_state["settings"] = settings

    scene = make_scene(case, query.get("language", "en"))
    settings = st.session_state.get("settings", PlayerSettings(query.get("view", "2d")))
    publish_scene(scene)
    runs = make_runs(case, state, rate, methods, steps)
    player(scene, runs, state, "player", on_start, on_settings, settings)
    st.text_input("Note")
    st.write("Start:", ", ".join(f"{value:.4f}" for value in state))
    st.write("Settings:", settings.view, settings.loss_axis, settings.speed)
