"""The smallest application the browser fixtures are tried on: a counter and a 3-D surface."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import streamlit as st

st.write("presses", st.session_state.setdefault("presses", 0))
if st.button("Press"):
    st.session_state["presses"] += 1
    st.rerun()
if st.button("Fail"):
    raise RuntimeError("on purpose")
st.plotly_chart(go.Figure(go.Surface(z=np.outer(np.arange(9.0), np.arange(9.0)))))
