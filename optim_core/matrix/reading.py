"""Text of the matrix language into a tree. Typed text is never evaluated by anything else.

Letters are names: one letter with an index or digits if need be (`A`, `x_1`, `W2`, `lambda`). Between two of them
nothing has to stand: `x'Ax` is x' A x. `'`, `^T`, `ᵀ` transpose, `^-1` inverts, `.*`, `./`, `.^` work on every entry,
`<A, B>` is the sum of all products of entries, `||x||` the root of the sum of squares.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from fractions import Fraction
from typing import NamedTuple

from optim_core.base.text import N_, Message
from optim_core.expression.base.errors import fragment
from optim_core.expression.tree.letters import GREEK
from optim_core.matrix.errors import refusal
from optim_core.matrix.tree import ELEMENTWISE, TO_NUMBER, Raw

#: Bounds of a text.
MAX_CHARACTERS, MAX_PARTS, MAX_DEPTH, MAX_POWER = 500, 200, 40, 6

_NAMES = {sign: name for name, sign in GREEK.items()}
#: How functions are called, and what they are.
FUNCTIONS = {
    **{name: name for name in (*TO_NUMBER, *ELEMENTWISE)},
    "trace": "tr",
    "log": "ln",
    "inv": "inverse",
    "transpose": "transpose",
    "inner": "inner",
}
_WORDS = {**FUNCTIONS, "ones": "ones"}

#: LaTeX and signs, each replaced by something as long, so that positions stay.
_PLAIN = {
    r"\left": "", r"\right": "", r"\cdot": "*", r"\times": "*", r"\odot": ".*", r"\circ": ".*", r"\top": "T",
    r"\langle": "<", r"\rangle": ">", r"\lVert": "‖", r"\rVert": "‖", r"\|": "‖", "||": "‖", r"\,": "", r"\;": "",
    r"\quad": "", "·": "*", "⋅": "*", "×": "*", "∘": "⊙", "⟨": "<", "⟩": ">", "−": "-", "–": "-", "⊤": "T", "′": "'",
    "’": "'",
}  # fmt: skip
_COMMAND = re.compile(r"\\(?:operatorname|mathrm|mathbf|boldsymbol|text)\s*\{([^{}]*)\}")
_SUPERSCRIPTS = {"ᵀ": "'", "⁻¹": "^-1", "²": "^2", "³": "^3"}
_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)|(?P<word>(?:(?![ᵀ²³⁻¹])[^\W\d_])+)|(?P<index>_\{?\w\}?|_\w)"
    r"|(?P<raised>ᵀ|⁻¹|²|³)|(?P<sign>\.\*|\./|\.\^|[-+*/^'(){}\[\],;<>‖⊙|=])"
)


class Token(NamedTuple):
    """A piece of the text from `position` to `end`; `kind` is number, letter, word, sign or end."""

    kind: str
    text: str
    position: int
    end: int


def read(text: str) -> Raw:
    """The tree of a text.

    Raises:
        MatrixError: the text is none of the language; with its position and, where one is known, a hint.
    """
    if len(text) > MAX_CHARACTERS:
        raise refusal(N_("The formula is longer than {limit} characters."), MAX_CHARACTERS, limit=MAX_CHARACTERS)
    tokens = tokenize(text)
    if tokens[0].kind == "end":
        raise refusal(N_("There is no formula."), 0, N_("For example x' A x."))
    return _Parser(tokens).whole()


def plain(text: str) -> str:
    """The text with signs for LaTeX's commands, every character where it was."""
    text = _COMMAND.sub(lambda found: found.group(1).rjust(len(found.group())), text)
    for typed, sign in _PLAIN.items():
        text = text.replace(typed, sign.ljust(len(typed)))
    return re.sub(r"\\(?=[A-Za-z])", " ", text)


def tokenize(text: str) -> list[Token]:
    """The pieces of a text, `end` last."""
    tokens: list[Token] = []
    text, at = plain(text), 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise refusal(N_("'{piece}' does not belong here."), at, piece=fragment(text[at]))
        kind, found = match.lastgroup or "", match.group()
        if kind == "word":
            tokens += _words(found, at, text[match.end() :])
        elif kind == "index" or (kind == "number" and _follows_letter(tokens, at) and found.isdigit()):
            if tokens and tokens[-1].text in ("‖", "norm"):
                # ‖x‖_2 and ‖A‖_F are what is meant anyway.
                at = match.end()
                continue
            if not _follows_letter(tokens, at):
                raise refusal(N_("An index belongs right after its letter."), at, N_("For example x_1."))
            name = tokens[-1].text + "_" + found.strip("_{}")
            tokens[-1] = Token("letter", name, tokens[-1].position, match.end())
        elif kind == "raised":
            tokens += [Token("sign", "'", at, match.end())] if found == "ᵀ" else _power_tokens(_SUPERSCRIPTS[found], at)
        elif kind in ("number", "sign"):
            tokens.append(Token(kind, found, at, match.end()))
        at = match.end()
    return [*tokens, Token("end", "", len(text), len(text))]


def _follows_letter(tokens: list[Token], at: int) -> bool:
    last = tokens[-1] if tokens else None
    return last is not None and last.kind == "letter" and last.end == at and "_" not in last.text


def _power_tokens(text: str, at: int) -> list[Token]:
    return [Token("number" if piece.isdigit() else "sign", piece, at, at) for piece in text]


def _words(word: str, at: int, after: str) -> list[Token]:
    """A function, a Greek letter, or letters side by side, whichever is longest from each place on."""
    tokens: list[Token] = []
    start = 0
    while start < len(word):
        known = next((end for end in range(len(word), start + 1, -1) if word[start:end] in {*_WORDS, *GREEK}), None)
        end = known or start + 1
        piece = word[start:end]
        if piece in _WORDS:
            tokens.append(Token("word", piece, at + start, at + end))
        else:
            tokens.append(Token("letter", _NAMES.get(piece, piece), at + start, at + end))
        start = end
    lower = [token for token in tokens if token.kind == "letter" and token.text.islower() and len(token.text) == 1]
    if len(lower) > 3 or (len(lower) == len(tokens) > 1 and after.lstrip().startswith("(")):
        near = get_close_matches(word.lower(), _WORDS, n=1, cutoff=0.6)
        hint = Message(N_("Did you mean '{name}'?"), {"name": near[0]}) if near else None
        raise refusal(N_("Unknown name '{name}'."), at, hint, name=fragment(word))
    return tokens


class _Parser:
    """By precedence: + and -, then products and quotients, then signs, then powers behind."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens, self._at, self._parts, self._depth = tokens, 0, 0, 0
        self._norms = 0

    def whole(self) -> Raw:
        tree = self._sum()
        if self._now.kind != "end":
            raise self._unexpected()
        return tree

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._now
        self._at += 1
        return token

    def _is(self, *signs: str) -> bool:
        return self._now.kind == "sign" and self._now.text in signs

    def _expect(self, sign: str) -> None:
        if not self._is(sign):
            raise refusal(N_("'{sign}' is missing."), self._now.position, sign=sign)
        self._at += 1

    def _made(self, op: str, position: int, *args: Raw, name: str = "", value: Fraction = Fraction(0)) -> Raw:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise refusal(N_("The formula has more than {limit} parts."), position, limit=MAX_PARTS)
        return Raw(op, position, args, name, value)

    def _sum(self) -> Raw:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise refusal(N_("The formula is nested too deeply."), self._now.position)
        left = self._product()
        while self._is("+", "-"):
            sign = self._take()
            right = self._product()
            if sign.text == "-":
                right = self._made("neg", sign.position, right)
            left = self._made("add", sign.position, left, right)
        self._depth -= 1
        return left

    def _product(self) -> Raw:
        left = self._signed()
        while True:
            if self._is("*", "/", ".*", "⊙", "./"):
                sign = self._take()
                op = {"*": "mul", "/": "div", "./": "eldiv"}.get(sign.text, "hadamard")
                left = self._made(op, sign.position, left, self._signed())
            elif self._starts_factor():
                position = self._now.position
                left = self._made("mul", position, left, self._powered())
            else:
                return left

    def _starts_factor(self) -> bool:
        if self._now.kind in ("number", "letter", "word"):
            return True
        return self._is("(", "[", "<") or (self._is("‖") and not self._norms)

    def _signed(self) -> Raw:
        if self._is("-"):
            sign = self._take()
            return self._made("neg", sign.position, self._signed())
        if self._is("+"):
            self._at += 1
            return self._signed()
        return self._powered()

    def _powered(self) -> Raw:
        base = self._operand()
        while self._is("'", "^", ".^"):
            sign = self._take()
            if sign.text == "'":
                base = self._made("transpose", sign.position, base)
            elif sign.text == ".^":
                base = self._made("elpower", sign.position, base, value=self._exponent())
            else:
                base = self._raised(base, sign.position)
        return base

    def _raised(self, base: Raw, position: int) -> Raw:
        braced = self._is("{", "(")
        if braced:
            closing = {"{": "}", "(": ")"}[self._take().text]
        inverted = self._is("-") and self._tokens[self._at + 1].text == "T"
        if self._now.text == "T" or inverted:
            self._at += 1 + inverted
            if braced:
                self._expect(closing)
            base = self._made("inverse", position, base) if inverted else base
            return self._made("transpose", position, base)
        value = self._number_here(braced)
        if braced:
            self._expect(closing)
        if value == -1:
            return self._made("inverse", position, base)
        return self._made("power", position, base, value=value)

    def _exponent(self) -> Fraction:
        if self._is("(", "{"):
            closing = {"{": "}", "(": ")"}[self._take().text]
            value = self._number_here(braced=True)
            self._expect(closing)
            return value
        return self._number_here(braced=False)

    def _number_here(self, braced: bool) -> Fraction:
        """The exponent; a fraction in brackets only: x^2/3 is a third of x^2."""
        sign = -1 if self._is("-") else 1
        if self._is("-", "+"):
            self._at += 1
        if self._now.kind != "number":
            raise refusal(
                N_("An exponent is a number, T or -1."), self._now.position, N_("For example A^T, A^-1 or tr(A)^2.")
            )
        value = sign * self._value(self._take())
        if braced and self._is("/"):
            self._at += 1
            if self._now.kind != "number":
                raise self._unexpected()
            below = self._value(self._take())
            if below == 0:
                raise refusal(N_("Division by zero."), self._now.position)
            value /= below
        return value

    def _value(self, token: Token) -> Fraction:
        mantissa, _, exponent = token.text.lower().partition("e")
        if len(mantissa) > 20 or abs(int(exponent or 0)) > 30:
            raise refusal(N_("The number is too large or too long."), token.position)
        return Fraction(token.text)

    def _operand(self) -> Raw:
        token = self._now
        if token.kind == "number":
            self._at += 1
            return self._made("number", token.position, value=self._value(token))
        if token.kind == "letter":
            self._at += 1
            op = "identity" if token.text == "I" else "letter"
            return self._made(op, token.position, name=token.text)
        if token.kind == "word":
            self._at += 1
            return self._made("ones", token.position) if token.text == "ones" else self._call(token)
        if self._is("(", "["):
            self._at += 1
            inside, norms = self._inside()
            self._expect(")" if token.text == "(" else "]")
            self._norms = norms
            return inside
        if self._is("<"):
            self._at += 1
            left, norms = self._inside()
            self._separator()
            right = self._sum()
            self._expect(">")
            self._norms = norms
            return self._made("inner", token.position, left, right)
        if self._is("‖"):
            self._at += 1
            self._norms += 1
            inside = self._sum()
            self._expect("‖")
            self._norms -= 1
            return self._made("norm", token.position, inside)
        if self._is("|"):
            raise refusal(
                N_("A single bar can mean a determinant or an absolute value."), token.position,
                N_("Write det(A), abs(x) or norm(x)."),
            )  # fmt: skip
        raise self._unexpected()

    def _inside(self) -> tuple[Raw, int]:
        """What stands in brackets, and how many norms are open outside."""
        norms, self._norms = self._norms, 0
        return self._sum(), norms

    def _separator(self) -> None:
        if not self._is(",", ";"):
            raise refusal(N_("A comma is missing."), self._now.position, N_("For example <A, B>."))
        self._at += 1

    def _call(self, token: Token) -> Raw:
        op = FUNCTIONS[token.text]
        if op == "ln" and self._now.text in ("det",):
            self._at += 1
            op = "logdet"
        if self._is("(", "["):
            closing = ")" if self._take().text == "(" else "]"
            first, norms = self._inside()
            if op == "inner":
                self._separator()
                arguments: tuple[Raw, ...] = (first, self._sum())
            else:
                arguments = (first,)
            self._expect(closing)
            self._norms = norms
        else:
            arguments = (self._bare(token),)
        if op == "ln" and arguments[0].op == "det":
            op, arguments = "logdet", arguments[0].args
        return self._made(op, token.position, *arguments)

    def _bare(self, function: Token) -> Raw:
        """`tr A X B` is tr(A X B): letters side by side belong to it, what another sign or function begins does not."""
        if not self._starts_factor() or self._now.kind == "number":
            raise refusal(
                N_("After '{name}' its argument is missing."), self._now.position,
                Message(N_("For example {name}(A)."), {"name": function.text}), name=function.text,
            )  # fmt: skip
        argument = self._powered()
        while self._now.kind == "letter":
            argument = self._made("mul", self._now.position, argument, self._powered())
        return argument

    def _unexpected(self) -> Exception:
        if self._now.kind == "end":
            return refusal(N_("The formula ends too early."), self._now.position)
        return refusal(N_("'{piece}' does not belong here."), self._now.position, piece=fragment(self._now.text))


def fixed(shapes: Mapping[str, tuple[int, int] | int] | None) -> dict[str, tuple[int, int]]:
    """Shapes that were given: (rows, columns), or the length of a vector.

    Raises:
        MatrixError: no shape, or one that is not from 1 to 20.
    """
    found: dict[str, tuple[int, int]] = {}
    for name, shape in (shapes or {}).items():
        pair = (shape, 1) if isinstance(shape, int) else tuple(shape)
        if len(pair) == 1:
            pair = (*pair, 1)
        if len(pair) != 2 or not all(isinstance(d, int) and not isinstance(d, bool) and 1 <= d <= 20 for d in pair):
            raise refusal(
                N_("The shape of {name} is a pair of whole numbers from 1 to 20."), 0, name=fragment(str(name))
            )
        found[_as_name(str(name))] = (pair[0], pair[1])
    return found


def _as_name(text: str) -> str:
    tokens = tokenize(text)
    return tokens[0].text if len(tokens) == 2 and tokens[0].kind == "letter" else text
