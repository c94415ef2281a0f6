"""The language of the interface: gettext catalogues in `ui/language/locales`, with the English text as the key.

`_("Play")` gives the text in the language of the current session, so call it while a page runs and not when a
module is imported (mark constants with `N_` and translate them where they are shown), and never inside a
cached function, whose result other sessions get to see.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from optim_core.base.text import N_, Message
from ui.language.languages import LANGUAGES, SOURCE_LANGUAGE

__all__ = [
    "LANGUAGES",
    "LANGUAGE_KEY",
    "N_",
    "_",
    "current_language",
    "decimal_mark",
    "ngettext",
    "number_text",
    "settle_language",
    "translate",
    "use_language",
]

LANGUAGE_KEY = "language"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
LOCALES = Path(__file__).with_name("locales")

_override: ContextVar[str | None] = ContextVar("language", default=None)
# What the run of the page in this thread has settled on: a page asks hundreds of times, and asking the session each
# time took a fifth of its time.
_of_this_run: ContextVar[str | None] = ContextVar("language_of_this_run", default=None)


def current_language() -> str:
    """The language in force, a key of `LANGUAGES`; English outside a session and for unknown codes."""
    chosen = _override.get() or _of_this_run.get()
    if chosen is None and get_script_run_ctx(suppress_warning=True) is not None:
        chosen = st.session_state.get(LANGUAGE_KEY)
    return chosen if isinstance(chosen, str) and chosen in LANGUAGES else SOURCE_LANGUAGE


def settle_language(code: str) -> None:
    """From here on this session speaks `code`."""
    st.session_state[LANGUAGE_KEY] = code
    _of_this_run.set(code)


@contextmanager
def use_language(code: str) -> Iterator[None]:
    """Translate into `code` inside the `with` block, whatever the session says."""
    token = _override.set(code)
    try:
        yield
    finally:
        _override.reset(token)


def _(text: str) -> str:
    """`text` in the current language; English if the catalogue lacks it. The empty string stays empty."""
    # In a catalogue the empty key holds the file's header.
    return _catalogue(current_language()).gettext(text) if text else text


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of a text that fits `number` in the current language, e.g. "{n} step" or "{n} steps"."""
    return _catalogue(current_language()).ngettext(singular, plural, number)


def translate(message: Message | str) -> str:
    """A message of the core in the current language; arguments that are messages are translated as well."""
    if isinstance(message, str):
        return _(message)
    arguments = {name: _localized(value) for name, value in message.arguments.items()}
    return Message.filled(_(message.template), arguments)


def decimal_mark() -> str:
    """What stands between the whole part of a number and the rest in the current language."""
    return LANGUAGES[current_language()].decimal_mark


def number_text(text: str) -> str:
    """A number as Python writes it, the way people of the current language do: 1.5e-07 becomes 1,5·10⁻⁷."""
    mantissa, exponential, exponent = text.partition("e")
    if exponential:
        mantissa += f"·10{str(int(exponent)).translate(_SUPERSCRIPTS)}"
    mantissa = mantissa.replace("-", "−")
    return mantissa.translate(_marks(current_language()))


@cache
def _marks(language: str) -> dict[int, str]:
    """What a language writes in place of Python's marks, for `str.translate`."""
    spoken = LANGUAGES[language]
    return str.maketrans({",": spoken.group_mark, ".": spoken.decimal_mark})


class _LocalFloat(float):
    """A number that a template writes with the current language's decimal mark."""

    def __format__(self, spec: str) -> str:
        return number_text(super().__format__(spec))


def _localized(value: object) -> object:
    if isinstance(value, Message):
        return translate(value)
    return _LocalFloat(value) if isinstance(value, float) else value


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """Compiled in memory at first use, so that no generated file has to be kept in step with the text one."""
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    file = LOCALES / language / "LC_MESSAGES" / "messages.po"
    return read_catalogue(file) if file.exists() or LANGUAGES[language].complete else gettext.NullTranslations()


def read_catalogue(path: Path) -> gettext.GNUTranslations:
    """The translations in a `.po` file. Raises OSError if unreadable and PoFileError if malformed."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
