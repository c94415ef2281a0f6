"""What is chosen on the page of backpropagation."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from pages.backprop.network.state import NetworkState
from pages.backprop.sources import ACTIVATIONS, FIRST_TEXT, TYPED, Subject, subject
from surfaces.base.surface import Location

#: The graph of a formula, or a network that trains.
View = Literal["graph", "network"]


@dataclass(frozen=True)
class BackpropState:
    """What is followed, and where.

    Attributes:
        source: one of `sources()`.
        text: the typed formula; kept while something else is looked at.
        activation: of the lecture's network.
        point: the variables' numbers; None for the source's own.
        example: which example of the data, from 0.
        method, rate: of the one step that can be made from here.
        folded: the operations of the graph into which parts are folded; None for what suits a reader.
        view: which half of the page is shown.
        training: what the other half trains.
    """

    source: str = TYPED
    text: str = FIRST_TEXT
    activation: str = ACTIVATIONS[0]
    point: Location | None = None
    example: int = 0
    method: str = "gradient_descent"
    rate: float = 0.1
    folded: tuple[int, ...] | None = None
    view: View = "graph"
    training: NetworkState = field(default_factory=NetworkState)

    def subject(self) -> Subject:
        """The source as something to follow."""
        return subject(self.source, self.text, self.activation, self.example)

    def with_text(self, text: str) -> BackpropState:
        """Another typed formula.

        Raises:
            ExpressionError: the text is not a formula.
        """
        found = replace(self, source=TYPED, text=text, point=None, folded=None)
        found.subject()
        return found
