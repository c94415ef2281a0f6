"""Bring the catalogues in `locales` up to date with the strings in the source: `python -m ui.language.i18n_update`.

New strings arrive with an empty translation, strings that are gone leave, translations are kept. Then fill in
the empty `msgstr` lines by hand; the tests name every one that is missing.

`--new de` begins a catalogue for a language that has a row in `ui/language/languages.py`. It can be filled part by
part: what has no text yet appears in English, and the tests ask for the rest once the row says `complete`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po, write_po

from ui.language.languages import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
LOCALES = Path(__file__).with_name("locales")
PACKAGES = ("optim_core", "surfaces", "plots", "ui", "pages")
ENTRY = "app.py"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}

# A fixed date, so that running this twice changes nothing.
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def _found() -> Iterator[tuple[str, object, list[str]]]:
    """Every marked string as (file, message id, translators' comments), in the order of the source."""
    for package in PACKAGES:
        for name, _line, text, comments, _context in extract_from_dir(
            ROOT / package, keywords=KEYWORDS, comment_tags=("Translators:",)
        ):
            yield f"{package}/{name}", text, comments
    if (ROOT / ENTRY).exists():
        for _line, text, comments, _context in extract_from_file("python", ROOT / ENTRY, keywords=KEYWORDS):
            yield ENTRY, text, comments


def extract() -> Catalog:
    """The strings marked in the source, as a catalogue without translations."""
    template = Catalog(charset="utf-8", creation_date=EPOCH, revision_date=EPOCH)
    for file, text, comments in sorted(_found(), key=lambda found: found[0]):
        template.add(text, locations=[(file, 0)], auto_comments=comments)  # type: ignore[arg-type]
    return template


def read(path: Path) -> Catalog:
    """The catalogue in a `.po` file."""
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def is_translated(message: Message) -> bool:
    """Whether every form of the message has a text that a translator stands by."""
    forms = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return all(form and form.strip() for form in forms) and not message.fuzzy


def update(path: Path, template: Catalog) -> Catalog:
    """Merge `template` into the `.po` file at `path` and return the result."""
    catalogue = read(path)
    # Guessed translations would only have to be found and checked again.
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    return catalogue


def path_of(language: str) -> Path:
    """Where the catalogue of a language is kept."""
    return LOCALES / language / "LC_MESSAGES" / "messages.po"


def begin(language: str, path: Path, template: Catalog) -> None:
    """Write a catalogue in which nothing is translated yet, with the plural forms of the language.

    Raises:
        ValueError: a language without a row, or with a catalogue already.
    """
    if language not in LANGUAGES:
        raise ValueError(f"{language} has no row in ui/language/languages.py; add one first")
    if path.exists():
        raise ValueError(f"{path} is there already")
    path.parent.mkdir(parents=True, exist_ok=True)
    empty = Catalog(language, charset="utf-8", fuzzy=False, creation_date=EPOCH, revision_date=EPOCH)
    with path.open("wb") as file:
        write_po(file, empty)
    update(path, template)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Bring the catalogues up to date with the strings in the source.")
    parser.add_argument("--new", metavar="CODE", help="begin the catalogue of a language, e.g. de")
    new = parser.parse_args(arguments).new
    template = extract()
    if new:
        try:
            begin(new, path_of(new), template)
        except ValueError as error:
            parser.error(str(error))
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/messages.po")):
        catalogue = update(path, template)
        missing = sum(not is_translated(message) for message in catalogue if message.id)
        print(f"{path.relative_to(ROOT)}: {len(catalogue)} strings, {missing} without a translation")
    return 0


if __name__ == "__main__":
    sys.exit(main())
