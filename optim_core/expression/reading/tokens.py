"""Text to tokens. Names are resolved here, so that `xsin` and `2pix` fall apart where a reader would."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from optim_core.base.text import N_, Message
from optim_core.expression.base.errors import error, fragment
from optim_core.expression.base.limits import MAX_CHARACTERS, MAX_DIGITS, MAX_LITERAL, MAX_TOKENS
from optim_core.expression.reading.words import Word, read_word, resolve
from optim_core.expression.tree.vocabulary import Vocabulary

Kind = Literal[
    "number", "symbol", "constant", "function", "boolean", "piecewise", "fraction",
    "operator", "superscript", "comparison", "open", "close", "bar", "open_bar", "close_bar",
    "comma", "root", "end",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is canonical (a function's row, `*` for a dot); `latex` says it was typed with a backslash."""

    kind: Kind
    text: str
    position: int
    latex: bool = False


_SPACES = frozenset(" \t\r\n\u00a0\u2002\u2003\u2009\u202f")
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_COMMA_NUMBER = re.compile(r"[0-9]+,[0-9]+(?:[eE][+-]?[0-9]+)?")
_HEXADECIMAL = re.compile(r"0[xX][0-9a-fA-F]")
_SUPERSCRIPTS = {**dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True)), "⁻": "-", "⁺": ""}
_OPERATORS = {
    "+": "+", "-": "-", "−": "-", "–": "-", "*": "*", "·": "*", "⋅": "*", "∙": "*", "×": "*", "∗": "*",
    "/": "/", "÷": "/", "^": "^",
}  # fmt: skip
_COMPARISONS = {
    "<=": "le", ">=": "ge", "==": "eq", "!=": "ne", "<": "lt", ">": "gt", "≤": "le", "≥": "ge", "≠": "ne",
}  # fmt: skip
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_ROOTS = {"√": "sqrt", "∛": "cbrt"}
_SEPARATING = frozenset({"max", "min", "atan2", "log"})

_COMMAND = re.compile(r"\\([A-Za-z]+|.)?", re.DOTALL)
_BLANK_COMMANDS = frozenset({",", ";", ":", "!", " ", "quad", "qquad", "displaystyle"})
_COMMANDS: dict[str, tuple[Kind, str]] = {
    "cdot": ("operator", "*"), "times": ("operator", "*"), "div": ("operator", "/"),
    "le": ("comparison", "le"), "leq": ("comparison", "le"), "ge": ("comparison", "ge"),
    "geq": ("comparison", "ge"), "lt": ("comparison", "lt"), "gt": ("comparison", "gt"),
    "frac": ("fraction", "/"), "dfrac": ("fraction", "/"), "tfrac": ("fraction", "/"),
    "lvert": ("open_bar", "|"), "rvert": ("close_bar", "|"), "vert": ("bar", "|"), "|": ("bar", "|"),
    "{": ("open", "{"), "}": ("close", "{"),
    "lfloor": ("open", "floor"), "rfloor": ("close", "floor"),
    "lceil": ("open", "ceil"), "rceil": ("close", "ceil"),
}  # fmt: skip


def tokenize(text: str, vocabulary: Vocabulary, start: int = 0) -> tuple[list[Token], list[Message]]:
    """Tokens of `text` from `start` on, closed by an `end`, and notices about how letters were read."""
    if len(text) - start > MAX_CHARACTERS:
        message = N_("The formula is longer than {limit} characters.")
        raise error(message, start + MAX_CHARACTERS, limit=MAX_CHARACTERS)
    return _Scanner(text, vocabulary, start).scan()


class _Scanner:
    def __init__(self, text: str, vocabulary: Vocabulary, start: int) -> None:
        self._text = text
        self._vocabulary = vocabulary
        self._at = start
        self._tokens: list[Token] = []
        self._notices: dict[str, Message] = {}
        # What a comma between two digits means in each open bracket: "decimal", "separator", "branches".
        self._commas = ["decimal"]

    def scan(self) -> tuple[list[Token], list[Message]]:
        while self._at < len(self._text):
            if self._text[self._at] in _SPACES:
                self._at += 1
            else:
                self._next()
            if len(self._tokens) > MAX_TOKENS:
                raise error(N_("The formula has more than {limit} parts."), self._at, limit=MAX_TOKENS)
        self._tokens.append(Token("end", "", len(self._text)))
        return self._tokens, list(self._notices.values())

    def _next(self) -> None:
        character = self._text[self._at]
        if character in "0123456789" or (character == "." and _NUMBER.match(self._text, self._at)):
            self._number()
        elif character == "\\":
            self._command()
        elif character.isalpha() or character == "_" or character in "₀₁₂₃₄₅₆₇₈₉":
            if character in _SUPERSCRIPTS:
                self._superscript()
            else:
                self._word(self._at)
        elif character in _SUPERSCRIPTS:
            self._superscript()
        else:
            self._punctuation(character)

    def _number(self) -> None:
        if _HEXADECIMAL.match(self._text, self._at):
            raise error(N_("Only decimal numbers are understood."), self._at, N_("Write 16, not 0x10."))
        pattern = _COMMA_NUMBER if self._commas[-1] == "decimal" else _NUMBER
        match = pattern.match(self._text, self._at) or _NUMBER.match(self._text, self._at)
        assert match is not None
        literal = match.group().replace(",", ".")
        check_number(literal, self._at)
        self._push("number", literal, len(match.group()))

    def _superscript(self) -> None:
        start = end = self._at
        while end < len(self._text) and self._text[end] in _SUPERSCRIPTS:
            end += 1
        exponent = "".join(_SUPERSCRIPTS[c] for c in self._text[start:end])
        if not exponent.lstrip("-").isdigit() or exponent.rfind("-") > 0:
            raise error(N_("A raised sign without a raised number."), start)
        check_number(exponent, start)
        self._push("superscript", exponent, end - start)

    def _word(self, start: int, latex: bool = False) -> None:
        word = read_word(self._text, start, self._vocabulary)
        self._resolve(word, latex)
        self._at = word.end

    def _resolve(self, word: Word, latex: bool) -> None:
        for kind, name, position in resolve(word, self._vocabulary, self._next_visible(word.end)):
            if kind == "number":
                check_number(name, position)
            self._tokens.append(Token(kind, name, position, latex))
        if word.notice is not None:
            self._notices[word.notice.text] = word.notice

    def _next_visible(self, at: int) -> str:
        rest = self._text[at:].lstrip()
        return rest[:1]

    def _command(self) -> None:
        match = _COMMAND.match(self._text, self._at)
        name = (match.group(1) if match else None) or ""
        length = len(name) + 1
        if name in _BLANK_COMMANDS:
            self._at += length
        elif name in ("left", "right"):
            self._sized(name, length)
        elif name in ("operatorname", "mathrm", "text"):
            self._named_operator(length)
        elif name in _COMMANDS:
            self._push_command(*_COMMANDS[name], length)
        elif name.isalpha():
            self._command_word(name)
        else:
            raise self._unexpected("\\" + name)

    def _command_word(self, name: str) -> None:
        """A command that is a name of the language: `\\sin`, `\\pi`, `\\beta_1`."""
        word = read_word(self._text, self._at + 1, self._vocabulary)
        if self._vocabulary.meaning(word.text) is None and self._vocabulary.meaning(name) is not None:
            word = read_word(self._text, self._at + 1, self._vocabulary, len(name))
        if self._vocabulary.meaning(word.text) is None:
            raise error(
                N_("Unknown command '{name}'."),
                self._at,
                N_("Of LaTeX, \\frac, \\sqrt, \\sin and the like are read."),
                name="\\" + fragment(name),
            )
        self._resolve(word, latex=True)
        self._at = word.end

    def _named_operator(self, length: int) -> None:
        match = re.compile(r"\s*\{\s*([A-Za-z0-9]+)\s*\}").match(self._text, self._at + length)
        if match is None:
            raise self._unexpected(self._text[self._at : self._at + length])
        word = read_word(self._text, match.start(1), self._vocabulary, match.end(1) - match.start(1))
        self._resolve(word, latex=True)
        self._at = match.end()

    def _sized(self, name: str, length: int) -> None:
        at = self._at + length
        while at < len(self._text) and self._text[at] in _SPACES:
            at += 1
        delimiter = self._text[at : at + 1]
        if delimiter == "|":
            self._push("open_bar" if name == "left" else "close_bar", "|", at + 1 - self._at)
        elif delimiter and delimiter in "()[]{}\\":
            # The bracket itself follows and is read like any other.
            self._at = at
        else:
            raise self._unexpected("\\" + name)

    def _push_command(self, kind: Kind, text: str, length: int) -> None:
        if kind == "open":
            self._enter()
        if kind == "close":
            self._leave()
        self._push(kind, text, length)

    def _punctuation(self, character: str) -> None:
        pair = self._text[self._at : self._at + 2]
        if pair == "**":
            self._push("operator", "^", 2)
        elif character in _OPERATORS:
            self._push("operator", _OPERATORS[character], 1)
        elif pair in _COMPARISONS or character in _COMPARISONS:
            spelling = pair if pair in _COMPARISONS else character
            self._push("comparison", _COMPARISONS[spelling], len(spelling))
        elif character in _BRACKETS:
            self._push_command("open", character, 1)
        elif character in _BRACKETS.values():
            self._push_command("close", next(o for o, c in _BRACKETS.items() if c == character), 1)
        elif character == "|":
            self._push("bar", "|", 1)
        elif character in ",;":
            self._push("comma", character, 1)
        elif character in _ROOTS:
            self._push("root", _ROOTS[character], 1)
        else:
            raise self._unexpected(character)

    def _enter(self) -> None:
        before = self._tokens[-1] if self._tokens else None
        if before is not None and before.kind == "piecewise":
            self._commas.append("branches")
        elif before is not None and before.kind == "function":
            self._commas.append("separator" if before.text in _SEPARATING else "decimal")
        else:
            self._commas.append("branches" if self._commas[-1] == "branches" else "decimal")

    def _leave(self) -> None:
        if len(self._commas) > 1:
            self._commas.pop()

    def _push(self, kind: Kind, text: str, length: int) -> None:
        self._tokens.append(Token(kind, text, self._at))
        self._at += length

    def _unexpected(self, piece: str) -> Exception:
        shown = fragment(piece)
        hints = {
            "=": N_("'=' may only stand in front, as in f(x, y) = ..."),
            "!": N_("Factorials are not part of the language."),
            "%": N_("Write 0.05 for 5%."),
            "$": N_("Dollar signs may only stand around the whole formula."),
        }
        if not shown:
            return error(N_("An invisible character that is not understood."), self._at, N_("Delete it."))
        return error(N_("Unexpected '{piece}'."), self._at, hints.get(shown), piece=shown)


def check_number(literal: str, position: int) -> None:
    """Refuse literals with too many digits, or too large to compute with."""
    if sum(c.isdigit() for c in literal) > MAX_DIGITS:
        raise error(N_("A number has more than {limit} digits."), position, limit=MAX_DIGITS)
    if abs(float(literal)) > MAX_LITERAL:
        raise error(N_("The number is too large."), position, N_("Numbers up to 1e15 are understood."))
