"""What is chosen on the Playground, in the session."""

from pages.playground.links import from_query, to_query
from ui.shell.page_store import PageStore

store = PageStore("playground", from_query, to_query, lambda state: state.surface)
