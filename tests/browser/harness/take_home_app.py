"""A page with the panel alone, for the browser tests."""

from __future__ import annotations

import streamlit as st

from tests.ui.take_home.test_take_home import takeaway
from ui.take_home import take_home_panel

st.title("Take home")
take_home_panel(takeaway(st.query_params.get("case", "usual")))
