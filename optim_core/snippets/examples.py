"""Examples in a program to take home: their numbers, and the dealing of batches, which deals those of the run."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optim_core.running.sampling import Sampling
from optim_core.snippets.dialects import NUMPY, TORCH, Dialect

_WIDTH = 100

#: What a mean over examples is taken of holds several numbers at once, and autograd goes through it.
_DIALECTS = {
    "np": Dialect(
        module="np",
        functions=NUMPY.functions,
        numbers=NUMPY.numbers,
        helpers={
            **NUMPY.helpers,
            "masked_product": '''
def masked_product(a, b):
    """a*b, and 0 where either is 0: a branch that is not taken adds nothing, however steep it is."""
    with np.errstate(invalid="ignore"):
        return np.where((a != 0) & (b != 0), a*b, 0.0)
''',
        },
    ),
    "torch": Dialect(
        module="torch",
        functions=TORCH.functions,
        numbers=TORCH.numbers,
        helpers={
            **TORCH.helpers,
            "larger": '''
def larger(a, b):
    """The maximum; on a tie the derivative is that of the first (torch.maximum takes half of each)."""
    a, b = torch.as_tensor(a), torch.as_tensor(b)
    return torch.where((a >= b) | a.isnan(), a, b)
''',
            "smaller": '''
def smaller(a, b):
    """The minimum; on a tie the derivative is that of the first (torch.minimum takes half of each)."""
    a, b = torch.as_tensor(a), torch.as_tensor(b)
    return torch.where((a <= b) | a.isnan(), a, b)
''',
        },
        own_extremes=True,
    ),
}

_DEAL = {
    "shuffle": '''
def deal():
    """The rows of each step: the examples shuffled and dealt out, once through is an epoch."""
    random = np.random.default_rng(seed)
    while True:
        order = random.permutation(examples)
        for first in range(0, examples, batch_size):
            yield order[first : first + batch_size]
''',
    "drawn": '''
def deal():
    """The rows of each step, drawn with replacement."""
    random = np.random.default_rng(seed)
    while True:
        yield random.integers(examples, size=batch_size)
''',
}


@dataclass(frozen=True, eq=False)
class Examples:
    """What a mean is taken over.

    Attributes:
        columns: the numbers of all examples, (N,) each, by the names that the loss of one example has for them.
        sampling: how they are dealt into batches; None if every step looks at all of them.
    """

    columns: Mapping[str, NDArray[np.float64]]
    sampling: Sampling | None = None

    @property
    def count(self) -> int:
        """N."""
        return len(next(iter(self.columns.values())))

    @property
    def told(self) -> str:
        """How many there are, and how many a step looks at."""
        count = self.count
        named = f"{count} example{'' if count == 1 else 's'}"
        if self.sampling is None:
            return named
        return f"{named}, in batches of {self.sampling.size(count)}"

    def settings(self) -> list[tuple[str, str, str]]:
        """Lines at the top: name, value, comment."""
        if self.sampling is None:
            return []
        return [
            ("batch_size", str(self.sampling.size(self.count)), "Examples that a step looks at"),
            ("seed", str(self.sampling.seed), "The same seed deals the same batches"),
        ]

    def data(self, dialect: Dialect) -> str:
        """All columns as source."""
        made = "np.array" if dialect.module == "np" else "torch.tensor"
        lines = [f"{whole(name)} = {made}([\n{_numbers(column)}\n])" for name, column in self.columns.items()]
        if self.sampling:
            lines += [f"examples = len({whole(next(iter(self.columns)))})", "everything = np.arange(examples)"]
        return "\n".join(lines)

    def deal(self) -> list[str]:
        """The function that deals, if anything is dealt."""
        if self.sampling is None:
            return []
        return [_DEAL["shuffle" if self.sampling.kind == "shuffle" else "drawn"]]

    @property
    def before(self) -> tuple[str, ...]:
        """Lines ahead of the loop."""
        return ("batches = deal()",) if self.sampling else ()

    @property
    def step(self) -> tuple[str, ...]:
        """Lines at the start of a step."""
        return ("batch = next(batches)",) if self.sampling else ()

    @property
    def all(self) -> str:
        """What a call of the loss is told for that of all examples."""
        return ", everything" if self.sampling else ""

    def chosen(self, names: Mapping[str, str]) -> list[str]:
        """Lines of a function that take the examples it is about: `names` of the columns it uses."""
        if not names:
            return []
        targets = ", ".join(names.values())
        if self.sampling is None:
            return [f"{targets} = {', '.join(whole(name) for name in names)}"]
        taken = ", ".join(f"{whole(name)}[rows]" for name in names)
        return ["rows = batch if rows is None else rows  # The step's, if not told", f"{targets} = {taken}"]


def whole(name: str) -> str:
    """The name of the column of all examples."""
    return f"all_{name}"


NO_EXAMPLES = Examples({})


def examples_of(loss: object) -> Examples | None:
    """The examples that a loss brings along if its formula is that of one of them, every step looking at all."""
    columns = getattr(loss, "named_columns", None)
    return Examples(columns) if columns else None


def dialect_for(dialect: Dialect, examples: Examples | None) -> Dialect:
    """The same library where a formula is worked out for many examples at once."""
    return dialect if examples is None else _DIALECTS[dialect.module]


def _numbers(column: NDArray[np.float64]) -> str:
    """Every number as a literal that reads back as itself."""
    text = ", ".join(map(repr, column.tolist()))
    return textwrap.fill(text, _WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False) + ","
