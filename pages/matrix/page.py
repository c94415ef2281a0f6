"""Matrix calculus: check a gradient, look up and check a rule, derive linear regression."""

import streamlit as st

from pages.matrix.check import check_part
from pages.matrix.regression import regression_part
from pages.matrix.rules import rules_part
from pages.matrix.state import CHECK, PARTS, REGRESSION, RULES
from pages.matrix.store import store
from ui.controls.widgets import controlled
from ui.language.i18n import N_, _, translate
from ui.matrix_player import key_list
from ui.shell.demo_note import demo_note
from ui.shell.share import share_button

NAMES = {CHECK: N_("Check my gradient"), RULES: N_("Rules"), REGRESSION: N_("Linear regression")}
DRAWN = {CHECK: check_part, RULES: rules_part, REGRESSION: regression_part}


def main() -> None:
    """Read the address, show the part that is open."""
    state = store.follow_address_bar()
    for note in store.notes():
        st.warning(translate(note))
    demo_note(store)
    heading, share = st.columns([5, 1])
    heading.subheader(_("Matrix calculus"), anchor=False)
    with share:
        share_button(store.link(), carries=_("Whoever opens this link sees what you see now."))
    controlled(
        st.segmented_control, _("Part of the page"), key="matrix.part", value=state.part, on=_open, options=PARTS,
        format_func=lambda part: _(NAMES[part]), label_visibility="collapsed", required=True,
    )  # fmt: skip
    with st.container(key="matrix_page"):
        DRAWN[state.part](state)
    key_list()
    store.mirror_in_address_bar()


def _open(part: str | None) -> None:
    if part:
        store.change(part=part)


main()
