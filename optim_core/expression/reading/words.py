"""Words: runs of letters, digits and subscripts, and what they fall apart into."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from optim_core.base.text import N_, Message
from optim_core.expression.base.errors import ExpressionError, error, fragment
from optim_core.expression.tree.letters import letter_at
from optim_core.expression.tree.vocabulary import Meaning, Vocabulary

Piece = tuple[Literal["symbol", "constant", "function", "boolean", "piecewise", "arithmetic", "number"], str, int]

_CYRILLIC = {"х": "x", "Х": "X", "у": "y", "У": "Y"}
# For hints only: what a word in the wrong alphabet was probably meant to be.
_LOOK_ALIKE = str.maketrans("аеорсктвнмх", "aeopcktbhmx")
_SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
_BRACED = re.compile(r"\{\s*([A-Za-z0-9]+)\s*\}")
_DIGITS = re.compile("[0-9]+")
_BRANCHING = frozenset({"if", "else", "elif"})
_CONNECTING = frozenset({"and", "or", "not"})
_KEYWORDS = frozenset({"import", "for", "in", "is", "def", "return"})
_NOT_NUMBERS = frozenset({"oo", "nan", "inf", "infinity", "zoo"})
#: Words this short may be meant as products of letters.
_FEW_LETTERS = 3


@dataclass(frozen=True)
class Word:
    """`text` as it will be looked up, with the offset of each of its characters in the text as typed."""

    text: str
    offsets: tuple[int, ...]
    end: int
    typed: str
    notice: Message | None = None


def read_word(text: str, start: int, vocabulary: Vocabulary, length: int | None = None) -> Word:
    """The word at `start`: `x_{1}` and `x₁` become x_1, Cyrillic х and у become x and y."""
    letters: list[tuple[str, int]] = []
    at, stop = start, len(text) if length is None else start + length
    cyrillic: dict[str, str] = {}
    while at < stop:
        character = text[at]
        braced = _BRACED.match(text, at) if letters and letters[-1][0] == "_" else None
        if braced is not None:
            letters += [(c, braced.start(1) + i) for i, c in enumerate(braced.group(1))]
            at = braced.end()
            continue
        if character in _SUBSCRIPTS:
            if not text[at - 1 : at] or text[at - 1] not in _SUBSCRIPTS:
                letters.append(("_", at))
            character = _SUBSCRIPTS[character]
        elif character in _CYRILLIC:
            cyrillic[character] = character = _CYRILLIC[character]
        elif not (character.isalpha() or character in "0123456789_") or character in "²³¹":
            break
        letters.append((character, at))
        at += 1
    found = "".join(c for c, _ in letters)
    return Word(found, tuple(i for _, i in letters), at, text[start:at], _cyrillic_notice(cyrillic))


def resolve(word: Word, vocabulary: Vocabulary, following: str) -> Iterator[Piece]:
    """Names in `word`, longest first: the whole word if it is one, else a product such as `xy` or `2pix`.

    `following` is the first visible character after the word.
    """
    whole = vocabulary.meaning(word.text)
    if whole is not None:
        return iter([(whole.kind, whole.name, word.offsets[0])])
    pieces = _split(word, vocabulary, following) if vocabulary.split_words else None
    if pieces is None:
        raise unknown_name(word, vocabulary)
    return iter(pieces)


def _split(word: Word, vocabulary: Vocabulary, following: str) -> list[Piece] | None:
    pieces = _names_from(word, 0, vocabulary, following)
    if pieces is None and vocabulary.letters:
        pieces = _letter_and_names(word, vocabulary, following)
    return pieces


def _names_from(word: Word, start: int, vocabulary: Vocabulary, following: str) -> list[Piece] | None:
    pieces: list[Piece] = []
    at = start
    while at < len(word.text):
        after_function = bool(pieces) and pieces[-1][0] == "function"
        digits = _DIGITS.match(word.text, at)
        if digits is not None:
            # sin2x is sin(2x), but sin2(x) is anyone's guess.
            if not after_function or (digits.end() == len(word.text) and following in "([{"):
                return None
            pieces.append(("number", digits.group(), word.offsets[at]))
            at = digits.end()
            continue
        found = _longest_name(word.text, at, vocabulary)
        if found is None or not _may_follow(found[0], after_function, is_first=at == 0):
            return None
        meaning, length = found
        pieces.append((meaning.kind, meaning.name, word.offsets[at]))
        at += length
    return pieces


def _letter_and_names(word: Word, vocabulary: Vocabulary, following: str) -> list[Piece] | None:
    """`bxy`, `a_1x` and `πr`: one letter that is no variable, before variables or after π. More would be a word."""
    first = 1 if word.text.startswith("π") else 0
    found = letter_at(word.text, first)
    if found is None or (first == 0 and found[1] == len(word.text)):
        return None
    rest = _names_from(word, found[1], vocabulary, following)
    may_end_in_e = following != "("
    if rest is None or not all(_multiplies(piece, may_end_in_e and piece is rest[-1]) for piece in rest):
        return None
    pi: list[Piece] = [("constant", "pi", word.offsets[0])] if first else []
    return [*pi, ("symbol", found[0], word.offsets[first]), *rest]


def _multiplies(piece: Piece, may_be_e: bool) -> bool:
    """`ax` and `ae^x` are products; `key` is a word, and `re(x)` a function."""
    return piece[0] == "symbol" or (piece[0] == "constant" and (piece[1] == "pi" or may_be_e))


def _longest_name(text: str, at: int, vocabulary: Vocabulary) -> tuple[Meaning, int] | None:
    for length in range(min(vocabulary.longest(text[at]), len(text) - at), 0, -1):
        meaning = vocabulary.splits_into(text[at : at + length])
        if meaning is not None:
            return meaning, length
    return None


def _may_follow(meaning: Meaning, after_function: bool, is_first: bool) -> bool:
    # `sine` is a slip of the pen and not sin(e).
    if meaning.kind in ("boolean", "piecewise", "arithmetic"):
        return False
    return not (after_function and meaning == ("constant", "e"))


def unknown_name(word: Word, vocabulary: Vocabulary) -> ExpressionError:
    """Says which name is not known and which known one is nearest."""
    shown = fragment(word.typed)
    if re.fullmatch("_[0-9A-Za-z]", word.text):
        return error(N_("An index belongs right after its letter."), word.offsets[0], N_("For example x_1."))
    return error(N_("Unknown name '{name}'."), word.offsets[0], _hint(word.text[:40], vocabulary), name=shown)


def _hint(word: str, vocabulary: Vocabulary) -> Message | None:
    """What would be right, where that is known; a guess that may mislead is none."""
    word = unicodedata.normalize("NFKC", word)
    lower = word.lower()
    if lower in _BRANCHING:
        return Message(N_("For cases, write Piecewise((x, x > 0), (0, True))."))
    if lower == "lambda":
        return Message(N_("Write the formula alone, as in x^2 + y^2."))
    if lower in _CONNECTING:
        return Message(N_("Conditions are connected inside Piecewise only."))
    if lower in _NOT_NUMBERS or word == "I":
        return Message(N_("Only finite real numbers are understood."))
    if lower in _KEYWORDS:
        return None
    translated = word.translate(_LOOK_ALIKE)
    if translated != word and vocabulary.meaning(translated) is not None:
        return Message(N_("Did you mean '{name}'?"), {"name": translated})
    return _near_hint(translated, vocabulary)


def _near_hint(word: str, vocabulary: Vocabulary) -> Message | None:
    power = re.fullmatch(r"([a-z]+?)([0-9]+)", word.lower())
    base = vocabulary.meaning(power.group(1)) if power and vocabulary.split_words else None
    if power and base is not None and base.kind == "symbol":
        return Message(N_("For a power, write {example}."), {"example": f"{power.group(1)}^{power.group(2)}"})
    # x_min is no slip of the pen for min.
    nearest = None if vocabulary.letters and "_" in word else vocabulary.nearest(word)
    if nearest is not None:
        return Message(N_("Did you mean '{name}'?"), {"name": nearest})
    if vocabulary.letters:
        if 1 < len(word) <= _FEW_LETTERS and word.isascii() and word.islower():
            return Message(N_("For a product, write {example}."), {"example": "*".join(word)})
        return Message(N_("Single letters are names, such as x, a or theta_0; words are not."))
    names = ", ".join(sorted(set(vocabulary.symbols.values()))[:20])
    return Message(N_("Known names: {names}."), {"names": names})


def _cyrillic_notice(letters: dict[str, str]) -> Message | None:
    if not letters:
        return None
    pairs = ", ".join(f"{typed} → {read}" for typed, read in letters.items())
    return Message(N_("Cyrillic letters were read as Latin: {pairs}."), {"pairs": pairs})
