"""Streamlit's own words in the language of the session."""

from __future__ import annotations

import re

import pytest
from streamlit import config

from ui.language.i18n import use_language
from ui.shell import streamlit_words
from ui.shell.streamlit_words import WORDS, words_style


def test_english_needs_nothing() -> None:
    with use_language("en"):
        assert words_style() == ""


def test_every_word_is_written_over_in_russian() -> None:
    with use_language("ru"):
        style = words_style()
    written = re.findall(r'::after \{ content: "([^"]*)"', style)
    assert len(written) == len(WORDS)
    assert all(re.search("[а-я]", word) for word in written)
    assert f"не больше {config.get_option('server.maxUploadSize')} МБ" in written
    for place in WORDS:
        assert f"{place} {{ font-size: 0 !important; }}" in style


def test_no_translation_ends_the_style(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlit_words, "WORDS", {"p": 'a"b\\c</style><script>'})
    with use_language("ru"):
        style = words_style()
    assert r'content: "a\"b\\c\3c /style>\3c script>"' in style
