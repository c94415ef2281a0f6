"""Every method explains itself: its views open and show what is said, and its texts are whole in both languages."""

from __future__ import annotations

import re

import pytest

from optim_core import methods
from tests.pages.shown import fails, shown, wrong_scenes
from ui.demos.demo import Demo
from ui.language.i18n import _, use_language
from ui.portraits import portraits

CASES = [(key, side) for key in methods() for side in ("helps", "breaks")]
LANGUAGES = ("en", "ru")


def view(key: str, side: str) -> Demo:
    found: Demo = getattr(portraits()[key], side)
    return found


def test_every_method_has_a_portrait() -> None:
    assert sorted(portraits()) == sorted(methods())


@pytest.mark.parametrize(("key", "side"), CASES)
def test_a_view_shows_what_is_said_of_it(key: str, side: str) -> None:
    demo = view(key, side)
    numbers = shown(demo)
    assert key in {path.optimizer.method.key for path in numbers.paths.values()}
    assert demo.claims
    for claim in demo.claims:
        assert claim.holds(numbers), claim.text
        assert any(fails(claim, other) for other in wrong_scenes(demo)), claim.text


@pytest.mark.parametrize("key", methods())
def test_what_helps_is_another_view_than_what_breaks(key: str) -> None:
    assert view(key, "helps").address != view(key, "breaks").address


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", methods())
def test_the_idea_is_three_sentences(key: str, language: str) -> None:
    with use_language(language):
        idea = _(portraits()[key].idea)
    assert len(re.findall(r"[.?!](?= |$)", idea)) == 3


@pytest.mark.parametrize("key", methods())
def test_neighbours_are_other_methods_of_the_catalogue(key: str) -> None:
    others = [difference.key for difference in portraits()[key].differs]
    assert others
    assert len(set(others)) == len(others)
    assert key not in others
    assert set(others) <= set(methods())


@pytest.mark.parametrize("key", methods())
def test_whose_argument_it_is_is_said(key: str) -> None:
    cited = portraits()[key].cited
    assert cited
    assert all(re.search(r"\(\d{4}\)|lecture|notes", source) for source in cited)
    if methods()[key].lecture_rows:
        assert any("lecture" in source or "notes" in source for source in cited)


@pytest.mark.parametrize("key", methods())
def test_whose_argument_it_is_is_said_in_the_language_of_the_page(key: str) -> None:
    with use_language("ru"):
        sources = " ".join(_(source) for source in portraits()[key].cited)
    assert not re.search(r"\b(section|chapter|lecture|notes?)\b", sources)
