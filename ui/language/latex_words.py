"""The one word that typeset formulas have, in the language of the session."""

from __future__ import annotations

from ui.language.i18n import _


def localized(latex: str) -> str:
    """LaTeX with its last branch named in the session's language."""
    return latex.replace(r"\text{otherwise}", rf"\text{{{_('otherwise')}}}")
