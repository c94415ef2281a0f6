"""Numbers as people and spreadsheets write them: decimal commas, spaces between thousands, the minus of typesetting."""

from __future__ import annotations

import re
import unicodedata

_MINUS = str.maketrans(dict.fromkeys("\u2212\u2010\u2011\u2012\u2013", "-"))
#: Spaces that do not break, or are thin: between groups of three digits they part thousands.
_NARROW = "\u00a0\u2007\u2008\u2009\u200a\u202f"
_NARROW_THOUSANDS = re.compile(rf"(?<=\d)[{_NARROW}](?=\d{{3}}(?!\d))")
_OTHER_NARROW = re.compile(rf"[{_NARROW}]")
_THOUSANDS = re.compile(r"(?<=\d)[ '\u2019](?=\d{3}(?!\d))")
_AFTER_SIGN = re.compile(r"^([-+])\s+")
_COMMAS_PART_THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+\.\d*|[-+]?\d{1,3}(,\d{3}){2,}")
_DOTS_PART_THOUSANDS = re.compile(r"[-+]?\d{1,3}(\.\d{3})+,\d*|[-+]?\d{1,3}(\.\d{3}){2,}")


def plain_spaces(text: str) -> str:
    """A text whose narrow spaces no longer part thousands, and part cells, if anything, as other spaces do."""
    return _OTHER_NARROW.sub(" ", _NARROW_THOUSANDS.sub("", text.replace("\ufeff", "")))


def spelled(cell: str) -> str:
    """The number of a cell as Python spells it; what is none stays none.

    A single comma is the decimal mark; of commas and dots the last one is, if the others part thousands.
    """
    text = unicodedata.normalize("NFKC", cell).strip().translate(_MINUS)
    text = _AFTER_SIGN.sub(r"\1", _THOUSANDS.sub("", text))
    if "_" in text:
        return ""
    if _COMMAS_PART_THOUSANDS.fullmatch(text):
        return text.replace(",", "")
    if _DOTS_PART_THOUSANDS.fullmatch(text):
        text = text.replace(".", "")
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
