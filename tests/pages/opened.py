"""A page without a browser, opened at its address as the first thing a visitor does."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
SECONDS = 60


def opened_page(page: str, **query: str) -> AppTest:
    """The page of that key after its first run, with the settings of a link; no exception is on it."""
    (entry,) = (ROOT / "pages").glob(f"[0-9]*_{page}.py")
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
    for name, value in {"lang": "en", **query}.items():
        app.query_params[name] = value
    app.switch_page(f"pages/{entry.name}")
    app.run()
    assert not app.exception
    return app
