"""What is chosen on the page of data and batches, in the session."""

from pages.batches.links import from_query, to_query
from ui.shell.page_store import PageStore

#: Examples that were moved are still of their source.
store = PageStore("batches", from_query, to_query, lambda state: state.origin or state.source)
