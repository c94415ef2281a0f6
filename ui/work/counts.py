"""What the workers of this process have done, counted for whoever hosts them. Nothing about anybody."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Counts:
    """Counted since the start.

    Attributes:
        done: jobs with a result, by their kind: the name of the function.
        seconds: seconds of the clock that workers were at jobs, by kind, however they ended.
        failed: jobs without a result, by the reason; "unwanted" where nobody wanted one any more.
        spent: results that ended where their budget did, by kind.
        workers: workers that ended, by the reason; "died" where nobody here had ended them.
    """

    done: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    failed: Counter[str] = field(default_factory=Counter)
    spent: Counter[str] = field(default_factory=Counter)
    workers: Counter[str] = field(default_factory=Counter)

    def copy(self) -> Counts:
        """The same, as it is now."""
        return Counts(self.done.copy(), dict(self.seconds), self.failed.copy(), self.spent.copy(), self.workers.copy())


@dataclass(frozen=True)
class Load:
    """How it stands with the workers: jobs that wait, jobs that run, processes; and what was counted."""

    waiting: int
    running: int
    workers: int
    counts: Counts
