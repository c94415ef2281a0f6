"""A small cloud of examples, of which one is chosen by a click."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

from plots.base.palette import OKABE_ITO


def picked_example(x: NDArray[np.float64], y: NDArray[np.float64], chosen: int, key: str) -> int | None:
    """Draw the cloud; the number of an example that was clicked since the last run, else None."""
    picked = st.plotly_chart(
        scatter(x, y, chosen), key=key, on_select="rerun", selection_mode="points", config={"displayModeBar": False}
    )
    points = [point for point in picked.selection.points if point["curve_number"] == 0] if picked else []
    found = int(points[0]["point_index"]) if points else None
    before = st.session_state.get(f"{key}_picked")
    st.session_state[f"{key}_picked"] = found
    # The selection stays; only a new one is a click.
    return found if found != before else None


def scatter(x: NDArray[np.float64], y: NDArray[np.float64], chosen: int) -> go.Figure:
    """The examples as points, a ring around the chosen one."""
    look = {"color": OKABE_ITO[0], "size": 9}
    ring = {"color": OKABE_ITO[1], "size": 17, "symbol": "circle-open", "line": {"width": 3}}
    traces = [
        go.Scatter(x=x, y=y, mode="markers", marker=look, hoverinfo="x+y"),
        go.Scatter(x=x[[chosen]], y=y[[chosen]], mode="markers", marker=ring, hoverinfo="skip"),
    ]
    layout = {
        "height": 240, "margin": {"l": 30, "r": 10, "t": 10, "b": 30}, "xaxis": {"title": {"text": "x"}},
        "yaxis": {"title": {"text": "y"}}, "dragmode": False, "showlegend": False,
    }  # fmt: skip
    return go.Figure(traces, layout)
