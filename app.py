"""Entry point: `streamlit run app.py`. Page settings, language, navigation; nothing else."""

from pathlib import Path

import streamlit as st

from ui.frame import prepare_page, prepare_process

ROOT = Path(__file__).parent
PLAYGROUND = ROOT / "pages" / "playground" / "page.py"

st.set_page_config(
    page_title="Optimization, step by step",
    page_icon=str(ROOT / "ui" / "icon.svg"),
    layout="wide",
    initial_sidebar_state=340,
)
prepare_process(ROOT / "static")
page = st.navigation(
    [
        st.Page(PLAYGROUND, title="Playground", default=True),
        # Streamlit serves the default page at the root alone, and calls its own name unknown.
        st.Page(PLAYGROUND, title="Playground", url_path="playground"),
    ],
    position="hidden",
)
prepare_page()
page.run()
