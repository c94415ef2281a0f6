"""Every string of the interface has its Russian text, and each session reads its own language."""

from __future__ import annotations

import ast
import re
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from streamlit.testing.v1 import AppTest

from optim_core import Outcome, optimizer, run
from optim_core.base.text import Message as CoreMessage
from surfaces import surface
from ui.charts.axes import quiet
from ui.language import i18n
from ui.language.i18n import _, current_language, ngettext, translate, use_language
from ui.language.i18n_update import (
    ENTRY,
    KEYWORDS,
    LOCALES,
    PACKAGES,
    ROOT,
    begin,
    extract,
    is_translated,
    read,
    update,
)
from ui.language.languages import LANGUAGES, SOURCE_LANGUAGE, Language
from ui.language.numbers import short

TRANSLATED = sorted(path.parts[-3] for path in LOCALES.glob("*/LC_MESSAGES/messages.po"))
COMPLETE = sorted(code for code, language in LANGUAGES.items() if language.complete and code != SOURCE_LANGUAGE)
FIELD = re.compile(r"\{(\w*)[^{}]*\}")

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: ru\\n"

msgid "Play"
msgstr "Пуск"

msgid "step {step}"
msgstr "шаг {step}"

msgid "stopped: {why}"
msgstr "остановка: {why}"

msgid "{n} step"
msgid_plural "{n} steps"
msgstr[0] "{n} шаг"
msgstr[1] "{n} шага"
msgstr[2] "{n} шагов"
"""


@cache
def _source() -> Catalog:
    return extract()


@cache
def _catalogue(language: str) -> Catalog:
    return read(LOCALES / language / "LC_MESSAGES" / "messages.po")


def _forms(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _fields(text: str) -> set[str]:
    return set(FIELD.findall(text))


def test_strings_are_found_in_the_source() -> None:
    assert "Learning rate" in _source()


def test_every_catalogue_has_its_row() -> None:
    assert set(COMPLETE) <= set(TRANSLATED) <= set(LANGUAGES)


@pytest.mark.parametrize("language", COMPLETE)
def test_every_string_is_translated(language: str) -> None:
    catalogue = _catalogue(language)
    wanted = (catalogue.get(message.id) or message for message in _messages(_source()))
    missing = [message.id for message in wanted if not is_translated(message)]
    assert not missing, "run `make translations` and fill in the empty msgstr lines"


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_outlives_its_string(language: str) -> None:
    source = _source()
    stale = [message.id for message in _messages(_catalogue(language)) if source.get(message.id) is None]
    assert not stale, "run `make translations`"


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_survive_translation(language: str) -> None:
    for message in _messages(_catalogue(language)):
        expected = set().union(*map(_fields, _forms(message.id)))
        for form in filter(None, _forms(message.string)):
            assert _fields(form) == expected, message.id


@cache
def _marked_calls(path: Path) -> tuple[ast.Call, ...]:
    return tuple(
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS
    )


def _sources() -> list[Path]:
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return [*files, *filter(Path.exists, [ROOT / ENTRY])]


def test_marked_strings_can_be_looked_up() -> None:
    """An f-string, or a template filled in before it is translated, is in no catalogue."""
    lost = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in _sources()
        for call in _marked_calls(path)
        for node in ast.walk(call.args[0])
        if isinstance(node, ast.JoinedStr | ast.BinOp)
    ]
    assert not lost


def test_every_marked_string_is_found() -> None:
    """What is marked within an f-string is not seen by those who collect the strings."""
    found = {text for message in _source() for text in _texts(message.id)}
    lost = [
        f"{path.relative_to(ROOT)}:{call.lineno}: {call.args[0].value!r}"
        for path in _sources()
        for call in _marked_calls(path)
        if isinstance(call.args[0], ast.Constant) and call.args[0].value not in found
    ]
    assert not lost


def _texts(message_id: object) -> tuple[object, ...]:
    """A message's text, or both of one with a plural."""
    return tuple(message_id) if isinstance(message_id, tuple | list) else (message_id,)


@pytest.fixture
def russian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A small catalogue of known contents in place of the real one."""
    file = tmp_path / "ru" / "LC_MESSAGES" / "messages.po"
    file.parent.mkdir(parents=True)
    file.write_text(CATALOGUE)
    monkeypatch.setattr(i18n, "LOCALES", tmp_path)
    i18n._catalogue.cache_clear()
    yield
    i18n._catalogue.cache_clear()


def test_english_outside_a_session() -> None:
    assert current_language() == "en"
    assert _("Play") == "Play"


@pytest.mark.usefixtures("russian")
def test_lookup_and_fallback() -> None:
    with use_language("ru"):
        assert _("Play") == "Пуск"
        assert _("no such string") == "no such string"
        assert _("") == ""
    assert _("Play") == "Play"


@pytest.mark.usefixtures("russian")
@pytest.mark.parametrize(("number", "text"), [(1, "1 шаг"), (3, "3 шага"), (11, "11 шагов"), (21, "21 шаг")])
def test_plural_forms(number: int, text: str) -> None:
    with use_language("ru"):
        assert ngettext("{n} step", "{n} steps", number).format(n=number) == text


@pytest.mark.usefixtures("russian")
def test_messages_are_translated_with_their_arguments() -> None:
    message = CoreMessage("stopped: {why}", {"why": CoreMessage("step {step}", {"step": 3})})
    with use_language("ru"):
        assert translate(message) == "остановка: шаг 3"
    assert translate(message) == message.text == "stopped: step 3"


NUMBERS = CoreMessage(
    "{a} {b:g} {c:.3g} {d:,.1f} {n} {inner}",
    {"a": 0.5, "b": -2.5e-7, "c": 1234.5, "d": 12345.678, "n": 3, "inner": CoreMessage("{x:g}", {"x": 1.25})},
)


def test_numbers_in_messages_are_written_as_the_language_writes_them() -> None:
    assert translate(NUMBERS) == "0.5 −2.5·10⁻⁷ 1.23·10³ 12,345.7 3 1.25"
    with use_language("ru"):
        assert translate(NUMBERS) == "0,5 −2,5·10⁻⁷ 1,23·10³ 12 345,7 3 1,25"


def test_verdicts_have_the_decimal_comma_in_russian() -> None:
    path = run(
        surface("bowl"), optimizer("gradient_descent", learning_rate=0.1), (1.0, 1.0), 50, stops={"gradient": 0.25}
    )
    assert isinstance(path.outcome, Outcome)
    assert "‖∇Q‖ ≤ 0.25" in translate(path.outcome.parts)
    with use_language("ru"):
        assert "‖∇Q‖ ≤ 0,25" in translate(path.outcome.parts)


def test_an_unknown_language_is_english() -> None:
    with use_language("xx"):
        assert current_language() == "en"


def _page() -> None:
    import streamlit as st

    from ui.language.i18n import _

    st.write(_("Play"))


@pytest.mark.usefixtures("russian")
def test_every_session_reads_its_own_language() -> None:
    """Sessions of one process take turns, and none sees the language of the one before."""
    sessions = {code: AppTest.from_function(_page) for code in ("en", "ru", "nonsense")}
    for code, session in sessions.items():
        session.session_state["language"] = code
    for _turn in range(2):
        shown = {code: session.run(timeout=30).markdown[0].value for code, session in sessions.items()}
        assert shown == {"en": "Play", "ru": "Пуск", "nonsense": "Play"}


@pytest.mark.usefixtures("russian")
def test_a_thread_does_not_inherit_another_ones_language() -> None:
    seen: list[str] = []
    with use_language("ru"):
        thread = threading.Thread(target=lambda: seen.append(_("Play")))
        thread.start()
        thread.join()
    assert seen == ["Play"]


def test_updating_keeps_adds_and_drops(tmp_path: Path) -> None:
    file = tmp_path / "messages.po"
    file.write_text(CATALOGUE)
    template = Catalog()
    template.add("Play")
    template.add("Brand new")
    update(file, template)
    first = file.read_bytes()
    merged = read(file)
    assert {message.id for message in _messages(merged)} == {"Play", "Brand new"}
    assert merged["Play"].string == "Пуск"
    assert not is_translated(merged["Brand new"])
    update(file, template)
    assert file.read_bytes() == first


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A third language: its row, and a catalogue as `--new de` begins it."""
    monkeypatch.setitem(LANGUAGES, "de", Language("Deutsch", ",", "."))
    monkeypatch.setattr(i18n, "LOCALES", tmp_path)
    i18n._catalogue.cache_clear()
    path = tmp_path / "de" / "LC_MESSAGES" / "messages.po"
    begin("de", path, _source())
    yield path
    i18n._catalogue.cache_clear()


def test_a_new_language_has_all_strings_and_no_text(german: Path) -> None:
    catalogue = read(german)
    assert {message.id for message in _messages(catalogue)} == {message.id for message in _messages(_source())}
    assert (str(catalogue.locale), catalogue.num_plurals) == ("de", 2)
    assert not any(is_translated(message) for message in _messages(catalogue))
    with pytest.raises(ValueError, match="already"):
        begin("de", german, _source())
    with pytest.raises(ValueError, match="row"):
        begin("xx", german.with_name("other.po"), _source())


def test_a_new_language_is_filled_part_by_part(german: Path) -> None:
    text = german.read_text(encoding="utf-8")
    assert text.count('msgid "Play"\nmsgstr ""') == 1
    german.write_text(text.replace('msgid "Play"\nmsgstr ""', 'msgid "Play"\nmsgstr "Abspielen"'), encoding="utf-8")
    with use_language("de"):
        assert _("Play") == "Abspielen"
        assert _("Pause") == "Pause"
        assert ngettext("{count} step", "{count} steps", 1) == "{count} step"
        assert ngettext("{count} step", "{count} steps", 2) == "{count} steps"
        assert (short(1.5), short(2.5e-7)) == ("1,5", "2,50·10⁻⁷")
        assert translate(NUMBERS) == "0,5 −2,5·10⁻⁷ 1,23·10³ 12.345,7 3 1,25"
        assert quiet()["separators"] == ",\u2009"


@pytest.mark.usefixtures("german")
def test_a_new_language_is_offered_and_shown_in_a_session() -> None:
    session = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    session.query_params["lang"] = "de"
    session.run()
    assert not session.exception
    assert session.session_state["language"] == "de"
    (switch,) = (group for group in session.get("button_group") if group.key == "language_choice")
    assert [option.content for option in switch.proto.options] == [language.name for language in LANGUAGES.values()]


def test_a_language_without_a_catalogue_is_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LANGUAGES, "de", Language("Deutsch", ","))
    monkeypatch.setattr(i18n, "LOCALES", tmp_path)
    i18n._catalogue.cache_clear()
    with use_language("de"):
        assert (_("Play"), short(1.5)) == ("Play", "1,5")
    i18n._catalogue.cache_clear()


#: Latin words in Russian texts: methods, programs, files and keys, and what is typed in formulas.
NAMES = {
    *("Adadelta", "AdaGrad", "Adam", "Adamax", "AdamW", "AMSGrad", "NAdam", "RAdam", "RMSprop", "RProp", "Lion"),
    *("Lookahead", "BFGS", "Newton", "SciPy", "PyTorch", "NumPy", "Plotly", "LaTeX", "WebGL", "NaN"),
    *("CSV", "PNG", "SVG", "GIF", "HTML", "JSON", "Enter", "Ctrl", "Shift", "Delete"),
    *("Iris", "virginica", "versicolor"),
    *("Piecewise", "True", "where", "otherwise", "end", "frac", "log", "sqrt", "sin", "cos", "exp", "tanh", "atan"),
    *("max", "min", "abs", "det", "ones", "norm", "eta", "beta", "theta", "delta", "lambda", "epsilon"),
}
#: A reference keeps the title under which it is found.
REFERENCE = re.compile(r"\(\d{4}\)")


def test_russian_texts_have_no_english_words() -> None:
    found = {}
    for message in _messages(_catalogue("ru")):
        for form in _forms(message.string):
            words = re.findall(r"[A-Za-z]{3,}", re.sub(r"\{[^}]*\}|\\[lr]Vert", "", form))
            if not REFERENCE.search(form) and not set(words) <= NAMES:
                found[form] = set(words) - NAMES
    assert not found


def test_in_russian_a_step_is_an_iteration_and_the_rate_has_a_word_of_its_own() -> None:
    mixed = re.compile(r"шаг\w* обучения|(размер|величин)\w* шаг|скорост\w* обучения", re.IGNORECASE)
    texts = [form for message in _messages(_catalogue("ru")) for form in _forms(message.string)]
    assert not [text for text in texts if mixed.search(text)]
    assert not [
        message.id
        for message in _messages(_catalogue("ru"))
        if "learning rate" in "".join(_forms(message.id)).lower()
        and "темп" not in "".join(_forms(message.string)).lower()
    ]
