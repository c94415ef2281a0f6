"""What is chosen on the Playground, in the session."""

from ui.links import from_query, to_query
from ui.page_store import PageStore

store = PageStore("playground", from_query, to_query)
