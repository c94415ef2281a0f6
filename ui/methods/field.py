"""Where a page keeps its methods: what the controls show, and what they change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from optim_core import Optimizer
from optim_core.base.text import Message
from optim_core.methods.typed_method import KEY
from plots.base.palette import LineStyle
from surfaces.base.stability import Limit
from ui.runs.choice import MethodChoice
from ui.runs.styles import styles_of


@dataclass(frozen=True)
class MethodField:
    """A page's methods.

    Attributes:
        prefix: put before the controls' keys, so that no two pages share one.
        methods: the methods as they are when a control is moved, which is after the page was drawn.
        put: replaces the method with the same slot.
        steps: the step budget, which schedules are laid out for.
        maximize: whether the runs climb.
        limit: how far a careful rate of plain descent goes, for its run; None if nobody knows.
        seen: what to know about a method's run; None where runs need no words.
    """

    prefix: str
    methods: Callable[[], tuple[MethodChoice, ...]]
    put: Callable[[MethodChoice], None]
    steps: int
    maximize: bool = False
    limit: Callable[[Optimizer], Limit | None] | None = None
    seen: Callable[[Optimizer], Message | None] | None = None

    def key(self, choice: MethodChoice, name: str) -> str:
        """The key of one of a method's controls."""
        return f"{self.prefix}{choice.slot}.{name}"

    def number_key(self, choice: MethodChoice, name: str) -> str:
        """The key of a number's control. The numbers of typed equations may be called what another control is."""
        return self.key(choice, f"number.{name}" if choice.key == KEY else name)

    def current(self, slot: str) -> MethodChoice:
        """The method of a slot as it is now."""
        return next(m for m in self.methods() if m.slot == slot)

    def style(self, slot: str) -> LineStyle:
        """How the run of a slot looks among the others."""
        return styles_of(self.methods())[slot]

    def change(self, slot: str, **changes: Any) -> None:
        """Change a method as it is now."""
        self.put(replace(self.current(slot), **changes))
