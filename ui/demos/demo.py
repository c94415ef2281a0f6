"""What a row of the lectures is here: what is said, and the scenes in which it is seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import parse_qs

import numpy as np

from optim_core import Optimizer, Trajectory
from optim_core.backprop import Backpropagation
from optim_core.matrix import GradientCheck
from optim_core.matrix.rules import Rule as MatrixRule
from optim_core.matrix.rules import RuleCheck
from optim_core.paths.multistart import Harvest
from optim_core.running.sampling import Sampling
from surfaces import Surface
from surfaces.data import DataLoss
from surfaces.networks import NetworkLoss


class DataShown(NamedTuple):
    """What the page of data and batches hands to its panels: the loss, the first method, and how it sees examples."""

    loss: DataLoss
    validation: DataLoss | None
    optimizer: Optimizer
    sampling: Sampling
    steps: int


class GradientShown(NamedTuple):
    """What the page of the gradient shows: a surface, a point, a unit direction and a step of length h along it."""

    surface: Surface
    point: tuple[float, ...]
    direction: tuple[float, ...]
    h: float
    rate: float
    steps: int


class MatrixShown(NamedTuple):
    """What the page of matrix calculus shows: what is said of a candidate, and a rule with its check."""

    check: GradientCheck
    rule: MatrixRule
    found: RuleCheck


class TrainingShown(NamedTuple):
    """What the page of backpropagation trains: the loss, and the run as Python makes it."""

    loss: NetworkLoss
    path: Trajectory


@dataclass(frozen=True)
class Shown:
    """The numbers behind a scene.

    Attributes:
        paths: the runs by slot; of many starts the best one.
        harvests: what many starts came to, by slot.
        data: on the page of data and batches.
        gradient: on the page of the gradient.
        matrix: on the page of matrix calculus.
        passes: on the page of backpropagation.
        training: on the same page, where a network trains.
    """

    paths: Mapping[str, Trajectory]
    harvests: Mapping[str, Harvest] = field(default_factory=dict)
    data: DataShown | None = None
    gradient: GradientShown | None = None
    matrix: MatrixShown | None = None
    passes: Backpropagation | None = None
    training: TrainingShown | None = None

    def ends(self, slot: str) -> np.ndarray:
        """Where a run ended."""
        return np.asarray(self.paths[slot].points[-1])


@dataclass(frozen=True)
class Claim:
    """What a scene says, as a statement about its numbers.

    Attributes:
        text: in words, for those who read a test's result.
        holds: whether it is so.
    """

    text: str
    holds: Callable[[Shown], bool]

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Demo:
    """A complete view that shows what a lecture says.

    Attributes:
        key: never changes once it has been in a link.
        title: a few words.
        address: the page and the query.
        look: one sentence on what to look for.
        change: what to change then, and what happens; empty if nothing is to be added.
        claims: what the sentence says, for a test.
        panel: which of the page's panels is open, by its name; empty for none in particular.
    """

    key: str
    title: str
    address: str
    look: str
    change: str = ""
    claims: tuple[Claim, ...] = ()
    panel: str = ""

    @property
    def page(self) -> str:
        """The page's key."""
        return self.address.removeprefix("/").partition("?")[0]

    @property
    def query(self) -> dict[str, list[str]]:
        """The query of its address, without its own name."""
        text = self.address.partition("?")[2]
        return parse_qs(text, strict_parsing=bool(text))


@dataclass(frozen=True)
class Row:
    """A row of the lectures.

    Attributes:
        id: its name in the lectures.
        says: what they say.
        proved_by: tests, ``file::name``, relative to ``tests/``.
        demos: where it is seen.
    """

    id: str
    says: str
    proved_by: tuple[str, ...]
    demos: tuple[Demo, ...]


@dataclass(frozen=True)
class Section:
    """Rows under a heading.

    Attributes:
        title: the heading.
        about: what else the table of them says.
        rows: in the order of the lectures.
    """

    title: str
    about: str
    rows: tuple[Row, ...]
