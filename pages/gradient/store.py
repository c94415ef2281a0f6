"""What is chosen on the page of the gradient, in the session."""

from pages.gradient.links import from_query, to_query
from ui.shell.page_store import PageStore

store = PageStore("gradient", from_query, to_query, lambda state: state.chosen.surface)
