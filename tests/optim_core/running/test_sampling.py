"""Batches: an epoch visits each example once, whole batches are full descent, the loop counts what it did."""

from __future__ import annotations

import pickle
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_core import methods, optimizer, run
from optim_core.methods.schedules import schedule
from optim_core.running.sampling import SAMPLING_KINDS, Sampling, SamplingKind
from surfaces import surface
from surfaces.data import MODELS, SOURCES, data_loss, dataset

STEPPABLE = [key for key, method in methods().items() if method.steppable]


@given(st.integers(1, 50), st.integers(1, 60), st.integers(0, 5))
def test_an_epoch_visits_each_example_once(examples: int, size: int, seed: int) -> None:
    per_epoch = -(-examples // min(size, examples))
    batches = Sampling("shuffle", size, seed).batches(examples, 3 * per_epoch)
    for epoch in range(3):
        dealt = np.concatenate([*batches[epoch * per_epoch : (epoch + 1) * per_epoch]])
        np.testing.assert_array_equal(np.sort(dealt), np.arange(examples))
    assert all(len(batch) <= size for batch in batches)


def test_epochs_are_shuffled_anew_and_the_seed_decides() -> None:
    one, again, other = (Sampling("shuffle", 10, seed).batches(10, 2) for seed in (1, 1, 2))
    assert [b.tolist() for b in one] == [b.tolist() for b in again]
    assert one[0].tolist() != one[1].tolist()
    assert one[0].tolist() != other[0].tolist()


def test_drawing_with_replacement_repeats_examples_and_is_fair() -> None:
    batches = Sampling("replacement", 10, 0).batches(10, 4000)
    assert any(len(set(batch.tolist())) < 10 for batch in batches)
    counts = np.bincount(np.concatenate([*batches]), minlength=10)
    # binomial(40000, 1/10): mean 4000, standard deviation 60
    assert np.abs(counts - 4000).max() < 5 * 60


def test_a_single_example_is_one_and_everything_is_all() -> None:
    assert {len(b) for b in Sampling("single", 99).batches(7, 50)} == {1}
    assert all(b.tolist() == list(range(7)) for b in Sampling("full").batches(7, 3))


@given(st.sampled_from(SAMPLING_KINDS), st.integers(1, 30), st.integers(1, 60))
def test_a_batch_has_its_size_and_never_more_than_there_are(kind: SamplingKind, examples: int, size: int) -> None:
    sampling = Sampling(kind, size)
    expected = {"full": examples, "single": 1}.get(kind, min(size, examples))
    batches = sampling.batches(examples, 7)
    assert sampling.size(examples) == len(batches[0]) == max(map(len, batches)) == expected
    assert len(batches) == 7 and all(((batch >= 0) & (batch < examples)).all() for batch in batches)


def test_climbing_over_batches_goes_up_the_gradient_of_the_batch() -> None:
    loss = data_loss(dataset("line", 12), MODELS["squares"])
    for key in ("gradient_descent", "line_search"):
        paths = [
            run(loss, optimizer(key), (0.3, -0.2), 6, sampling=Sampling("shuffle", 5), maximize=climbs)
            for climbs in (False, True)
        ]
        for path, way in zip(paths, (-1.0, 1.0), strict=True):
            assert path.gradients is not None and path.maximize == (way > 0)
            moved = (np.diff(path.points, axis=0) * path.gradients).sum(axis=1)
            assert (way * moved >= 0).all() and (way * moved[:3] > 0).all(), key
        assert paths[0].values[-1] < paths[0].values[0] < paths[1].values[-1]


def test_over_batches_the_gradient_is_taken_ahead_where_the_method_wants_it() -> None:
    loss = data_loss(dataset("line", 12), MODELS["squares"])
    method = optimizer("nesterov", learning_rate=0.05, momentum=0.8)
    path = run(loss, method, (0.3, -0.2), 6, sampling=Sampling("shuffle", 5))
    assert path.gradients is not None and path.gradient_points is not None and path.batches is not None
    # At step k the look-ahead point is w + 0.8*v, and v is the last step.
    ahead = path.points[1:-1] + 0.8 * np.diff(path.points[:-1], axis=0)
    np.testing.assert_allclose(path.gradient_points[1:], ahead, rtol=1e-12)
    for taken, gradient, batch in zip(path.gradient_points, path.gradients, path.batches, strict=True):
        np.testing.assert_allclose(gradient, loss.batch(batch).gradient(*taken.tolist()), rtol=1e-12)


def test_a_run_over_batches_that_is_lost_names_the_point_where_it_was() -> None:
    loss = data_loss(dataset("far", 40), MODELS["squares"])
    path = run(loss, optimizer("gradient_descent", learning_rate=10.0), loss.start, 5000, sampling=Sampling("single"))
    assert path.bad_step == path.steps + 1
    assert not (np.isfinite(path.bad_point).all() and np.isfinite(loss.value(*path.bad_point.tolist())))


def test_a_run_over_batches_that_is_lost_is_lost_quietly() -> None:
    """The losses of some examples are finite, their sum is not: no warning (they are errors here)."""
    loss = data_loss(dataset("far", 40), MODELS["squares"])
    for rate in (1.0, 10.0, 30.0):
        method = optimizer("gradient_descent", learning_rate=rate)
        path = run(loss, method, loss.start, 5000, sampling=Sampling("shuffle", 5))
        assert path.outcome.kind == "diverged" and np.isfinite(path.values).all()  # type: ignore[union-attr]
        assert loss.value(1e153, 1e153) == np.inf


@pytest.mark.parametrize(
    ("kind", "size", "seed"),
    [("nothing", 1, 0), ("shuffle", 0, 0), ("shuffle", 2.5, 0), ("shuffle", "9", 0), ("shuffle", 9, -1)],
)
def test_bad_settings_are_refused(kind: str, size: Any, seed: int) -> None:
    with pytest.raises(ValueError, match=r"kind of sampling|whole number"):
        Sampling(kind, size, seed)  # type: ignore[arg-type]


@pytest.mark.parametrize("sampling", ["shuffle", 16, {"size": 16}])
def test_what_is_no_sampling_is_refused(sampling: Any) -> None:
    loss = data_loss(dataset("far", 40), MODELS["squares"])
    with pytest.raises(ValueError, match="sampling is a Sampling"):
        run(loss, optimizer("adam"), loss.start, 3, sampling=sampling)
    with pytest.raises(ValueError, match="loss over examples"):
        run(surface("bowl"), optimizer("adam"), (1.0, 1.0), 3, sampling=Sampling("shuffle", 4))


@pytest.mark.parametrize("source", sorted(SOURCES))
def test_batches_of_all_examples_are_full_descent(source: str) -> None:
    data = dataset(source)
    loss = data_loss(data, MODELS[SOURCES[source].model])
    method = optimizer("gradient_descent", learning_rate=1e-3)
    full = run(loss, method, loss.start, 60)
    dealt = run(loss, method, loss.start, 60, sampling=Sampling("shuffle", data.size))
    scale = np.maximum(1.0, np.abs(full.points))
    assert np.max(np.abs(full.points - dealt.points) / scale) < 1e-12
    np.testing.assert_allclose(full.values, dealt.values, rtol=1e-9)


def test_every_step_follows_the_gradient_of_its_batch_by_hand() -> None:
    data = dataset("line", 12)
    loss = data_loss(data, MODELS["squares"])
    path = run(
        loss, optimizer("gradient_descent", learning_rate=0.05), (0.3, -0.2), 20, sampling=Sampling("shuffle", 5)
    )
    assert path.batches is not None and path.gradients is not None
    for k, batch in enumerate(path.batches):
        w_0, w_1 = path.points[k]
        x, y = data.features[0][batch], data.target[batch]
        miss = w_0 + w_1 * x - y
        gradient = np.array([2 * miss.mean(), 2 * (miss * x).mean()])
        np.testing.assert_allclose(path.gradients[k], gradient, rtol=1e-12)
        np.testing.assert_allclose(path.points[k + 1], path.points[k] - 0.05 * gradient, rtol=1e-12)
    assert path.examples_seen.tolist()[:5] == [0, 5, 10, 12, 17]
    assert path.evaluations[1].tolist() == list(range(21))


@pytest.mark.parametrize("key", STEPPABLE)
def test_every_method_that_steps_works_on_batches(key: str) -> None:
    loss = data_loss(dataset("line", 40), MODELS["squares"])
    made = schedule("cosine", over=80) if optimizer(key).paced_symbol else None
    path = run(loss, optimizer(key, schedule=made), loss.start, 80, sampling=Sampling("shuffle", 8))
    assert path.outcome.kind not in ("diverged", "left_domain")
    assert path.values.min() < path.values[0]


@pytest.mark.parametrize("key", sorted(set(methods()) - set(STEPPABLE)))
def test_methods_that_make_whole_paths_take_all_examples_or_none(key: str) -> None:
    loss = data_loss(dataset("line", 40), MODELS["squares"])
    with pytest.raises(ValueError, match="path as a whole"):
        run(loss, optimizer(key), loss.start, 10, sampling=Sampling())
    assert run(loss, optimizer(key), loss.start, 200).outcome.kind in ("converged", "stopped", "step_limit")


def test_a_diverging_run_ends_where_its_numbers_do() -> None:
    loss = data_loss(dataset("far", 40), MODELS["squares"])
    path = run(loss, optimizer("gradient_descent", learning_rate=10.0), loss.start, 5000, sampling=Sampling("single"))
    assert path.outcome.kind == "diverged"
    assert np.isfinite(path.points).all() and np.isfinite(path.values).all()
    assert path.batches is not None and len(path.batches) == path.steps


def test_stopping_rules_cut_the_batches_too() -> None:
    loss = data_loss(dataset("line", 40), MODELS["squares"])
    path = run(loss, optimizer("adam"), loss.start, 300, sampling=Sampling(), stops={"evaluations": 30})
    assert path.batches is not None and (path.steps, len(path.batches)) == (30, 30)


def test_constant_steps_keep_a_noise_ball_and_shrinking_steps_do_not() -> None:
    loss = data_loss(dataset("line", 200, noise=1.0), MODELS["squares"])
    constant = optimizer("gradient_descent", learning_rate=0.1)
    falling = optimizer("gradient_descent", learning_rate=0.3, schedule=schedule("power", s0=20, power=1.0))
    tails = []
    for method in (constant, falling):
        path = run(loss, method, loss.start, 4000, sampling=Sampling("single"))
        tails.append(np.linalg.norm(path.points[-500:] - loss.minima[0], axis=1).mean())
    assert tails[0] > 5 * tails[1]


@given(st.sampled_from(SAMPLING_KINDS), st.integers(1, 30), st.integers(1, 40), st.integers(0, 3), st.data())
def test_batches_are_the_same_however_they_are_asked_for(
    kind: SamplingKind, examples: int, size: int, seed: int, data: st.DataObject
) -> None:
    steps = 3 * examples
    batches = Sampling(kind, size, seed).batches(examples, steps)
    dealt = [batch.tolist() for batch in batches]
    assert [batch.tolist() for batch in batches] == dealt and len(dealt) == len(batches) == steps
    at = data.draw(st.integers(-steps, steps - 1))
    assert batches[at].tolist() == dealt[at]
    first, last = data.draw(st.integers(0, steps)), data.draw(st.integers(0, steps))
    part = batches[first:last]
    assert [batch.tolist() for batch in part] == dealt[first:last]
    assert [batch.tolist() for batch in part[1:]] == dealt[first:last][1:]
    assert part.sizes.tolist() == [len(batch) for batch in dealt[first:last]]


def test_batches_are_dealt_in_turn_and_end_with_the_last_step() -> None:
    batches = Sampling("shuffle", 2).batches(7, 5)
    with pytest.raises(ValueError, match="one after the other"):
        batches[::2]
    with pytest.raises(IndexError):
        batches[5]


@pytest.mark.parametrize("kind", SAMPLING_KINDS)
def test_batches_take_no_room(kind: SamplingKind) -> None:
    """A hundred of 20,000 examples each would be 16 MB of indices; two dealings' worth may be there at once."""
    loss = data_loss(dataset("line", 20_000), MODELS["squares"])
    path = run(loss, optimizer("gradient_descent"), loss.start, 100, sampling=Sampling(kind, 20_000))
    assert path.batches is not None and len(path.batches) == 100
    assert path.nbytes < 20_000
    assert len(pickle.dumps(path.batches)) < 1_000
    tracemalloc.start()
    assert sum(1 for _ in path.batches) == 100
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5 * 20_000 * 8
