"""Where Streamlit looks for `/methods` before `app.py` has run for the first time; hands over to it, as
`1_playground.py` does for the Playground.
"""

import runpy
from pathlib import Path

runpy.run_path(str(Path(__file__).parents[1] / "app.py"))
