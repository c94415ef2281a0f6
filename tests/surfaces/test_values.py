"""Surfaces, entries and losses over data are values: equal when made twice, and copied whole."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optim_core import optimizer, run
from surfaces import Surface, entries, parse, surface
from surfaces.data import MODELS, SOURCES, data_loss, dataset, typed_model
from surfaces.data.data_loss import DataLoss, ExampleKernels
from ui.runs.computed import trajectory_of

COPIES: dict[str, Callable[[Any], Any]] = {
    "pickle": lambda value: pickle.loads(pickle.dumps(value)),
    "deepcopy": copy.deepcopy,
}
COPIED = pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)
TYPED = "sqrt(1 + x^2) + 0.3*(x - y)^2"


def _bytes(loss: Any) -> bytes:
    path = run(loss, optimizer("adam"), loss.start, 25)
    return path.points.tobytes() + path.values.tobytes()


@pytest.mark.parametrize("key", list(entries()))
def test_surfaces_are_equal_when_made_twice_and_not_when_a_number_differs(key: str) -> None:
    first = surface(key)
    assert first is not surface(key)
    assert first == surface(key) and hash(first) == hash(surface(key))
    for parameter in entries()[key].parameters:
        other = parameter.maximum if parameter.default != parameter.maximum else parameter.minimum
        assert surface(key, **{parameter.key: other}) != first
    wider = tuple((low - 1.0, high) for low, high in first.domain)
    assert first.on(wider) != first and hash(first.on(wider)) != hash(first)
    assert replace(first, start=tuple(w + 1.0 for w in first.start)) != first


@COPIED
@pytest.mark.parametrize("key", list(entries()))
def test_copies_of_a_surface_are_the_surface(key: str, copied: Callable[[Any], Any]) -> None:
    first = surface(key)
    before = _bytes(first)
    again = copied(first)
    assert isinstance(again, Surface)
    assert again == first and hash(again) == hash(first)
    assert again.minima == first.minima and again.latex() == first.latex()
    assert _bytes(again) == before


@COPIED
def test_typed_surfaces_are_values_too(copied: Callable[[Any], Any]) -> None:
    first = parse(TYPED)
    assert first == parse(TYPED) == copied(first)
    assert hash(first) == hash(parse(TYPED)) == hash(copied(first))
    assert first != parse(TYPED + " + 1") and first != parse(TYPED, ((-1.0, 1.0), (-1.0, 1.0)))
    assert _bytes(copied(first)) == _bytes(first)


@pytest.mark.parametrize("key", list(entries()))
def test_entries_travel_by_their_key(key: str) -> None:
    entry = entries()[key]
    for copied in COPIES.values():
        assert copied(entry) is entry
    assert replace(entry) == entry and hash(replace(entry)) == hash(entry)
    assert replace(entry, story="Another.") != entry


def test_a_run_is_found_again_whoever_made_the_surface() -> None:
    found = [trajectory_of(surface("beale"), optimizer("adam"), (1.0, 1.0), 7) for _ in range(2)]
    assert found[0] is found[1]
    assert trajectory_of(surface("beale"), optimizer("adam", learning_rate=0.06), (1.0, 1.0), 7) is not found[0]


def test_what_a_surface_says_of_itself() -> None:
    assert repr(parse("x^2 + 10y^2")) == "Surface(typed, x^2 + 10y^2)"
    assert repr(surface("ravine", condition_number=50)).startswith("Surface(ravine, ")
    assert "50" in repr(surface("ravine", condition_number=50))
    assert len(repr(surface("rosenbrock"))) < 80


@COPIED
@pytest.mark.parametrize("source", list(SOURCES))
def test_losses_over_data_are_values(source: str, copied: Callable[[Any], Any]) -> None:
    data = dataset(source)
    model = MODELS[SOURCES[source].model]
    first, second = (data_loss(data, model) for _ in range(2))
    assert first is not second and first == second and hash(first) == hash(second)
    assert first != data_loss(data, model, penalty="l2", strength=0.1)
    assert first != data_loss(data, model, delta=2.0)
    assert first != data_loss(data.without(0), model)
    before = _bytes(first)
    again = copied(first)
    assert isinstance(again, DataLoss)
    assert again == first and hash(again) == hash(first)
    assert again.data == data
    assert _bytes(again) == before


def test_models_and_their_kernels_are_values() -> None:
    first, second = (typed_model.__wrapped__("w0*tanh(w1*x)", 1, False) for _ in range(2))
    assert first is not second and first == second and hash(first) == hash(second)
    assert first != typed_model("w0*sin(w1*x)", 1, False)
    assert ExampleKernels(first, 1, "none") == ExampleKernels(second, 1, "none") != ExampleKernels(second, 1, "l2")
    kernels = ExampleKernels(first, 1, "none")
    assert kernels.kernel("value")(1.0, 2.0, np.ones(3), np.ones(3), 1.0, 0.0)
    assert pickle.loads(pickle.dumps(kernels)) == kernels
