"""The pages there are, in the order of the navigation. The first is also what the bare address shows.

A new page is a folder beside this file and a line here.
"""

from pages.batches.store import store as batches
from pages.methods.store import store as methods
from pages.playground.store import store as playground
from ui.language.i18n import N_
from ui.shell.navigation import Place

PLACES = (
    Place("playground", N_("Playground"), playground.query),
    Place("batches", N_("Data and batches"), batches.query),
    Place("methods", N_("Methods"), methods.query),
)
