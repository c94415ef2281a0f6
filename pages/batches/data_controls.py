"""Which examples: made up, measured, or one's own."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.batches.data_table import MAX_BYTES, MEGABYTE, ColumnsWanted, TableError, WideTable, read_bytes, read_table
from pages.batches.links import LAST_SEED, MAX_NOISE
from pages.batches.state import OWN, SHARES, SIZES, BatchesState
from pages.batches.store import store
from surfaces.data import SOURCES, Dataset
from ui.batch_player import table_limit
from ui.controls.checked_text import escaped
from ui.controls.widgets import controlled, linear_slider, step_choices
from ui.language.i18n import _, ngettext, number_text, translate
from ui.shell.panels import panel

PASTED, UPLOADED, REFUSED = "b.pasted", "b.uploaded", "b.refused"
#: Columns of a wide table that are chosen so far: features, and the target or None.
CHOSEN = "b.columns"


def data_controls(state: BatchesState, data: Dataset) -> None:
    """Menu of sources, one's own table, and, folded, size, noise and draw, scaling and the held-out share."""
    controlled(
        st.selectbox,
        _("Data"),
        key="b.source",
        value=state.source,
        on=_choose,
        options=[*SOURCES, *([OWN] if state.source == OWN else [])],
        format_func=lambda key: _own_name(state) if key == OWN else _(SOURCES[key].name),
    )
    if state.source == OWN:
        st.caption(ngettext("{count} example.", "{count} examples.", data.size).format(count=data.size))
    with panel(_("Your own table"), key="b.table_box"):
        _own_table()
        if state.wide is not None:
            _columns(state, state.wide)
    box = panel(_settings_label(state), key="b.data_box")
    if box.open:
        with box:
            _settings(state, data)


def _settings_label(state: BatchesState) -> str:
    """With what is switched on, so that it need not be opened to be seen."""
    on = [_("scaled")] * state.scaled + [_("{share} held out").format(share=f"{state.held_out:.0%}")] * bool(
        state.held_out
    )
    settings = _("Data settings")
    return f"{settings}: {', '.join(on)}" if on else settings


def _settings(state: BatchesState, data: Dataset) -> None:
    if state.made_up:
        _made_up(state, data)
    controlled(
        st.toggle,
        _("Scale the features"),
        key="b.scaled",
        value=state.scaled,
        on=lambda on: store.change(scaled=bool(on), start=None),
        help=_("Every feature gets mean 0 and standard deviation 1, which rounds a ravine."),
    )
    controlled(
        st.select_slider,
        _("Held out for validation"),
        key="b.held_out",
        value=state.held_out,
        on=lambda share: store.change(held_out=float(share)),
        options=SHARES,
        format_func=lambda share: f"{share:.0%}",
        help=_("These examples are not learned from; the dashed curve is the loss on them."),
    )


def _own_name(state: BatchesState) -> str:
    if state.origin:
        return _("{name}, changed").format(name=_(SOURCES[state.origin].name))
    return _("Your own table")


def _choose(key: str) -> None:
    state = store.current()
    if key != OWN:
        store.set(state.with_source(key))


def _made_up(state: BatchesState, data: Dataset) -> None:
    source = SOURCES[state.source]
    controlled(
        st.select_slider,
        _("Number of examples"),
        key="b.size",
        value=data.size,
        on=lambda size: store.change(size=int(size)),
        options=step_choices(SIZES, data.size),
    )
    linear_slider(
        _("Noise"),
        state.noise if state.noise is not None else source.noise or 0.0,
        0.0,
        max(2.0, min(state.noise or 0.0, MAX_NOISE)),
        0.05,
        key="b.noise",
        on=lambda noise: store.change(noise=float(noise)),
    )
    st.button(
        _("Draw again (seed {seed})").format(seed=state.data_seed),
        key="b.draw",
        icon=":material/casino:",
        on_click=lambda: store.change(data_seed=(store.current().data_seed + 1) % (LAST_SEED + 1)),
        width="stretch",
    )


def _own_table() -> None:
    st.text_area(
        _("Paste a table"),
        key=PASTED,
        on_change=_pasted,
        placeholder="x, y\n1, 2.1\n2, 3.9",
        height=110,
        help=_(
            "Two columns x and y, or two features and the target; of more columns you choose. Two words, or 0 and "
            "1, are classes."
        ),
    )
    refusal = _("The table is larger than {limit} MB: so much cannot be sent at once. The text from before stays.")
    table_limit(MAX_BYTES, refusal.format(limit=number_text(f"{MAX_BYTES / MEGABYTE:g}")), key=PASTED)
    st.file_uploader(
        _("or upload a CSV file"),
        type=["csv", "txt", "tsv"],
        key=UPLOADED,
        on_change=_uploaded,
        help=_("At most {limit} MB and 100,000 rows. The file is read in memory and never written down.").format(
            limit=number_text(f"{MAX_BYTES / MEGABYTE:g}")
        ),
    )
    refused = st.session_state.get(REFUSED)
    if refused is not None:
        st.error(escaped(translate(refused)), icon=":material/edit:")
        st.caption(_("The data from before stay."))


def _columns(state: BatchesState, wide: WideTable) -> None:
    """Which columns of a wide table are used; before that is said, the data from before stay."""
    names = [name or _("Column {number}").format(number=place + 1) for place, name in enumerate(wide.names)]
    features, target = st.session_state.get(CHOSEN, ((), None)) if not state.columns else _split(state.columns)
    st.markdown(_("The table has more than three columns. Which are used?"))
    controlled(
        st.multiselect,
        _("Features"),
        key="b.features",
        value=list(features),
        on=lambda chosen: _choose_columns(tuple(chosen), target),
        options=[place for place, numeric in enumerate(wide.numeric) if numeric and place != target],
        format_func=names.__getitem__,
        max_selections=2,
        placeholder=_("One or two"),
        select_all=False,
    )
    controlled(
        st.selectbox,
        _("Target"),
        key="b.target",
        value=target,
        on=lambda chosen: _choose_columns(features, chosen),
        options=[place for place in range(len(names)) if place not in features],
        format_func=names.__getitem__,
        placeholder=_("Choose a column"),
    )


def _split(columns: tuple[int, ...]) -> tuple[tuple[int, ...], int]:
    return columns[:-1], columns[-1]


def _choose_columns(features: tuple[int, ...], target: int | None) -> None:
    """Use the columns as soon as both are said; until then they are only remembered."""
    st.session_state[CHOSEN], st.session_state[REFUSED] = (features, target), None
    state = store.current()
    if state.wide is None or not features or target is None:
        store.change(columns=())
        return
    try:
        data = state.wide.examples(features, target)
    except TableError as error:
        st.session_state[REFUSED] = error.parts
        store.change(columns=())
        return
    store.set(state.with_own(data, state.wide, (*features, target)))


def _pasted() -> None:
    text = st.session_state[PASTED]
    st.session_state[REFUSED] = None
    if text.strip():
        _take(lambda: read_table(text))


def _uploaded() -> None:
    file = st.session_state[UPLOADED]
    st.session_state[REFUSED] = None
    if file is not None:
        _take(lambda: read_bytes(file.getvalue()))


def _take(read: Callable[[], Dataset]) -> None:
    st.session_state[CHOSEN] = ((), None)
    try:
        data = read()
    except ColumnsWanted as wanted:
        store.change(wide=wanted.table, columns=())
        return
    except TableError as error:
        st.session_state[REFUSED] = error.parts
        return
    store.set(store.current().with_own(data))
