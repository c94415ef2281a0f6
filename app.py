"""Entry point: `streamlit run app.py`. Page settings, language, navigation; nothing else."""

from pathlib import Path

import streamlit as st

from pages.places import PLACES, prepare
from ui.shell.activity import ACTIVITY
from ui.shell.embedding import embedded
from ui.shell.frame import SIDEBAR_WIDTH, prepare_page
from ui.shell.navigation import registered_pages
from ui.work.turns import in_turn
from ui.work.waiting import visitor_s_work

ROOT = Path(__file__).parent

st.set_page_config(
    page_title="Optimization, step by step",
    page_icon=str(ROOT / "ui" / "shell" / "icon.svg"),
    layout="wide",
    initial_sidebar_state="collapsed" if embedded() else SIDEBAR_WIDTH,
)
prepare()
page = st.navigation(registered_pages(PLACES), position="hidden")
here = page.url_path or PLACES[0].key
with ACTIVITY.of(here):
    prepare_page(page, PLACES)
    with in_turn(here), visitor_s_work():
        page.run()
