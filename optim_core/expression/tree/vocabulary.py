"""The names a text may use. One language serves surfaces, schedules and optimizers with other names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from optim_core.expression.graph.functions import CONSTANTS, SPELLINGS

Kind = Literal["symbol", "function", "constant", "boolean", "piecewise"]


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
}


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Names beside the functions and constants of the language, which are always there.

    `symbols`: spelling to canonical name. `latex`: canonical name to LaTeX, where the default is not wanted.
    `families`: sets of variables that may occur together, in order; empty means all symbols may.
    `parameters`: canonical names that are no variables (sliders). `split_words`: whether `xy` may be x*y.
    Case is ignored where no symbol is spelled exactly so.
    """

    symbols: Mapping[str, str]
    latex: Mapping[str, str] = field(default_factory=dict)
    families: Sequence[Sequence[str]] = ()
    parameters: Sequence[str] = ()
    split_words: bool = True

    def meaning(self, spelling: str) -> Meaning | None:
        """What exactly this spelling stands for, if anything."""
        exact = self.symbols.get(spelling)
        if exact is not None:
            return Meaning("symbol", exact)
        return self._any_case.get(spelling.lower())

    def nearest(self, word: str) -> str | None:
        """The known spelling most like `word`."""
        matches = get_close_matches(word.lower(), self._any_case, n=1)
        return matches[0] if matches else None

    def longest(self, first: str) -> int:
        """Characters of the longest spelling that begins with the letter `first`."""
        return self._longest.get(first.lower(), 0)

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


_VARIABLES = {
    "x": "x", "y": "y", "w": "w",
    "x1": "x_1", "x2": "x_2", "x_1": "x_1", "x_2": "x_2",
    "w0": "w_0", "w1": "w_1", "w2": "w_2", "w_0": "w_0", "w_1": "w_1", "w_2": "w_2",
}  # fmt: skip

_FAMILIES = (("x", "y"), ("x_1", "x_2"), ("w_0", "w_1"), ("w_1", "w_2"), ("w",))


@lru_cache(maxsize=256)
def surface_vocabulary(parameters: tuple[str, ...] = ()) -> Vocabulary:
    """The variables of a surface, and names of parameters as they are written in the text."""
    symbols = {**_VARIABLES, **{name: name for name in parameters}}
    return Vocabulary(symbols, families=_FAMILIES, parameters=parameters)


SURFACE_VOCABULARY = surface_vocabulary()
