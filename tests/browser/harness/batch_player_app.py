"""A page with nothing but the batch player.

The query string says what is shown: ``?app=batches&source=line&model=squares&kind=shuffle&batch=8&steps=60``.
What is chosen in the player is mirrored in it, as a page with links would do.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from optim_core.running.sampling import SamplingKind
from surfaces.data import MODELS, SOURCES, Dataset, data_loss, dataset
from tests.browser.harness.batch_runs import batch_runs
from ui.batch_player import BatchSettings, DataEdit, batch_player, batch_scene, labels
from ui.player import publish_assets
from ui.runs.columns import BATCH_TABLE, table_columns


def examples_of(query: dict[str, str]) -> Dataset:
    """The data with everything that was done to them in this session."""
    source = query.get("source", "line")
    size = int(query["size"]) if "size" in query else None
    data: Dataset = st.session_state.setdefault("data", dataset(source, size))
    return data


def on_data(edit: DataEdit) -> None:
    data: Dataset = st.session_state["data"]
    st.session_state["edit"] = f"{edit.kind} {edit.index} {edit.features} {edit.target}"
    if st.session_state.get("refuse"):
        return
    removed = edit.kind == "remove"
    st.session_state["data"] = (
        data.without(edit.index) if removed else data.changed(edit.index, edit.features, edit.target)
    )


def on_start(point: tuple[float, ...]) -> None:
    st.session_state["start"] = point


def on_settings(settings: BatchSettings) -> None:
    st.query_params.update(x_axis=settings.x_axis, loss_axis=settings.loss_axis, speed=str(settings.speed))


def main() -> None:
    st.set_page_config(layout="wide", page_title="Batches")
    publish_assets(Path(__file__).parent / "static")
    query = st.query_params.to_dict()
    data = examples_of(query)
    learned, held_out = map(data.take, data.split(0.3, 0)) if "held" in query else (data, None)
    loss = data_loss(learned, MODELS[query.get("model", SOURCES[query.get("source", "line")].model)])
    kind: SamplingKind = query.get("kind", "shuffle")  # type: ignore[assignment]
    start = st.session_state.get("start", loss.start)
    steps = int(query.get("steps", 60))
    runs = batch_runs(
        loss, kind, int(query.get("batch", 8)), steps, start, methods=int(query.get("methods", 1)),
        rate=float(query.get("rate", 0.1)), held_out=held_out, stop=steps // 2 if "stop" in query else None,
    )  # fmt: skip
    language = query.get("language", "en")
    scene = batch_scene(loss, labels(lambda text: text, language), held_out, table_columns(BATCH_TABLE))
    settings = BatchSettings(
        query.get("x_axis", "steps"), query.get("loss_axis", "log"), float(query.get("speed", "1"))
    )
    batch_player(scene, runs, start, "batches", on_start, on_data, on_settings, settings)
    st.checkbox("Refuse edits", key="refuse")
    st.write("Start:", ", ".join(f"{value:.4f}" for value in start))
    st.write("Edit:", st.session_state.get("edit", "none"))
