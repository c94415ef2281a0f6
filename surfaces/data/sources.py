"""Where examples come from: made up with a seed, or measured by somebody and in the public domain."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from optim_core.base.text import N_
from optim_core.methods.hyperparameters import unknown_name
from surfaces.data.dataset import Dataset

Random = np.random.Generator
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Source:
    """One way to get examples.

    Attributes:
        key: its name in links.
        name, story: what people read (English; translated by the page).
        model: the key of the model it is shown with first.
        make: (size, noise, generator) to data; those that were measured take no notice of any.
        size, noise: to begin with; None where they are what they are.
        source: where measurements are from.
    """

    key: str
    name: str
    story: str
    model: str
    make: Callable[[int, float, Random], Dataset]
    size: int | None = 60
    noise: float | None = 0.3
    source: str = ""


def _spread(random: Random, size: int, low: float = -2.0, high: float = 2.0) -> Array:
    return np.round(random.uniform(low, high, size), 3)


def _noisy(values: Array, noise: float, random: Random) -> Array:
    return np.round(values + noise * random.standard_normal(len(values)), 3)


def _line(size: int, noise: float, random: Random) -> Dataset:
    x = _spread(random, size)
    return Dataset((x,), _noisy(0.5 + 1.2 * x, noise, random))


def _outliers(size: int, noise: float, random: Random) -> Dataset:
    x = _spread(random, size)
    y = _noisy(0.5 + 1.2 * x, noise, random)
    # Far out on one side only, so that they turn the line.
    far = np.argsort(x)[-max(1, size // 12) :]
    y[far] = np.round(y[far] - 8.0, 3)
    return Dataset((x,), y)


def _far_from_zero(size: int, noise: float, random: Random) -> Dataset:
    x = _spread(random, size, 4.0, 8.0)
    return Dataset((x,), _noisy(0.5 + 1.2 * (x - 6.0), noise, random))


def _always_the_same(size: int, noise: float, random: Random) -> Dataset:
    x = np.full(size, 1.5)
    return Dataset((x,), _noisy(np.full(size, 2.0), noise, random))


def _collinear(size: int, noise: float, random: Random) -> Dataset:
    x = _spread(random, size)
    return Dataset((x, 2.0 * x), _noisy(1.5 * x, noise, random), False, ("x₁", "x₂ = 2x₁"))


def _unequal_scales(size: int, noise: float, random: Random) -> Dataset:
    a, b = _spread(random, size, -1.0, 1.0), _spread(random, size, -8.0, 8.0)
    return Dataset((a, b), _noisy(1.5 * a - 0.5 * b, noise, random), False, ("x₁", "x₂"))


def _wave(size: int, noise: float, random: Random) -> Dataset:
    x = _spread(random, size, -3.0, 3.0)
    return Dataset((x,), _noisy(np.sin(1.7 * x + 0.6), noise, random))


def _saturation(size: int, noise: float, random: Random) -> Dataset:
    x = _spread(random, size, -3.0, 3.0)
    return Dataset((x,), _noisy(1.5 * np.tanh(1.2 * x), noise, random))


def _two_classes(size: int, noise: float, random: Random) -> Dataset:
    label = (np.arange(size) % 2).astype(np.float64)
    x = np.round((label - 0.5) * 2.0 + (0.4 + 2.0 * noise) * random.standard_normal(size), 3)
    return Dataset((x,), label, True, ("x",), "class")


def _two_clouds(size: int, noise: float, random: Random) -> Dataset:
    label = (np.arange(size) % 2).astype(np.float64)
    side = label * 2.0 - 1.0
    spread = (0.3 + 2.0 * noise) * random.standard_normal((2, size))
    a, b = np.round(side + spread[0], 3), np.round(0.6 * side + spread[1], 3)
    return Dataset((a, b), label, True, ("x₁", "x₂"), "class")


@lru_cache(maxsize=8)
def _measured(name: str, classes: bool) -> Dataset:
    """A file with a header; its last column is the target."""
    text = files("surfaces.data").joinpath("files", f"{name}.csv").read_text(encoding="utf-8")
    head, *rows = csv.reader(text.splitlines())
    columns = np.array(rows, dtype=np.float64).T
    return Dataset(tuple(columns[:-1]), columns[-1], classes, tuple(head[:-1]), head[-1])


def _file(name: str, classes: bool = False) -> Callable[[int, float, Random], Dataset]:
    return lambda size, noise, random: _measured(name, classes)


#: What columns of the built-in examples are called, as far as that is words.
COLUMNS = (
    N_("petal length"),
    N_("petal width"),
    N_("virginica"),
    N_("temperature (°C)"),
    N_("damaged seal"),
    N_("boiling point (°F)"),
    N_("pressure (inHg)"),
    N_("class"),
)

SOURCES = {
    source.key: source
    for source in (
        Source(
            "line", N_("A line with noise"), N_("The lecture's example: y = w₀ + w₁·x, and noise."), "squares", _line
        ),
        Source(
            "outliers",
            N_("A line with outliers"),
            N_("A few examples are far off: compare what squared, absolute and Huber loss make of them."),
            "squares",
            _outliers,
        ),
        Source(
            "far",
            N_("Features far from zero"),
            N_("1 and x hardly differ in direction, so the bowl is a ravine; scaling the feature makes it round."),
            "squares",
            _far_from_zero,
        ),
        Source(
            "scales",
            N_("Two features of unequal size"),
            N_("One feature is eight times as large as the other: a ravine until they are scaled."),
            "squares",
            _unequal_scales,
        ),
        Source(
            "constant",
            N_("A feature that never changes"),
            N_("XᵀX is singular: every line through one point fits equally well, and the minimum is a whole valley."),
            "squares",
            _always_the_same,
        ),
        Source(
            "collinear",
            N_("Collinear features"),
            N_("The second feature is twice the first: XᵀX is singular, the minimum is a whole valley."),
            "squares",
            _collinear,
        ),
        Source(
            "classes",
            N_("Two classes on a line"),
            N_("With little noise a threshold parts them, and the logistic loss has no minimum."),
            "logistic",
            _two_classes,
        ),
        Source(
            "clouds",
            N_("Two classes in a plane"),
            N_("Two clouds of points; the model's line through zero turns with the weights."),
            "logistic",
            _two_clouds,
        ),
        Source("wave", N_("A wave"), N_("Which frequency is it? Most starts never find out."), "sine", _wave),
        Source(
            "saturation",
            N_("Growth that saturates"),
            N_("One neuron fits it, with either sign of both weights."),
            "tanh",
            _saturation,
        ),
        Source(
            "forbes",
            N_("Boiling point and pressure (1857)"),
            N_("Far from zero, so a ravine; scale the feature and look again."),
            "squares",
            _file("forbes"),
            None,
            None,
            "J. D. Forbes (1857), Transactions of the Royal Society of Edinburgh 21",
        ),
        Source(
            "challenger",
            N_("O-rings and temperature (1986)"),
            N_("23 flights before Challenger: did a seal suffer? The day of the disaster had −0.6 °C."),
            "logistic",
            _file("challenger", classes=True),
            None,
            None,
            "Presidential Commission on the Space Shuttle Challenger Accident (1986)",
        ),
        Source(
            "iris",
            N_("Iris flowers (1936)"),
            N_("Petal length and width tell Iris virginica from versicolor, but not always."),
            "logistic",
            _file("iris", classes=True),
            None,
            None,
            "R. A. Fisher (1936), Annals of Eugenics 7(2)",
        ),
    )
}


def dataset(key: str, size: int | None = None, noise: float | None = None, seed: int = 0) -> Dataset:
    """The examples of a source.

    Args:
        key: one of `SOURCES`.
        size, noise: how many and how noisy; None: as the source suggests.
        seed: the same seed makes the same examples.

    Raises:
        ValueError: an unknown key, or a size that is not from 1 to 100,000.
    """
    if key not in SOURCES:
        raise unknown_name("source of data", key, SOURCES)
    source = SOURCES[key]
    wanted = source.size if size is None else size
    level = source.noise if noise is None else noise
    return _made(key, wanted or 0, level or 0.0, seed)


# A page asks for its examples several times in a run; 100,000 of them take two megabytes and longer than all else.
@lru_cache(maxsize=8)
def _made(key: str, size: int, noise: float, seed: int) -> Dataset:
    made = SOURCES[key].make(size, noise, np.random.default_rng(seed))
    # They are everybody's.
    for column in (*made.features, made.target):
        column.setflags(write=False)
    return made
