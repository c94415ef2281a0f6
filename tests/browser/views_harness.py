"""A page with nothing but the player over the product's own surfaces and methods.

``?surface=rosenbrock&m=adam&m=momentum&steps=100&start=-1.5;2&crowd=60&stride=2&rate=0.01&curve=step_length``
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[2]))

from optim_core import run
from surfaces import Surface, entries, parse
from ui.player import PlayerSettings, RunView, player, publish_assets, publish_scene
from ui.playground_state import MethodChoice
from ui.run_views import run_view
from ui.scenes import scene_of


@st.cache_resource
def surface_of(key: str) -> Surface:
    return entries()[key].surface() if key in entries() else parse(key)


def with_crowd(view: RunView, choice: MethodChoice, surface: Surface, steps: int, count: int, stride: int) -> RunView:
    numbers = np.random.default_rng(1)
    starts = tuple(numbers.uniform(low, high, count) for low, high in surface.domain)
    with np.errstate(all="ignore"):
        points = run(surface, choice.optimizer(surface), starts, steps).points
    return replace(view, crowd=points[::stride].transpose(0, 2, 1), crowd_stride=stride)


def main() -> None:
    st.set_page_config(layout="wide", page_title="Player")
    publish_assets(Path(__file__).parent / "static")
    query = st.query_params
    surface = surface_of(query.get("surface", "rosenbrock"))
    steps = int(query.get("steps", 100))
    start = tuple(float(w) for w in query["start"].split(";")) if "start" in query else surface.start
    numbers = {"learning_rate": float(query["rate"])} if "rate" in query else {}
    choices = [MethodChoice(slot, hyperparameters=numbers) for slot in query.get_all("m") or ["gradient_descent"]]

    def on_settings(settings: PlayerSettings) -> None:
        st.session_state["settings"] = settings

    settings = st.session_state.get(
        "settings",
        PlayerSettings(
            query.get("view", "2d"),
            query.get("loss_axis", "log"),
            curve=query.get("curve", "loss"),
            x_axis=query.get("x_axis", "steps"),
            model=query.get("model", "none"),
        ),
    )
    views = []
    for choice in choices:
        path = run(surface, choice.optimizer(surface), start, steps)
        view = run_view(choice, path, surface, settings.curve, settings.x_axis)
        crowd, stride = int(query.get("crowd", 0)), int(query.get("stride", 1))
        views.append(with_crowd(view, choice, surface, steps, crowd, stride) if crowd else view)
    scene = scene_of(surface)
    publish_scene(scene)
    player(
        scene,
        views,
        start,
        settings.view,
        "player",
        on_start=None,
        on_settings=on_settings,
        loss_axis=settings.loss_axis,
        speed=settings.speed,
        curve=settings.curve,
        x_axis=settings.x_axis,
        model=settings.model,
    )
    st.write("Settings:", settings.curve, settings.x_axis, settings.model)


main()
