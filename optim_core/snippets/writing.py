"""The parts that every program to take home has: names, the loss and its derivatives as functions, the assembly."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from optim_core.expression import Graph, Node, gradient, hessian, rebuild, topological
from optim_core.methods.optimizer import Optimizer
from optim_core.snippets.dialects import Dialect
from optim_core.snippets.examples import Examples, whole
from optim_core.snippets.python_text import Style, number_text, write

#: Functions whose result PyTorch's autograd may see as a constant.
_FLAT = frozenset({"where", "step", "sign", "floor", "ceil"})

#: Names that the programs use themselves.
OWN = ("loss", "gradient", "hessian", "start", "steps", "points", "point", "np", "torch", "math", "optimizer",
       "line_search", "newton_step", "lowest", "outset", "trials", "minimize", "reached", "result", "larger",
       "smaller", "sigmoid", "softplus", "erf", "cbrt", "step", "masked_product",
       "odd_power", "exact_search", "beta_of", "height", "rows", "batch", "batches", "batch_size", "seed", "deal",
       "examples", "everything")  # fmt: skip
_RESERVED = frozenset({*OWN, *keyword.kwlist, *dir(builtins)})


class WrittenLoss(Protocol):
    """What a program needs of a surface: its formula as a graph, the weights' names and the parameters' numbers."""

    @property
    def key(self) -> str:
        """The surface's key, ``"typed"`` for a typed formula."""

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the weights, in order."""

    @property
    def parameters(self) -> Mapping[str, float]:
        """Numbers for the other names in the formula."""

    @property
    def kernels(self) -> Any:
        """What the formula was parsed into, under `parsed`."""


@dataclass(frozen=True)
class Setting:
    """A line at the top: a name, its value as source, and what it is."""

    name: str
    value: str
    comment: str = ""

    @property
    def line(self) -> str:
        """The assignment."""
        return f"{self.name} = {self.value}" + (f"  # {self.comment}" if self.comment else "")


def python_name(symbol: str) -> str:
    """A name that Python and the program itself leave free: lambda becomes lambda_."""
    return f"{symbol}_" if symbol in _RESERVED else symbol


def python_names(symbols: Iterable[str]) -> dict[str, str]:
    """`python_name` of each symbol; no two share a name."""
    names: dict[str, str] = {}
    for symbol in symbols:
        name = python_name(symbol)
        while name in names.values():
            name += "_"
        names[symbol] = name
    return names


@dataclass(frozen=True)
class Formula:
    """The loss as a graph of its own, so that differentiating it changes nothing anybody else uses."""

    graph: Graph
    root: Node
    variables: tuple[str, ...]
    parameters: Mapping[str, float]
    examples: Examples | None = None

    @classmethod
    def of(cls, surface: WrittenLoss, examples: Examples | None = None) -> Formula:
        """The formula of a surface, or of one example's loss."""
        graph = Graph()
        (root,) = rebuild(graph, [surface.kernels.parsed.root], {})
        used = {node.value for node in topological([root])}
        # What an example's loss could ask for and does not is nothing to hand over.
        numbers = {name: value for name, value in surface.parameters.items() if examples is None or name in used}
        return cls(graph, root, tuple(surface.variables), numbers, examples)

    @property
    def chooses(self) -> bool:
        """Whether it distinguishes cases."""
        return any(node.op == "where" for node in topological([self.root]))

    def loss(self, dialect: Dialect) -> str:
        """`def loss(point)`."""
        lines, (value,) = self._body([self.root], dialect)
        if dialect.module == "torch" and self._may_be_flat():
            # Autograd needs a path from the weights to the loss, even where the loss does not change.
            value = f"({value}) + 0*{self._names()[self.variables[0]]}"
        return self._function("loss", [*lines, f"return {self._mean(value, dialect)}"])

    def gradient(self, dialect: Dialect) -> str:
        """`def gradient(point)`, written out."""
        lines, partials = self._body(gradient(self.graph, self.root, self.variables), dialect)
        partials = [self._mean(entry, dialect) for entry in partials]
        return self._function("gradient", [*lines, *_array(partials, dialect)])

    def hessian(self, dialect: Dialect) -> str:
        """`def hessian(point)`, written out."""
        partials = gradient(self.graph, self.root, self.variables)
        lines, entries = self._body(hessian(self.graph, partials, self.variables), dialect)
        entries = [self._mean(entry, dialect) for entry in entries]
        if len(self.variables) == 1:
            rows = [f"[{entries[0]}]"]
        else:
            rows = [f"[{entries[0]}, {entries[1]}]", f"[{entries[1]}, {entries[2]}]"]
        return self._function("hessian", [*lines, *_array(rows, dialect)])

    def _body(self, outputs: Sequence[Node], dialect: Dialect) -> tuple[list[str], list[str]]:
        used = {node.value for node in topological(outputs)}
        columns = self._columns
        style = Style(dialect, self._names(), frozenset((*self.variables, *columns)), self.examples is not None)
        # The names of whole columns are the functions' to read.
        statements, results = write(outputs, style, ("rows", "batch", *map(whole, columns)))
        names = [style.names[name] if name in used else "_" for name in self.variables]
        unpacked = f"{', '.join(names)} = point" if len(names) > 1 else f"({names[0]},) = point"
        if self.examples is not None:
            lines = self.examples.chosen({name: style.names[name] for name in columns if name in used})
            statements = [*lines, *statements]
        return [unpacked, *statements], results

    @property
    def _columns(self) -> tuple[str, ...]:
        return () if self.examples is None else tuple(self.examples.columns)

    def _names(self) -> dict[str, str]:
        return python_names([*self.variables, *self._columns, *self.parameters])

    def _mean(self, entry: str, dialect: Dialect) -> str:
        """Over the examples, if there are any; an entry may be the same for all of them."""
        return entry if self.examples is None else f"{dialect.module}.mean({entry})"

    def _function(self, name: str, lines: Sequence[str]) -> str:
        names = self._names()
        numbers = (f", {names[key]}={number_text(value)}" for key, value in self.parameters.items())
        rows = ", rows=None" if self.examples is not None and self.examples.sampling else ""
        body = "".join(f"    {line}\n" for line in lines)
        return f"\ndef {name}(point{rows}{''.join(numbers)}):\n{body}"

    def _may_be_flat(self) -> bool:
        nodes = topological([self.root])
        return not any(node.value in self.variables for node in nodes) or any(node.op in _FLAT for node in nodes)


def _array(entries: Sequence[str], dialect: Dialect) -> list[str]:
    inside = ", ".join(entries)
    if len(inside) <= 80:
        return [f"return {dialect.module}.array([{inside}], dtype=float)"]
    lines = [f"    {entry}," for entry in entries]
    return [f"return {dialect.module}.array([", *lines, "], dtype=float)"]


def heading(
    surface: WrittenLoss | str,
    optimizer: Optimizer,
    steps: int,
    library: str,
    remark: str = "",
    examples: Examples | None = None,
) -> str:
    """The program's docstring, at its end a remark; a surface may be told by its words."""
    if isinstance(surface, str):
        where = surface
    elif examples is not None:
        where = f"the mean loss of {examples.told}"
    else:
        where = "a typed formula" if surface.key == "typed" else f"the surface {surface.key!r}"
    form = " (PyTorch form)" if optimizer.convention == "pytorch" else " (lecture form)"
    has_forms = optimizer.method.paced_by(optimizer.hyperparameters).two_forms
    lines = [
        f"{optimizer.method.name}{form if has_forms else ''}: {steps} steps on {where}, with {library}.",
        "",
        f"Method: {optimizer.method.source.removesuffix('.')}.",
        *(("", remark) if remark else ()),
    ]
    text = "\n".join(lines).replace("\\", "\\\\").replace('"""', "'''")
    return f'"""{text}\n"""'


def needed_helpers(source: str, dialect: Dialect) -> list[str]:
    """Source of the helpers that `source` calls."""
    return [helper for name, helper in dialect.helpers.items() if re.search(rf"(?<![\w.]){name}\(", source)]


def assembled(
    head: str,
    imports: str,
    settings: Iterable[Setting],
    functions: Sequence[str],
    code: Sequence[str],
    dialect: Dialect,
    data: str = "",
) -> str:
    """The whole program, `data` below the settings; helpers that functions or code call are added."""
    helpers = needed_helpers("".join((*functions, *code)), dialect)
    top = [head, imports, "\n".join(row.line for row in settings), *([data] if data else [])]
    blocks = ["\n\n".join(part.strip() for part in top), *helpers, *functions]
    return "\n\n\n".join([*(block.strip() for block in blocks), "\n\n".join(part.strip() for part in code)]) + "\n"
