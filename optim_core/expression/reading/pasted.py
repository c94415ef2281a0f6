"""What people paste, made plain: look-alike characters, LaTeX that changes the look and not the meaning, short forms.

The plain text is what the tokenizer reads; every character of it remembers where it was typed, so that a mark under a
mistake stands where the visitor sees it. Nothing here decides what a name means.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u02d7\ufe58\ufe63\uff0d")
_SAME = {"‖": "|", "∣": "|", "∥": "|", "⁄": "/", "∕": "/", "ˆ": "^", "•": "*", "\u2061": " ", "\u2062": " "}
#: Compatibility forms that are the same letter in another type face or width. Raised and lowered ones mean more.
_SAME_LETTER = ("<font>", "<wide>", "<narrow>", "<noBreak>", "<compat>", "<small>")

_COMMAND = re.compile(r"\\([A-Za-z]+|.)?", re.DOTALL)
_FONTS = frozenset(
    ("mathrm", "mathbf", "mathit", "mathsf", "mathtt", "mathnormal", "mathcal", "mathscr", "mathfrak", "mathbb",
     "boldsymbol", "bm", "pmb", "symbf", "symbfit", "symup", "symit", "operatorname", "text", "textrm", "textbf",
     "textit", "textsf", "texttt", "textnormal", "textup", "mbox", "hbox", "rm", "bf", "it", "sf", "tt", "cal", "vec",
     "ensuremath", "mathop", "mathord", "mathbin", "mathrel")
)  # fmt: skip
_BLANK = frozenset(
    ("quad", "qquad", "enspace", "enskip", "thinspace", "medspace", "thickspace", "negthinspace", "displaystyle",
     "textstyle", "scriptstyle", "scriptscriptstyle", "limits", "nolimits", "nonumber", "notag", "mathstrut", "strut",
     "allowbreak", "relax", "middle", ",", ";", ":", "!", ">", " ", "/", "\n", "\t")
)  # fmt: skip
#: Commands that, with their argument, say nothing about the formula.
_IGNORED = frozenset({"label", "tag", "hspace", "mspace", "phantom", "hphantom", "vphantom"})
_SIZES = re.compile(r"(?:big|Big|bigg|Bigg)([lrm]?)$")
_FRACTIONS = frozenset({"frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"})
#: Environments around a whole formula.
_FRAMES = re.compile(
    r"\\(?:begin|end)\s*\{\s*(?:equation|align|aligned|gather|gathered|displaymath|math|split)\*?\s*\}"
)
_OPERATORS = re.compile(r"[-+*/^=(),;|<>&]|\\\\")
_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_RAISED_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+")
_BAR = re.compile(r"\s*(?:\||\\[lr]?[vV]ert(?![A-Za-z])|\\\|)")
_DIGITS = re.compile(r"\s*[0-9]+")
_NUMBER_BEFORE = re.compile(r"(?<![\w.])[0-9]+\Z")


@dataclass(frozen=True)
class Plain:
    """`text`, and for each character the offset it was typed at; one more offset for the end."""

    text: str
    offsets: tuple[int, ...]

    def typed(self, position: int) -> int:
        """The offset in the text as typed."""
        return self.offsets[min(max(position, 0), len(self.offsets) - 1)]


def plain(text: str) -> Plain:
    """`text` without what changes its look only."""
    folded = _folded(text)
    return _Rewriter(folded).rewritten() if any(sign in folded.text for sign in "\\{_") else folded


def _folded(text: str) -> Plain:
    if text.isascii():
        return Plain(text, tuple(range(len(text) + 1)))
    characters: list[str] = []
    offsets: list[int] = []
    for at, character in enumerate(text):
        piece = character if character.isascii() else _fold(character)
        if "/" in piece and len(piece) > 1:
            number = _NUMBER_BEFORE.search("".join(characters))
            if number is not None:
                # 2½ is two and a half.
                characters.insert(number.start(), "(")
                offsets.insert(number.start(), offsets[number.start()])
                piece = f"+{piece})"
            else:
                piece = f"({piece})"
        characters += piece
        offsets += [at] * len(piece)
    return Plain("".join(characters), (*offsets, len(text)))


def _fold(character: str) -> str:
    """A character in its everyday form; a fraction such as ½ as 1/2."""
    if character in _DASHES:
        return "-"
    if character in _SAME:
        return _SAME[character]
    if unicodedata.category(character) == "Zs":
        return " "
    kind, _space, _rest = unicodedata.decomposition(character).partition(" ")
    same = unicodedata.normalize("NFKC", character)
    if kind == "<fraction>":
        above, _slash, below = same.partition("⁄")
        return f"{above}/{below}" if above and below else character
    if kind in _SAME_LETTER and len(same) == 1:
        return "-" if same in _DASHES else same
    return character


class _Rewriter:
    """Goes through LaTeX once; arguments of fractions and roots get braces, dress is taken off."""

    def __init__(self, folded: Plain) -> None:
        self._source = folded.text
        self._typed = folded.offsets
        self._characters: list[str] = []
        self._offsets: list[int] = []
        self._is_latex = "\\" in folded.text
        self._match = _matching_braces(folded.text)
        self._dropped: set[int] = set()

    def rewritten(self) -> Plain:
        self._range(0, len(self._source))
        return Plain("".join(self._characters), (*self._offsets, self._typed[-1]))

    def _range(self, at: int, stop: int) -> None:
        while at < stop:
            at = self._next(at, stop)

    def _next(self, at: int, stop: int) -> int:
        character = self._source[at]
        if character == "\\":
            return self._command(at, stop)
        if character == "^" or character in _RAISED:
            return self._power(at, stop)
        if character == "~" and self._is_latex:
            return self._write(" ", at, at + 1)
        if character == "&" and self._source[at + 1 : stop].lstrip().startswith(("=", ":=")):
            return self._write(" ", at, at + 1)
        if at in self._dropped:
            # A letter in another type face is a name of its own; its index still belongs to it.
            indexed = self._source[at + 1 : stop].lstrip().startswith("_")
            return at + 1 if indexed else self._write(" ", at, at + 1)
        if character == "{" and self._match.get(at) == at + 1:
            return at + 2
        return self._write(character, at, at + 1)

    def _write(self, text: str, at: int, after: int) -> int:
        self._characters += text
        self._offsets += [self._typed[at]] * len(text)
        return after

    def _copy(self, at: int, after: int) -> int:
        self._characters += self._source[at:after]
        self._offsets += self._typed[at:after]
        return after

    def _command(self, at: int, stop: int) -> int:
        frame = _FRAMES.match(self._source, at, stop)
        if frame is not None:
            return self._write(" ", at, frame.end())
        match = _COMMAND.match(self._source, at, stop)
        name = (match.group(1) if match else None) or ""
        after = at + 1 + len(name)
        size = _SIZES.match(name)
        if name in _BLANK:
            return self._write(" ", at, after)
        if name in _FONTS:
            return self._dressed(at, after, stop)
        if name in _IGNORED:
            ended = self._argument(after, stop)
            return self._write(" ", at, ended[1] if ended else after)
        if size is not None:
            return self._sized(size.group(1), at, after, stop)
        if name in _FRACTIONS:
            return self._braced(r"\frac", at, after, stop, 2)
        if name == "sqrt":
            return self._root(at, after, stop)
        return self._copy(at, after)

    def _dressed(self, at: int, after: int, stop: int) -> int:
        """A type face: without its command and, around a name, without its braces."""
        if self._characters and self._characters[-1].isalnum():
            self._write(" ", at, at)
        if self._source.startswith("*", after):
            after += 1
        while after < stop and self._source[after] in " \t\n":
            after += 1
        closing = self._match.get(after)
        if closing is None or closing >= stop or _OPERATORS.search(self._source, after + 1, closing):
            return after
        self._dropped.add(closing)
        return after + 1

    def _sized(self, side: str, at: int, after: int, stop: int) -> int:
        """`\\bigl(` is a bracket like any other; of a bar the side says whether it opens or closes."""
        bar = _BAR.match(self._source, after, stop)
        if bar is not None and side in ("l", "r"):
            return self._write(r"\lvert " if side == "l" else r"\rvert ", at, bar.end())
        return self._write(" ", at, after)

    def _root(self, at: int, after: int, stop: int) -> int:
        rest = self._skip(after, stop)
        if self._source.startswith("[", rest):
            closing = self._source.find("]", rest, stop)
            if closing < 0:
                return self._copy(at, after)
            self._copy(at, after)
            self._range(after, closing + 1)
            return self._braced("", at, closing + 1, stop, 1)
        if self._source[rest : rest + 1] in ("(", "", "|") or self._source.startswith(r"\left", rest):
            return self._copy(at, after)
        return self._braced(r"\sqrt", at, after, stop, 1)

    def _braced(self, command: str, at: int, after: int, stop: int, count: int) -> int:
        """The command with braces around its arguments, each one character, command or group."""
        self._write(command, at, after)
        for _ in range(count):
            argument = self._argument(after, stop)
            if argument is None:
                return after
            begin, end = argument
            inner = (begin + 1, end - 1) if self._source[begin] == "{" else (begin, end)
            self._write("{", begin, begin)
            self._range(*inner)
            self._write("}", end - 1, end)
            after = end
        return after

    def _argument(self, at: int, stop: int) -> tuple[int, int] | None:
        """Begin and end of what LaTeX takes as one argument."""
        at = self._skip(at, stop)
        if at >= stop:
            return None
        closing = self._match.get(at)
        if closing is not None and closing < stop:
            return at, closing + 1
        character = self._source[at]
        if character == "\\":
            match = _COMMAND.match(self._source, at, stop)
            if match is None or match.group(1) in _FRACTIONS or match.group(1) in ("left", "right", "begin", "end"):
                return None
            return at, match.end()
        return (at, at + 1) if character.isalnum() else None

    def _power(self, at: int, stop: int) -> int:
        """`x^2_1` is `x_1^2`: an index belongs to the letter, wherever it is written."""
        raised = _RAISED_RUN.match(self._source, at, stop)
        argument = (at, raised.end()) if raised else self._script(at, stop)
        before = self._characters[-1] if self._characters else ""
        index_at = self._skip(argument[1], stop) if argument else stop
        index = self._script(index_at, stop) if self._source.startswith("_", index_at) else None
        if argument is None or index is None or not before.isalpha():
            return self._copy(at, at + 1)
        if not raised and self._source[argument[0]] not in "{0123456789":
            # e^x_1 has x_1 for an exponent.
            return self._copy(at, at + 1)
        self._copy(index_at, index[1])
        if not raised:
            self._write("^", at, at + 1)
        self._range(*argument) if not raised else self._copy(*argument)
        return index[1]

    def _script(self, at: int, stop: int) -> tuple[int, int] | None:
        """What stands after a ^ or a _."""
        digits = _DIGITS.match(self._source, at + 1, stop)
        if digits is not None:
            return self._skip(at + 1, stop), digits.end()
        return self._argument(at + 1, stop)

    def _skip(self, at: int, stop: int) -> int:
        while at < stop and self._source[at] in " \t\r\n":
            at += 1
        return at


def _matching_braces(text: str) -> dict[int, int]:
    """Where the group that begins at an offset ends; escaped braces are none."""
    opened: list[int] = []
    match: dict[int, int] = {}
    escaped = False
    for at, character in enumerate(text):
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == "{":
            opened.append(at)
        elif character == "}" and opened:
            match[opened.pop()] = at
    return match
