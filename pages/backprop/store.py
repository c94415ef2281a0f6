"""What is chosen on the page of backpropagation, in the session."""

from pages.backprop.links import from_query, to_query
from ui.shell.page_store import PageStore

store = PageStore(
    "backprop",
    from_query,
    to_query,
    lambda state: (state.view, state.training.data if state.view == "network" else state.source),
)
