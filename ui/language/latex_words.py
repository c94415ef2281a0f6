"""What typeset formulas say in the language of the session: their one word, and their decimal marks."""

from __future__ import annotations

import re

from ui.language.i18n import _, number_text

_POINT = re.compile(r"(?<=\d)\.(?=\d)")
# Between arguments a comma beside a number with a comma would be read as a part of it.
_BEFORE, _AFTER = re.compile(r"(\{,\}\d+), "), re.compile(r", (-?\d+\{,\})")


def localized(latex: str) -> str:
    """LaTeX with its last branch named and its numbers written in the session's language."""
    named = latex.replace(r"\text{otherwise}", rf"\text{{{_('otherwise')}}}")
    if number_text("0.5") == "0.5":
        return named
    return _AFTER.sub(r"; \1", _BEFORE.sub(r"\1; ", _POINT.sub("{,}", named)))
