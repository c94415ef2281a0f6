"""The whole window for a page whose pictures are no player's: no sidebar, no header, type that the last row reads.

Pages with a player leave this to the player, which takes the window for itself alone (`js/players/presentation.js`).
"""

from __future__ import annotations

import streamlit as st

from ui.demos import tour
from ui.language.i18n import _
from ui.shell import address_bar

#: The setting of links, as that of the players' own mode.
LINK = "present"
#: Pages whose players present themselves.
BY_PLAYER = ("playground", "batches")
#: Pages that listen to N and P themselves while a scene is open.
HEAR_SCENES = ("gradient", "backprop")
_ON, _PAGE = "presenting", "presenting_page"

#: A line of text is a 45th of the window's height: 24 px on a projector, as in the players. What is smaller on the
#: page than its text, captions and the like, is of that size, too.
STYLE = """
<style>
html { --opt-presented: 1; font-size: max(15px, min(100vh / 45, 100vw / 80)) !important; }
.opt-player { --opt-size: 1rem; --opt-small: 1rem; font-size: 1rem; }
[data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stExpandSidebarButton"] { display: none; }
[data-testid="stLayoutWrapper"]:has(> .st-key-navigation) { display: none; }
[data-testid="stMainBlockContainer"] { max-width: none; padding: 0.6rem 1.2rem 1rem; }
[data-testid="stMain"] :is(p, li, label, input, textarea, button, code, td, th, small, div[data-baseweb]) {
  font-size: max(1rem, 1em);
}
[data-testid="stMain"] :is([data-testid="stCaptionContainer"] *, button :is(kbd, span)) { font-size: 1rem; }
[data-testid="stMain"] [data-testid="stCaptionContainer"] .katex * { font-size: revert-layer; }
/* Keys and heading leave the height to the pictures; whoever presents has the link already, and takes nothing home. */
.st-key-presenting button { min-height: 0; padding-block: 0; }
.st-key-heading { min-height: 0 !important; }
:is(.st-key-share, .st-key-take_home) { display: none; }
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] { gap: 0.5rem; }
[data-testid="stMain"] [class*="_scene"][data-testid="stVerticalBlock"] { padding: 0.2rem 0.6rem; }
[data-testid="stMain"] [class*="_scene"] p { line-height: 1.3; }
/* What the charts of a training show is said in a lecture; they need the height. */
.opt-net-chart .opt-note { display: none; }
/* A graph is moved in its place and not made smaller; its bar stays in sight. */
.opt-graph-stage { max-height: calc(100vh - 26rem) !important; }
.opt-graph-stage svg { width: 1000rem !important; } /* as wide as it may be */
</style>
"""


def presenting() -> bool:
    """Whether the page has the whole window."""
    return bool(st.session_state.get(_ON, False))


def present(wanted: bool) -> None:
    """Give the page the whole window, or take it back."""
    st.session_state[_ON] = wanted
    address_bar.outdate()


def follow_address(page: str) -> None:
    """A link may ask for it, and going back may end it."""
    came = st.session_state.get(_PAGE) != page
    st.session_state[_PAGE] = page
    if page in BY_PLAYER:
        st.session_state[_ON] = False
    elif (came and st.query_params) or (not came and address_bar.revisited()):
        st.session_state[_ON] = st.query_params.get(LINK) == "1"


def presenting_bar(page: str) -> None:
    """The button that presents; while that is on, the way from scene to scene and out, with their keys."""
    if page in BY_PLAYER:
        return
    if not presenting():
        with st.container(key="present_here"):
            _button("", "present_to_all", "F", True)
        return
    st.html(STYLE)
    with st.container(key="presenting", horizontal=True, gap="small", vertical_alignment="center"):
        scene = st.query_params.get(tour.LINK)
        if page not in HEAR_SCENES or scene is None:
            for label, icon, key, step in (
                (_("Previous scene"), "chevron_left", "P", -1),
                (_("Next scene"), "chevron_right", "N", 1),
            ):
                st.button(label, icon=f":material/{icon}:", key=f"presenting_{key}", shortcut=key, type="tertiary",
                          on_click=_to_scene, args=(scene, step))  # fmt: skip
        _button(_("End the presentation"), "close", "Esc", False)
        _button("", "close_fullscreen", "F", False)


def _button(label: str, icon: str, key: str, wanted: bool) -> None:
    said = None if label else _("Present") if wanted else _("End the presentation")
    st.button(label, icon=f":material/{icon}:", key=f"presenting_{key}_{wanted}", shortcut=key, type="tertiary",
              help=said, on_click=present, args=(wanted,))  # fmt: skip


def _to_scene(key: str | None, step: int) -> None:
    tour.ask_for(tour.neighbour(key if key in tour.demos() else None, step).key, True)
