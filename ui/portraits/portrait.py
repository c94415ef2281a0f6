"""What is told of a method: idea, argument, when it helps and what breaks it, and how its neighbours differ."""

from __future__ import annotations

from dataclasses import dataclass, replace

from optim_core.base.text import N_
from ui.demos.catalogue import DEMOS
from ui.demos.demo import Claim, Demo

#: The lectures, as they are named where an argument is theirs.
DESCENT = N_("lecture on gradient descent")
METHODS = N_("lecture on optimization methods")
NOTES = N_("course notes on optimization and backpropagation")
OVERVIEW = N_("overview lecture: speed, inertia, adaptation, practice")


@dataclass(frozen=True)
class Difference:
    """How a method differs from a neighbour.

    Attributes:
        key: the neighbour's.
        text: one sentence.
    """

    key: str
    text: str


@dataclass(frozen=True)
class Portrait:
    """What is told of a method.

    Attributes:
        idea: three sentences.
        argument: why it should work, as the lecture or the paper argues.
        cited: whose argument it is.
        helps: a view in which it helps; its sentence says when. The claims are what the sentence says, for a test.
        breaks: a view in which it fails, likewise.
        differs: from its neighbours.
    """

    idea: str
    argument: str
    cited: tuple[str, ...]
    helps: Demo
    breaks: Demo
    differs: tuple[Difference, ...]


def case(address: str, text: str, *claims: Claim) -> Demo:
    """A view of its own, with what it shows; it has no place among the scenes of the lectures."""
    return Demo("", "", address, text, claims=claims)


def seen(key: str, text: str) -> Demo:
    """A scene of the lectures, told from this method's side."""
    return replace(next(demo for demo in DEMOS if demo.key == key), look=text)
