"""What stands around a formula: dollars and brackets of a display, a full stop behind it, `f(x, y) =` in front."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from optim_core.base.text import N_, Message
from optim_core.expression.base.errors import error
from optim_core.expression.reading.signs import Token
from optim_core.expression.reading.tokens import tokenize
from optim_core.expression.tree.letters import letter_name
from optim_core.expression.tree.vocabulary import Vocabulary

_PAIRS = (("$$", "$$"), ("$", "$"), (r"\[", r"\]"), (r"\(", r"\)"))
_HEADING = re.compile(
    r"\s*(?P<name>\\?[^\W\d_]+(?:\s*_\s*(?:\{\s*\w+\s*\}|\w))?[₀-₉]*|[A-Za-z][0-9])\s*"
    r"(?:(?P<brackets>(?:\\left\s*)?[(\[](?P<arguments>[^()=]*?)(?:\\right\s*)?[)\]])\s*)?:?=(?!=)"
)
_BELOW = r"\{(?:[^{}]|\{[^{}]*\})*\}"
#: What is to be done with the formula, as exercises are printed: minimize f(x) = ..., \\min_{x} ..., min f(x) = ...
_WORDS = "min|max|minimi[sz]e|maximi[sz]e"
_TASK = re.compile(
    rf"\s*(?:\\underset\s*{_BELOW}\s*\{{\s*\\?(?P<above>{_WORDS})\s*\}}"
    rf"|\\?(?P<word>{_WORDS})(?![^\W\d_])\s*(?P<below>_\s*(?:{_BELOW}|\\?[^\W\d_](?![^\W_])))?)[\s:]*",
    re.IGNORECASE,
)
#: Letters that stand in front without brackets; x and w are weights.
_FUNCTION_NAMES = frozenset("fghjlquvzy")
#: Without brackets any capital is the name of a loss, these apart.
_WEIGHTS = frozenset("XWxwхХ")


@dataclass(frozen=True)
class Heading:
    """`name(arguments) =`; `arguments` is where they stand, None without brackets. `name_at` is the name's offset."""

    name: str
    name_at: int
    arguments: tuple[int, int] | None
    end: int


def without_wrapping(text: str) -> tuple[int, int]:
    """Where the formula starts and ends, without what only displays it: `$`, `\\[ \\]`, braces, a full stop."""
    start, end = 0, len(text)
    while True:
        before = start, end
        while start < end and text[start].isspace():
            start += 1
        end = _without_tail(text, start, end)
        for opening, closing in _PAIRS:
            if _wrapped(text, start, end, opening, closing):
                start, end = start + len(opening), end - len(closing)
                break
        if text.startswith("{", start, end) and _closes_at(text, start, end) == end - 1:
            start, end = start + 1, end - 1
        if (start, end) == before:
            # Nothing but wrapping: errors point at what was typed.
            return (start, end) if start < end else (len(text), len(text))


def _wrapped(text: str, start: int, end: int, opening: str, closing: str) -> bool:
    longer = end - start > len(opening) + len(closing)
    return longer and text.startswith(opening, start, end) and text.endswith(closing, start, end)


def _without_tail(text: str, start: int, end: int) -> int:
    while end > start and (text[end - 1].isspace() or text[end - 1] in ".,;"):
        if text[end - 1] == "." and text[start : end - 1].rstrip().endswith(r"\right"):
            return end
        end -= 1
    return end


def _closes_at(text: str, start: int, end: int) -> int:
    """Where the group that begins at `start` ends; -1 if it does not."""
    depth, at = 0, start
    while at < end:
        if text[at] == "\\":
            at += 1
        elif text[at] in "{}":
            depth += 1 if text[at] == "{" else -1
            if depth == 0:
                return at
        at += 1
    return -1


def headings_of(text: str, start: int, end: int, vocabulary: Vocabulary) -> tuple[list[Heading], int]:
    """`z = f(x, y) =` in front of the formula, and where the formula begins."""
    found: list[Heading] = []
    start = _behind_task(text, start, end, vocabulary)
    while True:
        match = _HEADING.match(text, start, end)
        if match is None or not _is_heading(match, vocabulary):
            return found, start
        arguments = None if match["brackets"] is None else match.span("arguments")
        found.append(Heading(match["name"].strip(), match.start("name"), arguments, match.end()))
        start = match.end()


def _behind_task(text: str, start: int, end: int, vocabulary: Vocabulary) -> int:
    """Where what is to be minimized begins; `start` where nothing says so: min(x, y) is a function."""
    match = _TASK.match(text, start, end)
    if match is None:
        return start
    word = (match["above"] or match["word"]).lower()
    heading = _HEADING.match(text, match.end(), end)
    if word in ("min", "max") and not (
        match["above"] or match["below"] or (heading and _is_heading(heading, vocabulary))
    ):
        return start
    if word.startswith("max"):
        message = N_("Only the formula is needed here, without '{word}'.")
        raise error(message, start, N_("To look for a maximum, choose to climb instead of descending."), word=word)
    return match.end()


def _is_heading(match: re.Match[str], vocabulary: Vocabulary) -> bool:
    name = "".join(c for c in match["name"] if c not in "\\{} ")
    if match["brackets"] is None:
        if len(name) == 1:
            return name in _FUNCTION_NAMES or name in "уУ" or (name.isupper() and name not in _WEIGHTS)
        return match["name"].startswith("\\") and letter_name(name) is not None
    meaning = vocabulary.meaning(name)
    return meaning is None or meaning.kind in ("symbol", "constant")


def declared(text: str, headings: Sequence[Heading], vocabulary: Vocabulary) -> tuple[list[Token], list[Message]]:
    """Arguments of headings such as `f(x, y) =`, and notices on how their letters were read."""
    names: list[Token] = []
    notices: list[Message] = []
    for heading in headings:
        if heading.arguments is not None:
            start, end = heading.arguments
            tokens, read = tokenize(text[:end], vocabulary, start)
            own, commas = tokens[:-1:2], tokens[1:-1:2]
            if len(tokens) % 2 or any(t.kind != "symbol" for t in own) or any(t.kind != "comma" for t in commas):
                message = N_("The brackets in front name the variables.")
                raise error(message, start, N_("For example f(x, y) = x + y."))
            notices += read
            names += [token for token in own if token.text not in {name.text for name in names}]
    return names, notices


def check_heading_name(heading: Heading, names: Sequence[Token]) -> None:
    """`y = x^2` is a curve; `y = x*y` is an equation, which the language does not have."""
    name = heading.name.lower().replace("у", "y")
    if heading.arguments is None and any(token.text == name for token in names):
        message = N_("'{name}' cannot stand in front and in the formula.")
        raise error(message, heading.name_at, N_("Write the formula alone."), name=name)
