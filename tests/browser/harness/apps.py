"""The small applications of the browser tests: a link names one, as `?app=player`, or none for the probe.

One server has them all: what a browser has fetched and compiled of one address it has not of another.
"""

from __future__ import annotations

import streamlit as st

from tests.browser.harness import batch_player_app, player_app, probe_app

APPS = {"player": player_app.main, "batches": batch_player_app.main}

APPS.get(st.query_params.get("app", ""), probe_app.main)()
