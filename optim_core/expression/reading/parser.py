"""From text to a parsed formula, or to the assignments of a program."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from optim_core.base.text import N_, Message
from optim_core.expression.base.errors import error, fragment
from optim_core.expression.base.limits import MAX_CHARACTERS, MAX_LINES
from optim_core.expression.graph.functions import CONSTANTS, SPELLINGS
from optim_core.expression.graph.graph import Graph, Node
from optim_core.expression.reading.grammar import parse_tokens
from optim_core.expression.reading.lowering import lower
from optim_core.expression.reading.tokens import Token, tokenize
from optim_core.expression.tree.syntax import Tree
from optim_core.expression.tree.vocabulary import SURFACE_VOCABULARY, Vocabulary
from optim_core.expression.typesetting.latex import tree_latex

_HEADING = re.compile(r"\s*([A-Za-zуУ])\s*((?:\\left\s*)?\((?P<arguments>[^()=]*?)(?:\\right\s*)?\))?\s*=(?!=)")
_HEADING_NAMES = frozenset("fghjlquvzy")
_ASSIGNMENT = re.compile(r"\s*([^\W\d]\w*)\s*=(?!=)")


@dataclass(frozen=True)
class Parsed:
    """One formula: how it was read (`tree`), what it computes (`root` in `graph`), and in which names.

    `variables` and `parameters` are the canonical names that occur, in the vocabulary's order; names
    in a heading such as `f(x, y) =` count as variables. `notices` tell how doubtful letters were read.
    """

    text: str
    tree: Tree
    graph: Graph
    root: Node
    variables: tuple[str, ...]
    parameters: tuple[str, ...]
    notices: tuple[Message, ...]
    vocabulary: Vocabulary
    formula: str
    """The part of `text` that is the formula itself, to be put into another: no heading, no dollars."""

    def latex(self, substitute: Mapping[str, str] | None = None) -> str:
        """LaTeX of the formula as it was read; `substitute` sets numbers (LaTeX) in place of names."""
        return tree_latex(self.tree, self.vocabulary, substitute)


@dataclass(frozen=True)
class Assignment:
    """`target = ...` on the 1-based `line`; symbols of `root` stand for the values before this line."""

    target: str
    tree: Tree
    root: Node
    line: int


def parse(text: str, vocabulary: Vocabulary = SURFACE_VOCABULARY) -> Parsed:
    """Read one formula; raises `ExpressionError` (and nothing else) for any text that is none."""
    _check_length(text, MAX_CHARACTERS)
    start, end = _without_dollars(text)
    heading = _heading(text, start, end)
    begin = heading.end() if heading else start
    tokens, notices = tokenize(text[:end], vocabulary, begin)
    used = [token for token in tokens if token.kind == "symbol"]
    declared: list[Token] = []
    if heading is not None:
        declared = _declared(text, heading, vocabulary)
        _check_heading_name(heading, [*used, *declared])
    tree = parse_tokens(tokens)
    variables, parameters = _sorted_names([*used, *declared], vocabulary)
    graph = Graph()
    root = lower(graph, tree)
    return Parsed(text, tree, graph, root, variables, parameters, tuple(notices), vocabulary, text[begin:end].strip())


def parse_assignments(text: str, vocabulary: Vocabulary) -> tuple[Assignment, ...]:
    """Read assignments, one a line, blank lines allowed; targets become names for the lines that follow.

    All roots share one graph. Names are whole words here: `mv` is never m*v.
    """
    _check_length(text, MAX_CHARACTERS * MAX_LINES)
    graph, names, start = Graph(), replace(vocabulary, split_words=False), 0
    result: list[Assignment] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if number > MAX_LINES:
            raise error(N_("More than {limit} lines."), start, limit=MAX_LINES)
        if line.strip():
            target, tree, root = _assignment(text[: start + len(line)], start, names, graph)
            result.append(Assignment(target, tree, root, number))
            names = replace(names, symbols={**names.symbols, target: target})
        start += len(line) + 1
    if not result:
        raise error(N_("There is no assignment."), 0, N_("For example w = w - eta*g."))
    return tuple(result)


def _assignment(text: str, start: int, vocabulary: Vocabulary, graph: Graph) -> tuple[str, Tree, Node]:
    """The assignment in `text` from `start` on."""
    match = _ASSIGNMENT.match(text, start)
    if match is None:
        message = N_("A line is a name, an equals sign and a formula.")
        raise error(message, start, N_("For example w = w - eta*g."))
    target = _target(match.group(1), match.start(1), vocabulary)
    tokens, _ = tokenize(text, vocabulary, match.end())
    tree = parse_tokens(tokens)
    return target, tree, lower(graph, tree)


def _target(spelling: str, position: int, vocabulary: Vocabulary) -> str:
    known = vocabulary.symbols.get(spelling)
    if known is not None:
        return known
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,29}", spelling):
        raise error(N_("'{name}' cannot be a name."), position, name=fragment(spelling))
    if spelling.lower() in SPELLINGS or spelling in CONSTANTS:
        raise error(N_("'{name}' already means something."), position, name=fragment(spelling))
    return spelling


def _check_length(text: str, limit: int) -> None:
    if len(text) > limit:
        raise error(N_("The formula is longer than {limit} characters."), limit, limit=limit)


def _without_dollars(text: str) -> tuple[int, int]:
    """Where the formula starts and ends in the text, without `$...$` or `$$...$$` around it."""
    stripped = text.strip()
    start = len(text) - len(text.lstrip())
    for mark in ("$$", "$"):
        if stripped.startswith(mark) and stripped.endswith(mark) and len(stripped) > 2 * len(mark):
            return start + len(mark), start + len(stripped) - len(mark)
    return 0, len(text)


def _heading(text: str, start: int, end: int) -> re.Match[str] | None:
    """`f(x, y) =` or `z =` in front of the formula, if there is one."""
    match = _HEADING.match(text, start, end)
    return match if match and _heading_name(match) in _HEADING_NAMES else None


def _heading_name(heading: re.Match[str]) -> str:
    return heading.group(1).lower().replace("у", "y")


def _declared(text: str, heading: re.Match[str], vocabulary: Vocabulary) -> list[Token]:
    """Arguments of a heading such as `f(x, y) =`."""
    if heading.group("arguments") is None:
        return []
    start, end = heading.span("arguments")
    tokens, _ = tokenize(text[:end], vocabulary, start)
    names, commas = tokens[:-1:2], tokens[1:-1:2]
    if len(tokens) % 2 or any(t.kind != "symbol" for t in names) or any(t.kind != "comma" for t in commas):
        message = N_("The brackets in front name the variables.")
        raise error(message, start, N_("For example f(x, y) = x + y."))
    return names


def _check_heading_name(heading: re.Match[str], names: Sequence[Token]) -> None:
    """`y = x^2` is a curve; `y = x*y` is an equation, which the language does not have."""
    name = _heading_name(heading)
    if any(token.text == name for token in names):
        message = N_("'{name}' cannot stand in front and in the formula.")
        raise error(message, heading.start(1), N_("Write the formula alone."), name=name)


def _sorted_names(used: Iterable[Token], vocabulary: Vocabulary) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Variables and parameters that occur; raises where the variables do not belong together."""
    first: dict[str, Token] = {}
    for token in used:
        first.setdefault(token.text, token)
    parameters = tuple(name for name in vocabulary.parameters if name in first)
    variables = [name for name in first if name not in vocabulary.parameters]
    if not vocabulary.families:
        return tuple(variables), parameters
    return _family_order(variables, first, vocabulary), parameters


def _family_order(variables: Sequence[str], first: Mapping[str, Token], vocabulary: Vocabulary) -> tuple[str, ...]:
    for count, name in enumerate(variables, start=1):
        if not any(set(variables[:count]) <= set(family) for family in vocabulary.families):
            raise error(
                N_("The variables {names} do not go together."), first[name].position,
                N_("Use x and y, or x1 and x2, or w0 and w1, or w1 and w2, or w alone."),
                names=", ".join(variables[:count]),
            )  # fmt: skip
    family = next(family for family in vocabulary.families if set(variables) <= set(family))
    return tuple(name for name in family if name in variables)
