"""The pages there are, in the order of the navigation. The first is also what the bare address shows.

A new page is a folder beside this file and a line here.
"""

from ui import methods_state
from ui.batches_store import store as batches
from ui.i18n import N_
from ui.navigation import Place
from ui.store import store as playground

PLACES = (
    Place("playground", N_("Playground"), playground.query),
    Place("batches", N_("Data and batches"), batches.query),
    Place("methods", N_("Methods"), methods_state.query),
)
