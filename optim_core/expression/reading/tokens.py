"""Text to tokens. Names are resolved here, so that `xsin` and `2pix` fall apart where a reader would."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from optim_core.base.text import N_, Message
from optim_core.expression.base.errors import ExpressionError, error, fragment
from optim_core.expression.base.limits import MAX_CHARACTERS, MAX_DIGITS, MAX_LITERAL, MAX_TOKENS
from optim_core.expression.reading.pasted import plain
from optim_core.expression.reading.signs import (
    BRACKETS,
    CASES,
    COMMA_NUMBER,
    COMMAND,
    COMMANDS,
    COMPARISONS,
    CONNECTIVES,
    ENCLOSING,
    HEXADECIMAL,
    INDEX,
    INDEX_BELOW,
    LIBRARY,
    LOGARITHM,
    LOGIC,
    LOWERED,
    NUMBER,
    OPENS_CASES,
    OPERATORS,
    OTHERWISE,
    PYTHONS_LAMBDA,
    RELATIONS,
    ROOTS,
    SEPARATING,
    SPACES,
    SPECIAL_FUNCTIONS,
    SUPERSCRIPTS,
    WHEN,
    Kind,
    Token,
)
from optim_core.expression.reading.words import Word, read_word, resolve, unknown_name
from optim_core.expression.tree.vocabulary import Vocabulary


def tokenize(text: str, vocabulary: Vocabulary, start: int = 0) -> tuple[list[Token], list[Message]]:
    """Tokens of `text` from `start` on, closed by an `end`, and notices about how letters were read."""
    return _Scanner(text, vocabulary, start).scan()


def tokenize_typed(text: str, vocabulary: Vocabulary, start: int = 0) -> tuple[list[Token], list[Message]]:
    """As `tokenize`, for a text as it was typed or pasted; positions are offsets in it."""
    if len(text) - start > MAX_CHARACTERS:
        message = N_("The formula is longer than {limit} characters.")
        raise error(message, start + MAX_CHARACTERS, limit=MAX_CHARACTERS)
    read = plain(text[start:])
    with placed(lambda position: start + read.typed(position)):
        tokens, notices = tokenize(read.text, vocabulary)
    return [replace(token, position=start + read.typed(token.position)) for token in tokens], notices


@contextmanager
def placed(typed: Callable[[int], int]) -> Iterator[None]:
    """Errors inside name the offset that `typed` gives for theirs."""
    try:
        yield
    except ExpressionError as problem:
        raise ExpressionError(problem.message_parts, typed(problem.position), problem.hint_parts) from None


class _Scanner:
    def __init__(self, text: str, vocabulary: Vocabulary, start: int) -> None:
        self._text = text
        self._vocabulary = vocabulary
        self._at = start
        self._tokens: list[Token] = []
        self._notices: dict[str, Message] = {}
        # What a comma between two digits means in each open bracket: "decimal", "separator", "branches".
        self._commas = ["decimal"]
        self._cases = 0
        # For each open \left the sign after it, and where: what a \right. may end.
        self._left: list[tuple[str, int]] = []

    def scan(self) -> tuple[list[Token], list[Message]]:
        while self._at < len(self._text):
            if self._text[self._at] in SPACES:
                self._at += 1
            else:
                self._next()
            if len(self._tokens) > MAX_TOKENS:
                raise error(N_("The formula has more than {limit} parts."), self._at, limit=MAX_TOKENS)
        for sign, position in self._left:
            if sign == ".":
                raise self._unexpected("\\left", position)
        self._tokens.append(Token("end", "", len(self._text)))
        return self._tokens, list(self._notices.values())

    def _next(self) -> None:
        character = self._text[self._at]
        if character in "0123456789" or (character == "." and NUMBER.match(self._text, self._at)):
            self._number()
        elif character == "\\":
            self._command()
        elif character.isalpha() or character == "_" or character in "₀₁₂₃₄₅₆₇₈₉":
            if character in SUPERSCRIPTS:
                self._superscript()
            else:
                self._word(self._at)
        elif character in SUPERSCRIPTS:
            self._superscript()
        else:
            self._punctuation(character)

    def _number(self) -> None:
        if HEXADECIMAL.match(self._text, self._at):
            raise error(N_("Only decimal numbers are understood."), self._at, N_("Write 16, not 0x10."))
        pattern = COMMA_NUMBER if self._commas[-1] == "decimal" else NUMBER
        match = pattern.match(self._text, self._at) or NUMBER.match(self._text, self._at)
        assert match is not None
        literal = match.group().replace(",", ".")
        check_number(literal, self._at)
        self._push("number", literal, len(match.group()))

    def _superscript(self) -> None:
        start = end = self._at
        while end < len(self._text) and self._text[end] in SUPERSCRIPTS:
            end += 1
        exponent = "".join(SUPERSCRIPTS[c] for c in self._text[start:end])
        if not exponent.lstrip("-").isdigit() or exponent.rfind("-") > 0:
            raise error(N_("A raised sign without a raised number."), start)
        check_number(exponent, start)
        self._push("superscript", exponent, end - start)

    def _word(self, start: int, latex: bool = False) -> None:
        library = LIBRARY.match(self._text, start)
        if library is not None:
            # What stands behind the point must be a name of the language.
            start = library.end()
        logarithm = LOGARITHM.match(self._text, start)
        if logarithm is not None:
            self._logarithm(logarithm)
            return
        word = read_word(self._text, start, self._vocabulary)
        if library is not None and self._vocabulary.meaning(word.text) is None:
            raise unknown_name(word, self._vocabulary)
        self._at = word.end
        if not self._condition_word(word):
            self._resolve(word, latex)
            self._bracketed_index()

    def _bracketed_index(self) -> None:
        """`x[0]` is x_0 to everyone who programs."""
        match = INDEX.match(self._text, self._at)
        last = self._tokens[-1]
        if match is None or not self._vocabulary.letters or last.kind != "symbol" or "_" in last.text:
            return
        self._tokens[-1] = replace(last, text=f"{last.text}_{int(match.group(1))}")
        self._at = match.end()

    def _condition_word(self, word: Word) -> bool:
        """Words that belong to conditions: `and`, `Eq(x, 0)`; among cases also `if` and `otherwise`."""
        typed = word.typed.lower()
        found: tuple[Kind, str] | None = None
        if word.text in RELATIONS and self._next_visible(word.end) == "(":
            found = ("relation", RELATIONS[word.text])
        elif self._cases and typed in WHEN:
            found = ("when", "")
        elif self._cases and typed in OTHERWISE:
            found = ("boolean", "True")
        elif typed in CONNECTIVES and (self._cases or "branches" in self._commas):
            found = ("logic", CONNECTIVES[typed])
        if found is not None:
            self._tokens.append(Token(*found, word.offsets[0]))
        return found is not None

    def _logarithm(self, match: re.Match[str]) -> None:
        """`log_3 x`, `\\log_2x`, `log₃x`: the base is all digits, one letter or a group."""
        digits, letter, lowered = match.groups()
        self._tokens.append(Token("function", "log", match.start(), latex=True))
        self._tokens.append(Token("subscript", "_", match.start()))
        if digits or lowered:
            literal = digits or lowered.translate(LOWERED)
            check_number(literal, match.end() - 1)
            self._tokens.append(Token("number", literal, match.end() - 1))
        elif letter:
            self._resolve(read_word(self._text, match.end() - 1, self._vocabulary, 1), latex=False)
        self._at = match.end()

    def _resolve(self, word: Word, latex: bool) -> None:
        following = self._next_visible(word.end)
        if not latex and self._vocabulary.letters:
            self._refuse_misleading(word, following)
        for kind, name, position in resolve(word, self._vocabulary, following):
            if kind == "number":
                check_number(name, position)
            self._tokens.append(Token(kind, name, position, latex))
        if word.notice is not None:
            self._notices[word.notice.text] = word.notice

    def _refuse_misleading(self, word: Word, following: str) -> None:
        """`gamma(x)` and `lambda x: x` mean something else to those who write them than a letter."""
        if word.text in SPECIAL_FUNCTIONS and following == "(":
            raise error(
                N_("The function '{name}' is not part of the language."), word.offsets[0],
                Message(N_("For a product, write {example}."), {"example": f"{word.text}*(x)"}), name=word.text,
            )  # fmt: skip
        if word.text == "lambda" and PYTHONS_LAMBDA.match(self._text, word.end):
            raise unknown_name(word, self._vocabulary)

    def _next_visible(self, at: int) -> str:
        rest = self._text[at:].lstrip()
        return rest[:1]

    def _command(self) -> None:
        match = COMMAND.match(self._text, self._at)
        name = (match.group(1) if match else None) or ""
        length = len(name) + 1
        if name in ("begin", "end"):
            self._environment(name)
        elif name == "\\" and self._cases:
            self._push("row", "\\\\", 2)
        elif name in ("left", "right"):
            self._sized(name, length)
        elif name in COMMANDS:
            self._push_command(*COMMANDS[name], length)
        elif len(name) > 1 and name.isalpha():
            self._command_word(name)
        elif name.isalpha():
            raise self._unknown_command(name)
        else:
            raise self._unexpected("\\" + name)

    def _environment(self, name: str) -> None:
        match = CASES.match(self._text, self._at)
        if match is None or (name == "end" and not self._cases):
            raise self._unknown_command(name)
        self._cases += 1 if name == "begin" else -1
        self._push("cases" if name == "begin" else "end_cases", "cases", match.end() - self._at)

    def _command_word(self, name: str) -> None:
        """A command that is a name of the language: `\\sin`, `\\pi`, `\\beta_1`."""
        logarithm = LOGARITHM.match(self._text, self._at)
        if logarithm is not None:
            self._logarithm(logarithm)
            return
        word = read_word(self._text, self._at + 1, self._vocabulary)
        if self._vocabulary.meaning(word.text) is None:
            word = self._shorter(name)
        if self._vocabulary.meaning(word.text) is None:
            raise self._unknown_command(name)
        self._resolve(word, latex=True)
        self._at = word.end

    def _shorter(self, name: str) -> Word:
        """The command with its index, if it has one, without the letters that follow: `\\theta_0x`, `\\pi2`."""
        index = INDEX_BELOW.match(self._text, self._at + 1 + len(name))
        for length in (len(name) + len(index.group()) if index else 0, len(name)):
            word = read_word(self._text, self._at + 1, self._vocabulary, length)
            if length and self._vocabulary.meaning(word.text) is not None:
                return word
        return word

    def _unknown_command(self, name: str) -> ExpressionError:
        return error(
            N_("Unknown command '{name}'."), self._at,
            N_("Of LaTeX, \\frac, \\sqrt, \\sin and the like are read."), name="\\" + fragment(name),
        )  # fmt: skip

    def _sized(self, name: str, length: int) -> None:
        at = self._at + length
        while at < len(self._text) and self._text[at] in SPACES:
            at += 1
        delimiter = self._text[at : at + 1]
        opened = self._left.pop() if name == "right" and self._left else ("", 0)
        if name == "left":
            brace = delimiter == "\\" and OPENS_CASES.match(self._text, at)
            self._left.append(("." if delimiter == "." else "cases" if brace else delimiter, self._at))
            if brace:
                self._at = brace.end()
                return
        if delimiter == "." and (name == "left" or opened[0] in (".", "cases")):
            self._at = at + 1
        elif delimiter and delimiter in "|":
            self._push("open_bar" if name == "left" else "close_bar", "|", at + 1 - self._at)
        elif delimiter and delimiter in "()[]{}\\⌊⌋⌈⌉":
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
        elif pair in (".^", ".*", "./"):
            # Element by element is how everything is meant here.
            self._at += 1
        elif character == "&" and self._cases:
            self._push("column", "&", 1)
        elif character == "." and self._cases:
            self._at += 1
        elif character == "=" and pair != "==" and self._cases:
            self._push("comparison", "eq", 1)
        elif character in "&~∧∨¬" and (self._cases or "branches" in self._commas):
            self._push("logic", LOGIC[character], 2 if pair == "&&" else 1)
        else:
            self._sign(character, pair)

    def _sign(self, character: str, pair: str) -> None:
        if character in OPERATORS:
            self._push("operator", OPERATORS[character], 1)
        elif pair in COMPARISONS or character in COMPARISONS:
            spelling = pair if pair in COMPARISONS else character
            self._push("comparison", COMPARISONS[spelling], len(spelling))
        elif character in BRACKETS:
            self._push_command("open", character, 1)
        elif character in BRACKETS.values():
            self._push_command("close", next(o for o, c in BRACKETS.items() if c == character), 1)
        elif character in ENCLOSING:
            self._push_command(*ENCLOSING[character], 1)
        elif character == "|":
            self._push("bar", "|", 1)
        elif character in ",;":
            self._push("comma", character, 1)
        elif character in ROOTS:
            self._push("root", ROOTS[character], 1)
        else:
            raise self._unexpected(character)

    def _enter(self) -> None:
        before = self._tokens[-1] if self._tokens else None
        if before is not None and before.kind in ("piecewise", "relation"):
            self._commas.append("branches")
        elif before is not None and before.kind == "arithmetic":
            self._commas.append("separator")
        elif before is not None and before.kind == "function":
            self._commas.append("separator" if before.text in SEPARATING else "decimal")
        elif before is not None and before.kind == "open" and before.text == "{":
            # \max{\left(1,2\right)} has the arguments of \max(1,2).
            self._commas.append(self._commas[-1])
        else:
            self._commas.append("branches" if self._commas[-1] == "branches" else "decimal")

    def _leave(self) -> None:
        if len(self._commas) > 1:
            self._commas.pop()

    def _push(self, kind: Kind, text: str, length: int) -> None:
        self._tokens.append(Token(kind, text, self._at))
        self._at += length

    def _unexpected(self, piece: str, position: int | None = None) -> Exception:
        shown = fragment(piece)
        position = self._at if position is None else position
        hints = {
            "=": N_("'=' may only stand in front, as in f(x, y) = ..."),
            "!": N_("Factorials are not part of the language."),
            "%": N_("Write 0.05 for 5%."),
            "$": N_("Dollar signs may only stand around the whole formula."),
        }
        if not shown:
            return error(N_("An invisible character that is not understood."), position, N_("Delete it."))
        return error(N_("Unexpected '{piece}'."), position, hints.get(shown), piece=shown)


def check_number(literal: str, position: int) -> None:
    """Refuse literals with too many digits, or too large to compute with."""
    if sum(c.isdigit() for c in literal) > MAX_DIGITS:
        raise error(N_("A number has more than {limit} digits."), position, limit=MAX_DIGITS)
    if abs(float(literal)) > MAX_LITERAL:
        raise error(N_("The number is too large."), position, N_("Numbers up to 1e15 are understood."))
