"""The names a text may use. One language serves surfaces, schedules and optimizers with other names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from optim_core.expression.graph.functions import CONSTANTS, SPELLINGS
from optim_core.expression.tree.letters import letter_name

Kind = Literal["symbol", "function", "constant", "boolean", "piecewise", "arithmetic"]


class Meaning(NamedTuple):
    """What a spelling stands for."""

    kind: Kind
    name: str


_FIXED: dict[str, Meaning] = {
    **{spelling: Meaning("function", name) for spelling, name in SPELLINGS.items()},
    **{name: Meaning("constant", name) for name in CONSTANTS},
    "π": Meaning("constant", "pi"),
    "true": Meaning("boolean", "True"),
    "otherwise": Meaning("boolean", "True"),
    "piecewise": Meaning("piecewise", "Piecewise"),
    "where": Meaning("piecewise", "where"),
    "rational": Meaning("arithmetic", "/"),
    "pow": Meaning("arithmetic", "^"),
    "power": Meaning("arithmetic", "^"),
}
#: Shorter words are too much like too many names for a guess to be worth anything.
_SHORTEST_GUESSED = 3


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Names beside the functions and constants of the language, which are always there.

    `symbols`: spelling to canonical name. `latex`: canonical name to LaTeX, where the default is not wanted.
    `families`: sets of variables that may occur together, in order; empty means all symbols may.
    `parameters`: canonical names that are no variables (sliders). `split_words`: whether `xy` may be x*y.
    `letters`: whether any single letter, with or without an index, is a name; `declared` are those that a heading
    makes variables. Case is ignored where no symbol is spelled exactly so; letters differ from their capitals.
    """

    symbols: Mapping[str, str]
    latex: Mapping[str, str] = field(default_factory=dict)
    families: Sequence[Sequence[str]] = ()
    parameters: Sequence[str] = ()
    split_words: bool = True
    letters: bool = False
    declared: Sequence[str] = ()

    def meaning(self, spelling: str) -> Meaning | None:
        """What exactly this spelling stands for, if anything."""
        exact = self.symbols.get(spelling)
        if exact is not None:
            return Meaning("symbol", exact)
        known = self._any_case.get(spelling.lower())
        if known is not None or not self.letters:
            return known
        letter = letter_name(spelling)
        return None if letter is None else Meaning("symbol", letter)

    def splits_into(self, spelling: str) -> Meaning | None:
        """As `meaning`, for a part of a word: of letters only those that the heading names."""
        meaning = self.meaning(spelling)
        if meaning is None or meaning.kind != "symbol" or not self.letters:
            return meaning
        fixed = spelling in self.symbols or spelling.lower() in self._any_case
        return meaning if fixed or meaning.name in self.declared else None

    def nearest(self, word: str) -> str | None:
        """The known spelling most like `word`, if the word is long enough to tell."""
        matches = get_close_matches(word.lower(), self._any_case, n=1) if len(word) >= _SHORTEST_GUESSED else []
        return matches[0] if matches else None

    def longest(self, first: str) -> int:
        """Characters of the longest spelling that begins with the letter `first`."""
        return max(self._longest.get(first.lower(), 0), _LONGEST_LETTER if self.declared else 0)

    @cached_property
    def _longest(self) -> dict[str, int]:
        lengths: dict[str, int] = {}
        for spelling in self._any_case:
            lengths[spelling[0]] = max(len(spelling), lengths.get(spelling[0], 0))
        return lengths

    @cached_property
    def _any_case(self) -> dict[str, Meaning]:
        symbols = {spelling.lower(): Meaning("symbol", name) for spelling, name in self.symbols.items()}
        return {**_FIXED, **symbols}


#: ``upsilon_00``
_LONGEST_LETTER = 10

_VARIABLES = {
    "x": "x", "y": "y", "w": "w",
    "x0": "x_0", "x1": "x_1", "x2": "x_2", "x_0": "x_0", "x_1": "x_1", "x_2": "x_2",
    "w0": "w_0", "w1": "w_1", "w2": "w_2", "w_0": "w_0", "w_1": "w_1", "w_2": "w_2",
}  # fmt: skip

_FAMILIES = (("x", "y"), ("x_1", "x_2"), ("w_0", "w_1"), ("w_1", "w_2"), ("w",), ("x_0", "x_1"))


@lru_cache(maxsize=256)
def surface_vocabulary(parameters: tuple[str, ...] | None = None) -> Vocabulary:
    """The variables of a surface, and names of parameters as they are written in the text.

    Without `parameters` every single letter that is no variable is one.
    """
    if parameters is None:
        return Vocabulary(_VARIABLES, families=_FAMILIES, letters=True)
    symbols = {**_VARIABLES, **{name: name for name in parameters}}
    return Vocabulary(symbols, families=_FAMILIES, parameters=parameters)


SURFACE_VOCABULARY = surface_vocabulary()
