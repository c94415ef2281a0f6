"""Lines as people type them: comments, ``+=``, ``:=``, Greek letters; and the same as plain assignments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

#: Greek letters by the name that equations have for them.
GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "η": "eta", "λ": "lambda", "μ": "mu",
    "ν": "nu", "ρ": "rho", "σ": "sigma", "τ": "tau",
}  # fmt: skip
#: What else the step size is called.
RATE_NAMES = ("η", "lr", "learning_rate", "eta_k", "η_k", "lr_k")
# The letter in 1e6 is none.
NAME = re.compile(r"(?!(?<=[\d.])[eE][+-]?\d)\\?[^\W\d]\w*")
_COMMENT = re.compile(r"#.*")
_TARGET = r"^(\s*)(\\?[^\W\d]\w*)(\s*)"
_CHANGED = re.compile(_TARGET + r"([-+*/^−])=(?!=)(.*)$")
_OTHER_SIGNS = re.compile(_TARGET + r"(:=|<-|←)")


class Line(NamedTuple):
    """A line as it was typed and as an assignment; from the column `at` on the latter is longer by `added`."""

    typed: str
    plain: str
    at: int = 0
    added: int = 0

    def column(self, plain: int) -> int:
        """Where a place in the assignment was typed."""
        return plain if plain <= self.at else min(max(plain - self.added, self.at), len(self.typed))


class Typed(NamedTuple):
    """A typed text, line by line."""

    lines: tuple[Line, ...]

    @property
    def plain(self) -> str:
        """One assignment a line."""
        return "\n".join(line.plain for line in self.lines)

    def position(self, plain: int) -> int:
        """The place in the typed text of a place in the plain one."""
        typed = 0
        for line in self.lines:
            if plain <= len(line.plain):
                return typed + line.column(plain)
            plain -= len(line.plain) + 1
            typed += len(line.typed) + 1
        return max(0, typed - 1)


def read_lines(text: str) -> Typed:
    """The lines of a text: without comments, ``m += g`` as ``m = m + (g)``, ``:=`` and arrows as equals signs."""
    return Typed(tuple(_line(line) for line in text.split("\n")))


def without_comment(line: str) -> str:
    """Spaces in place of a comment, so that places stay."""
    return _COMMENT.sub(lambda found: " " * len(found.group()), line)


def _line(typed: str) -> Line:
    line = without_comment(typed)
    changed = _CHANGED.match(line)
    if changed:
        space, name, between, sign, rest = changed.groups()
        head = f"{space}{name}{between}= {name} {'-' if sign == '−' else sign} ("
        return Line(typed, f"{head}{rest.rstrip()})", changed.end(4) + 1, len(head) - changed.end(4) - 1)
    return Line(typed, _OTHER_SIGNS.sub(lambda m: f"{m[1]}{m[2]}{m[3]}{'=':>{len(m[4])}}", line))


def renamed(line: str, names: Mapping[str, str]) -> str:
    """A line with its names in the spelling that equations have."""
    return NAME.sub(lambda m: names.get(m.group().removeprefix("\\"), m.group()), line)
