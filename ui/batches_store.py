"""What is chosen on the page of data and batches, in the session."""

from ui.batches_links import from_query, to_query
from ui.page_store import PageStore

store = PageStore("batches", from_query, to_query)
