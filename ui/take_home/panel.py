"""The panel from which files are taken. Nothing is made before its button is pressed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import streamlit as st

from optim_core import Trajectory
from optim_core.methods.scipy_methods import ScipyMethod
from optim_core.running.sampling import Batches
from optim_core.snippets import Examples, WrittenLoss, has_steps, numpy_snippet, pytorch_snippet
from surfaces.data import DataLoss
from ui.language.i18n import N_, _, current_language, use_language
from ui.take_home.batch_files import BatchTakeaway
from ui.take_home.takeaway import Takeaway, surface_of

#: Whether the choice is open.
OPEN = "take_home"
BY_SCIPY = N_("SciPy makes this method; PyTorch has no counterpart of it.")
NO_PROGRAM = N_("There is no program for this method.")

Maker = Callable[[Takeaway], str | bytes]


@contextmanager
def take_home_menu() -> Iterator[bool]:
    """What hangs below the button, and whether it is open: its buttons are made when it is, not with every change."""
    menu = st.popover(_("Take home"), key=OPEN, icon=":material/download:", on_change="rerun")
    with menu:
        yield bool(menu.open)


@st.fragment
def take_home_panel(takeaway: Takeaway) -> None:
    """A button that opens the choice of files: picture, animation, page, figure, table, programs.

    A fragment: choosing whose program to take runs nothing else of the page.
    """
    _panel(takeaway, _html, _csv)


def _programs(takeaway: Takeaway) -> None:
    st.caption(_("One run as a program that makes it again:"))
    index = 0
    if len(takeaway.runs) > 1:
        labels = [view.label for view in takeaway.views]
        index = st.selectbox(_("Method"), range(len(labels)), format_func=labels.__getitem__, key="take_home_run")
    view, path = takeaway.runs[min(index, len(takeaway.runs) - 1)]
    by_scipy = isinstance(path.optimizer.method, ScipyMethod)
    written = has_steps(path.optimizer)
    with st.container(horizontal=True):
        if written or by_scipy:
            _file(takeaway, "NumPy", "code", f"{view.key}-numpy", "py", "text/x-python", partial(_numpy, path))
        if written:
            _file(takeaway, "PyTorch", "code", f"{view.key}-pytorch", "py", "text/x-python", partial(_torch, path))
    if not written:
        st.caption(_(BY_SCIPY if by_scipy else NO_PROGRAM))


@st.fragment
def batch_take_home_panel(takeaway: BatchTakeaway) -> None:
    """The same for runs over examples; a program has the examples in it and deals the same batches."""
    _panel(takeaway, _batch_html, _batch_csv)


def _panel(takeaway: Takeaway, page: Maker, table: Maker) -> None:
    with take_home_menu() as opened:
        if opened and not takeaway.runs:
            st.caption(_("Choose a method first."))
        elif opened:
            _files(takeaway, page, table)
            _programs(takeaway)


def _files(takeaway: Takeaway, page: Maker, table: Maker) -> None:
    """What there is of runs of both kinds; `page` and `table` make what differs."""
    _file(takeaway, _("Picture (PNG)"), "image", "run", "png", "image/png", _png)
    _file(takeaway, _("Animation (GIF)"), "animated_images", "run", "gif", "image/gif", _gif)
    _file(takeaway, _("Player that needs no internet (HTML)"), "web", "run", "html", "text/html", page)
    _file(takeaway, _("Plotly figure (HTML)"), "animation", "figure", "html", "text/html", _figure_page)
    _file(takeaway, _("Plotly figure (JSON)"), "data_object", "figure", "json", "application/json", _figure_json)
    _file(takeaway, _("Table of all steps (CSV)"), "table", "run", "csv", "text/csv", table)


def _file(takeaway: Takeaway, label: str, icon: str, what: str, suffix: str, mime: str, maker: Maker) -> None:
    st.download_button(
        label,
        data=partial(_made, maker, takeaway, current_language()),
        file_name=takeaway.file_name(what, suffix),
        mime=mime,
        icon=f":material/{icon}:",
        key=f"take_home_{suffix}_{label}",
        on_click="ignore",
        width="stretch",
    )


def _made(maker: Maker, takeaway: Takeaway, language: str) -> str | bytes:
    # Streamlit calls this in a thread of its own, which knows no session and so no language.
    with use_language(language):
        return maker(takeaway)


def _png(takeaway: Takeaway) -> bytes:
    from ui.take_home.picture import png

    return png(takeaway)


def _gif(takeaway: Takeaway) -> bytes:
    from ui.take_home.animation import gif

    return gif(takeaway)


def _html(takeaway: Takeaway) -> bytes:
    from ui.take_home.offline_page import offline_page

    return offline_page(takeaway)


def _batch_html(takeaway: Takeaway) -> bytes:
    from ui.take_home.offline_page import batch_page

    assert isinstance(takeaway, BatchTakeaway)
    return batch_page(takeaway)


def _batch_csv(takeaway: Takeaway) -> bytes:
    from ui.take_home.batch_files import batch_csv

    assert isinstance(takeaway, BatchTakeaway)
    return batch_csv(takeaway)


def _figure_page(takeaway: Takeaway) -> bytes:
    from ui.take_home.figure import figure_page

    return figure_page(takeaway)


def _figure_json(takeaway: Takeaway) -> str:
    from ui.take_home.figure import figure_json

    return figure_json(takeaway)


def _csv(takeaway: Takeaway) -> bytes:
    from ui.take_home.csv_table import csv_table

    return csv_table(takeaway)


def _numpy(path: Trajectory, takeaway: Takeaway) -> str:
    return _program(numpy_snippet, path, takeaway)


def _torch(path: Trajectory, takeaway: Takeaway) -> str:
    return _program(pytorch_snippet, path, takeaway)


def _program(write: Callable[..., str | None], path: Trajectory, takeaway: Takeaway) -> str:
    # The programs know no stopping rules: where one ended the run, that many steps are made.
    steps = path.steps if path.fired else takeaway.steps
    # Of many starts each method's best run has its own.
    start = tuple(path.points[0].tolist())
    loss: WrittenLoss
    if isinstance(path.loss, DataLoss):
        # The run's own loss: pictures of very many examples show that of a sample.
        loss, dealt = path.loss, path.batches
        assert dealt is None or isinstance(dealt, Batches)
        examples = Examples(path.loss.named_columns, dealt.sampling if dealt is not None else None)
    else:
        loss, examples = surface_of(takeaway), None
    program = write(loss, path.optimizer, start, steps, takeaway.maximize, examples)
    assert program is not None, "offered only where there is one"
    return program
