"""Names of columns, in the reader's language where they are ours."""

from __future__ import annotations

from surfaces.data import COLUMNS
from ui.language.i18n import _


def column_name(name: str) -> str:
    """The name of a column of examples in the current language; what people call theirs stays as it is."""
    return _(name) if name in COLUMNS else name
