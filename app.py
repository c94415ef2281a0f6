"""Entry point: `streamlit run app.py`. Page settings, language, navigation; nothing else."""

from pathlib import Path

import streamlit as st

from pages.batches.race import warm_up as prepare_batches
from pages.places import PLACES
from pages.playground.race import warm_up
from ui.shell.frame import prepare_page, prepare_process
from ui.shell.navigation import registered_pages

ROOT = Path(__file__).parent

st.set_page_config(
    page_title="Optimization, step by step",
    page_icon=str(ROOT / "ui" / "shell" / "icon.svg"),
    layout="wide",
    initial_sidebar_state=340,
)
prepare_process(ROOT / "static", warm_up, prepare_batches)
page = st.navigation(registered_pages(PLACES), position="hidden")
prepare_page(page, PLACES)
page.run()
