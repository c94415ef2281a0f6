"""What the first visitor of this page would wait for, done before anybody asks: imports, kernels, the default runs."""

from __future__ import annotations

from importlib import import_module

from pages.batches.state import BatchesState

#: The page's own modules that bring large libraries along.
LARGE = ("pages.batches.data_controls", "pages.batches.batch_controls", "pages.batches.more")


def warm_up() -> None:
    """Load what the page needs and compute its default view; safe to call from a thread of its own."""
    for name in LARGE:
        import_module(name)
    computed, race = import_module("pages.batches.computed"), import_module("pages.batches.race")
    state = BatchesState()
    race.race(state, computed.task_of(state))
