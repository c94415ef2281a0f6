"""The smallest application the browser fixtures are tried on: counters and a menu."""

from __future__ import annotations

import time

import streamlit as st


def main() -> None:
    st.write("presses", st.session_state.setdefault("presses", 0))
    if st.button("Press"):
        st.session_state["presses"] += 1
        st.rerun()
    if st.button("Fail"):
        raise RuntimeError("on purpose")
    if st.button("Think"):
        time.sleep(0.5)
        st.session_state["thoughts"] = st.session_state.get("thoughts", 0) + 1
    st.write("thought", st.session_state.get("thoughts", 0))
    with st.sidebar, st.expander("More"):
        st.write("\n\n".join("more" for _ in range(6)))
        st.write("number", st.selectbox("Number", range(30)))
