"""Where Streamlit looks for `/playground` before `app.py` has run for the first time; hands over to it.

A fresh server takes a folder `pages` for the list of pages. Were the name in the first visitor's link not in it,
they would be told that there is no such page.
"""

import runpy
from pathlib import Path

runpy.run_path(str(Path(__file__).parents[1] / "app.py"))
