"""Paths as figures draw them: names, styles, and for many runs side by side each run of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape

import numpy as np
from numpy.typing import NDArray

from optim_core import Trajectory
from plots.base.palette import LineStyle, run_styles
from plots.base.thinning import Steps, kept_steps

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Track:
    """One trajectory: a run, or many runs of one method, which share name and style.

    Attributes:
        name: plain text.
        points: (runs, steps + 1, dimension).
        values: (runs, steps + 1).
    """

    name: str
    style: LineStyle
    points: Array
    values: Array

    @classmethod
    def of(cls, path: Trajectory, name: str, style: LineStyle) -> Track:
        """A trajectory with every run in a row of its own."""
        steps, dimension = path.points.shape[:2]
        points = np.moveaxis(path.points.reshape(steps, dimension, -1), 2, 0)
        return cls(name, style, points, path.values.reshape(steps, -1).T)

    @property
    def label(self) -> str:
        """The name for Plotly, which reads HTML."""
        return escape(self.name)

    @property
    def single(self) -> bool:
        """Whether it is one run."""
        return len(self.values) == 1

    @cached_property
    def lasts(self) -> tuple[int, ...]:
        """The last step of each run that has a place; what ended early has none after it."""
        finite = np.isfinite(self.points).all(axis=2) & np.isfinite(self.values)
        found = (np.flatnonzero(row) for row in finite)
        return tuple(int(steps[-1]) if steps.size else 0 for steps in found)

    def kept(self, most: int, needed: Sequence[int] = ()) -> tuple[Steps, ...]:
        """For each run the steps that are drawn (`kept_steps`)."""
        columns = np.concatenate([self.points, self.values[:, :, None]], axis=2)
        parts = zip(columns, self.lasts, strict=True)
        return tuple(kept_steps(rows[: last + 1], most, needed) for rows, last in parts)

    def heads(self, step: int) -> list[tuple[int, int]]:
        """(run, step) where each run is at `step`; one that has ended stays at its end."""
        return [(run, min(step, last)) for run, last in enumerate(self.lasts)]


def tracks_of(
    paths: Sequence[Trajectory], names: Sequence[str] | None, styles: Sequence[LineStyle] | None
) -> list[Track]:
    """The paths with names and styles: those given, or the method's.

    Raises:
        ValueError: not as many names or styles as paths.
    """
    for what, given in (("names", names), ("styles", styles)):
        if given is not None and len(given) != len(paths):
            raise ValueError(f"there are {len(paths)} paths and {len(given)} {what}")
    chosen = zip(paths, names or names_of(paths), styles or styles_of(paths), strict=True)
    return [Track.of(path, name, style) for path, name, style in chosen]


def styles_of(paths: Sequence[Trajectory]) -> list[LineStyle]:
    """As in the application: no two of up to eight runs share a colour, a method alone has its own."""
    seen: Counter[str] = Counter()
    runs = []
    for path in paths:
        runs.append((path.optimizer.key, seen[path.optimizer.key]))
        seen[path.optimizer.key] += 1
    return run_styles(runs)


def names_of(paths: Sequence[Trajectory]) -> list[str]:
    """Names of the methods; runs of one method are told apart by their rates, or else numbered."""
    methods = [path.optimizer.method.name for path in paths]
    rates = [path.optimizer.learning_rate for path in paths]
    names = []
    for index, (method, rate) in enumerate(zip(methods, rates, strict=True)):
        others = [rates[i] for i, other in enumerate(methods) if other == method]
        if len(others) == 1:
            names.append(method)
        elif None not in others and len(set(others)) == len(others):
            names.append(f"{method}, η = {rate:g}")
        else:
            copy = methods[:index].count(method)
            names.append(f"{method} ({copy + 1})" if copy else method)
    return names
