"""The languages there are. A new one is a row here and `python -m ui.language.i18n_update --new CODE`."""

from __future__ import annotations

from typing import NamedTuple


class Language(NamedTuple):
    """A language of the interface.

    Attributes:
        name: in the language itself; whoever looks for theirs may not read the others.
        decimal_mark: between the whole part of a number and the rest. The browser takes its own from the code.
        group_mark: between thousands.
        complete: whether every text has to be translated. Until then those that are not appear in English.
    """

    name: str
    decimal_mark: str = "."
    group_mark: str = ","
    complete: bool = False


#: By code, the source's own language first.
LANGUAGES = {
    "en": Language("English", complete=True),
    "ru": Language("Русский", ",", " ", complete=True),
}
SOURCE_LANGUAGE = "en"
