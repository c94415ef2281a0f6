"""What else there is to see of the same data and method, a tab each; only the open one is worked out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from optim_core.base.text import N_
from pages.batches.computed import Task
from pages.batches.panels.closed_form import closed_form_panel
from pages.batches.panels.comparison import comparison_panel
from pages.batches.panels.noise import noise_panel
from pages.batches.panels.practice import practice_panel
from pages.batches.panels.scaling import scaling_panel
from pages.batches.panels.setting import PanelSetting
from pages.batches.race import Entrant
from pages.batches.state import BatchesState
from pages.batches.store import store
from ui.language.i18n import _
from ui.runs.styles import dark_page
from ui.work.bounded import Waiting

PANELS: tuple[tuple[str, Callable[[PanelSetting], None]], ...] = (
    (N_("The formulas"), closed_form_panel),
    (N_("All, some or one"), comparison_panel),
    (N_("The noise"), noise_panel),
    (N_("Training in practice"), practice_panel),
    (N_("Scaling"), scaling_panel),
)


def more(state: BatchesState, task: Task, entrants: Sequence[Entrant]) -> None:
    """The panels, about the first method."""
    if not entrants:
        return
    first = entrants[0]
    setting = PanelSetting(
        loss=task.loss,
        unscaled=task.unscaled,
        validation=task.validation,
        optimizer=first.optimizer,
        label=first.view.label,
        color=first.view.style.on(dark_page()),
        sampling=state.sampling,
        start=(float(first.path.points[0, 0]), float(first.path.points[0, 1])),
        steps=state.steps,
        path=first.path,
    )
    asked = store.asked_panel()
    if asked:
        st.session_state["b.panels"] = _(asked)
    tabs = st.tabs([_(name) for name, _panel in PANELS], key="b.panels", on_change="rerun")
    for tab, (_name, panel) in zip(tabs, PANELS, strict=True):
        if tab.open:
            with tab:
                try:
                    panel(setting)
                except Waiting:
                    st.caption(_("This is being worked out."))
