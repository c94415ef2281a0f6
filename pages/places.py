"""The pages there are, in the order of the navigation. The first is also what the bare address shows.

A new page is a folder beside this file and a line here. `python -m pages.places`, which `make run` calls after every
change of this file, brings the files `N_name.py` in line with the list.
"""

from pathlib import Path

from pages.backprop.store import store as backprop
from pages.batches.race import warm_up as prepare_batches
from pages.batches.store import store as batches
from pages.gradient.store import store as gradient
from pages.matrix.store import store as matrix
from pages.methods.store import store as methods
from pages.playground.race import warm_up
from pages.playground.store import store as playground
from ui.language.i18n import N_
from ui.shell.entry_files import write_entry_files
from ui.shell.frame import prepare_process
from ui.shell.navigation import Place

PLACES = (
    Place("playground", N_("Playground"), playground.query, "main.js"),
    Place("batches", N_("Data and batches"), batches.query, "batches/main.js"),
    Place("methods", N_("Methods"), methods.query, "main.js"),
    Place("gradient", N_("Gradient"), gradient.query, "gradient/main.js"),
    Place("matrix", N_("Matrix calculus"), matrix.query),
    Place("backprop", N_("Backpropagation"), backprop.query, "graph/main.js"),
)

#: Where the player's files are published: beside `app.py`, as Streamlit wants it.
STATIC = Path(__file__).parents[1] / "static"


def prepare() -> None:
    """What a process does once, before its first visitor, however it is started; again, nothing."""
    prepare_process(STATIC, warm_up, prepare_batches)


if __name__ == "__main__":
    for name in write_entry_files(PLACES, Path(__file__).parent):
        print(f"pages/{name}")
