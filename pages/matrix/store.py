"""The state of the page of matrix calculus in the session."""

from pages.matrix.links import from_query, to_query
from pages.matrix.state import MatrixState
from ui.shell.page_store import PageStore

store: PageStore[MatrixState] = PageStore("matrix", from_query, to_query)
