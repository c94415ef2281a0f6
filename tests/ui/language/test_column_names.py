"""Names of columns: ours are translated, people's own are theirs."""

from __future__ import annotations

import re

import pytest

from surfaces.data import COLUMNS, SOURCES, dataset
from ui.language.column_names import column_name
from ui.language.i18n import use_language


@pytest.mark.parametrize("source", SOURCES)
def test_no_column_of_the_built_in_examples_has_an_english_word_in_russian(source: str) -> None:
    data = dataset(source)
    names = (*data.feature_names, data.target_name)
    # Letters of formulas have no words; the name of a species is Latin everywhere.
    words = [name for name in names if re.search("[a-z]{3}", name) and name != "virginica"]
    assert set(words) <= set(COLUMNS)
    with use_language("ru"):
        assert not {column_name(name) for name in words} & set(words)
    assert [column_name(name) for name in names] == list(names)


def test_what_people_call_their_columns_stays() -> None:
    with use_language("ru"):
        # The interface has a word for it, too.
        assert column_name("Data") == "Data"
        assert column_name("steps") == "steps"
