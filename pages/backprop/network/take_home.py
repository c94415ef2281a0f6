"""Files of a training to take home; nothing is made before its button is pressed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import partial

import streamlit as st

from pages.backprop.network.state import NetworkState
from surfaces.networks.program import numpy_program, pytorch_program
from ui.language.i18n import _
from ui.take_home.csv_table import encoded
from ui.take_home.panel import take_home_menu


@st.fragment
def take_home(state: NetworkState) -> None:
    """A button that opens the choice of files: a table of all steps, and programs that make the training again."""
    with take_home_menu() as opened:
        if not opened:
            return
        _file(_("Table of all steps (CSV)"), "table", "csv", "text/csv", partial(table, state))
        st.caption(_("One run as a program that makes it again:"))
        with st.container(horizontal=True):
            for library, write in (("NumPy", numpy_program), ("PyTorch", pytorch_program)):
                _file(library, "code", f"{library.lower()}.py", "text/x-python", partial(_program, state, write))
        st.caption(_("Pictures have their buttons below the charts."))


def _file(label: str, icon: str, suffix: str, mime: str, make: Callable[[], str | bytes]) -> None:
    st.download_button(
        label, make, f"network-{suffix}" if suffix.endswith(".py") else f"network.{suffix}", mime,
        key=f"net.take_home.{suffix}", icon=f":material/{icon}:", on_click="ignore", width="stretch",
    )  # fmt: skip


def _program(state: NetworkState, write: Callable[..., str | None]) -> str:
    training = state.training()
    program = write(training.loss, training.optimizer, training.start, training.steps, training.sampling)
    assert program is not None, "every method that trains can be written"
    return program


def table(state: NetworkState) -> bytes:
    """A row per step made: losses, all weights, and the gradient that the step which led there was given.

    The held-out loss is empty where nothing is held out; the row of the start has no gradient.
    """
    training = state.training()
    path = state.path_to(training.steps)
    assert path.gradients is not None
    held = training.held.along(path.points).tolist() if training.held else [""] * (path.steps + 1)
    names = training.loss.variables
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(["step", "loss", "held_out_loss", *names, *(f"gradient_{name}" for name in names)])
    gradients = [[""] * len(names), *path.gradients.tolist()]
    for step, row in enumerate(zip(path.values.tolist(), held, path.points.tolist(), gradients, strict=True)):
        value, other, point, gradient = row
        writer.writerow([step, value, other, *point, *gradient])
    return encoded(file.getvalue())
