"""From text to a parsed formula, or to the assignments of a program."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from optim_core.base.text import N_, Message
from optim_core.expression.base.errors import error, fragment
from optim_core.expression.base.limits import MAX_CHARACTERS, MAX_LINES
from optim_core.expression.graph.functions import CONSTANTS, SPELLINGS
from optim_core.expression.graph.graph import Graph, Node
from optim_core.expression.reading.grammar import parse_tokens
from optim_core.expression.reading.headings import check_heading_name, declared, headings_of, without_wrapping
from optim_core.expression.reading.lowering import lower, lower_with_notices
from optim_core.expression.reading.pasted import Plain, plain
from optim_core.expression.reading.tokens import placed, tokenize, tokenize_typed
from optim_core.expression.reading.variables import sorted_names
from optim_core.expression.tree.syntax import Tree
from optim_core.expression.tree.vocabulary import SURFACE_VOCABULARY, Vocabulary
from optim_core.expression.typesetting.latex import tree_latex

_ASSIGNMENT = re.compile(r"\s*([^\W\d]\w*)\s*=(?!=)")


@dataclass(frozen=True)
class Parsed:
    """One formula: how it was read (`tree`), what it computes (`root` in `graph`), and in which names.

    `variables` and `parameters` are the canonical names that occur, in the vocabulary's order (letters in the order
    in which they are typed); names in a heading such as `f(x, y) =` are variables. `notices` tell how doubtful letters
    and powers were read.
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
    """The formula itself in plain text, to be put into another: no heading, no dollars, no dress."""

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
    read = plain(text)
    with placed(read.typed):
        return _parsed(text, read, vocabulary)


def _parsed(text: str, read: Plain, vocabulary: Vocabulary) -> Parsed:
    """`parse`, with positions in the plain text."""
    start, end = without_wrapping(read.text)
    headings, begin = headings_of(read.text, start, end, vocabulary)
    arguments, notices = declared(read.text, headings, vocabulary)
    if vocabulary.letters:
        vocabulary = replace(vocabulary, declared=tuple(token.text for token in arguments))
    tokens, more = tokenize(read.text[:end], vocabulary, begin)
    if read.text[end:].isspace():
        # What is missing is missing at the end of what was typed.
        tokens[-1] = replace(tokens[-1], position=len(read.text))
    used = [token for token in tokens if token.kind == "symbol"]
    for heading in headings:
        check_heading_name(heading, [*used, *arguments])
    tree = parse_tokens(tokens)
    variables, parameters = sorted_names(used, arguments, vocabulary)
    graph = Graph()
    root, powers = lower_with_notices(graph, tree)
    formula = read.text[begin:end].strip()
    said = {notice.text: notice for notice in (*notices, *more, *powers)}
    return Parsed(text, tree, graph, root, variables, parameters, tuple(said.values()), vocabulary, formula)


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
    tokens, _ = tokenize_typed(text, vocabulary, match.end())
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
