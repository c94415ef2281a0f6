"""Hands `/matrix` over to `app.py`; `ui/shell/entry_files.py` wrote this and says what for."""

import runpy
from pathlib import Path

runpy.run_path(str(Path(__file__).parents[1] / "app.py"))
