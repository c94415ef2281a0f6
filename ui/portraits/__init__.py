"""The portraits of all methods: texts for their pages, each claim in them a view that a test runs."""

from ui.portraits.gallery import portraits
from ui.portraits.portrait import Portrait

__all__ = ["Portrait", "portraits"]
