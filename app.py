"""Entry point: `streamlit run app.py`. Page settings, language, navigation; nothing else."""

from pathlib import Path

import streamlit as st

from ui.frame import prepare_page, prepare_process

ROOT = Path(__file__).parent

st.set_page_config(
    page_title="Optimization, step by step",
    page_icon=str(ROOT / "ui" / "icon.svg"),
    layout="wide",
    initial_sidebar_state=340,
)
prepare_process(ROOT / "static")
page = st.navigation(
    [st.Page(ROOT / "pages" / "playground" / "page.py", title="Playground", url_path="playground", default=True)],
    position="hidden",
)
prepare_page()
page.run()
