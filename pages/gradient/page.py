"""The gradient and the differential of a function, at a point that is dragged."""

from dataclasses import replace

import streamlit as st

from optim_core.expression import symbol_latex
from pages.gradient.controls import surface_controls
from pages.gradient.state import GradientState
from pages.gradient.store import store
from pages.gradient.written import partials_panel
from pages.playground.links import to_query as playground_query
from surfaces import Surface
from surfaces.typed import KEY as TYPED
from ui.controls.surfaces import surface_name
from ui.gradient_player import gradient_player
from ui.gradient_player.views import gradient_scene
from ui.language.i18n import _, translate
from ui.language.latex_words import localized
from ui.shell.heading import heading_row
from ui.shell.navigation import page_link
from ui.shell.share import share_button

LONGEST_BESIDE = 85


def main() -> None:
    """Read the controls, ask the core, show."""
    state = store.follow_address_bar()
    surface = state.landscape()
    with st.sidebar:
        surface_controls(state, surface)
    if store.notes():
        st.warning("\n\n".join(translate(note) for note in store.notes()))
    _heading(state, surface)
    gradient_player(
        gradient_scene(surface),
        state.seen(),
        key="gradient_player",
        on_seen=lambda seen: store.set(store.current().with_seen(seen)),
        demo=store.demo(),
        on_demo=store.move,
    )
    page_link("playground", _("Go on in the Playground"), onward(state), ":material/arrow_forward:")
    partials_panel(state, surface)
    store.mirror_in_address_bar()


def onward(state: GradientState) -> dict[str, list[str]]:
    """The link to the Playground with the same function, its start where the point is."""
    return playground_query(replace(state.chosen, start=state.point()))


def _heading(state: GradientState, surface: Surface) -> None:
    """Name, typeset formula and the link; of a typed formula also how it was read."""
    vocabulary = surface.kernels.parsed.vocabulary
    variables = ", ".join(symbol_latex(name, vocabulary) for name in surface.variables)
    formula = f"f({variables}) = {localized(surface.latex())}"
    beside = len(formula) <= LONGEST_BESIDE
    name, middle, share = heading_row()
    with name:
        st.subheader(surface_name(state.chosen.surface), anchor=False)
    with share:
        share_button(
            store.link(),
            carries=_(
                "Whoever opens this link sees the same function, point, direction, step and layers. It leaves out how "
                "the tangent plane is turned and whether the curve is shown as large as the step."
            ),
        )
    with middle if beside else st.container():
        st.latex(formula if beside else rf"\small {formula}")
    if state.chosen.surface == TYPED:
        for notice in surface.notices:
            st.caption(translate(notice))


main()
