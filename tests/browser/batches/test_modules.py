"""Modules that compute what is painted of a loss: level lines, ticks, batches, paths; by their numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from surfaces.data import MODELS, data_loss, dataset
from tests.browser.harness.batch_bench import SCENE, js_scene
from tests.browser.harness.bench import Bench


@pytest.mark.parametrize(
    ("low", "high", "count", "expected"),
    [
        (0, 10, 5, [0, 2, 4, 6, 8, 10]),
        (0, 1, 4, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (-1.2, 1.2, 5, [-1, -0.5, 0, 0.5, 1]),
        (0, 140, 10, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140]),
        (0, 30, 4, [0, 10, 20, 30]),
        (3, 3, 4, []),
        (0, math.inf, 4, []),
    ],
)
def test_ticks_are_round_numbers(low: float, high: float, count: int, expected: list[float], bench: Bench) -> None:
    assert bench.function("drawing/ticks", "linearTicks", low, high, count) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (-2, 3, 8, [0.01, 0.1, 1, 10, 100, 1000]),
        (-0.5, 1.4, 8, [0.5, 1, 2, 5, 10, 20]),
        (-12, 0, 4, [1e-12, 1e-9, 1e-6, 1e-3, 1]),
        (0.31, 0.65, 3, [2.5, 3, 3.5, 4]),
        # Every second power would leave one tick only.
        (-3.4, -0.2, 3, [1e-3, 0.01, 0.1]),
    ],
)
def test_logarithmic_ticks(low: float, high: float, most: int, expected: list[float], bench: Bench) -> None:
    assert bench.function("drawing/ticks", "logTicks", low, high, most) == pytest.approx(expected)


def test_levels_of_a_batch_spread_evenly_over_share_and_height(bench: Bench) -> None:
    x, y = np.meshgrid(np.linspace(-2, 2, 41), np.linspace(-1, 3, 41))
    values = (1 - x) ** 2 + 10 * (y - x * x) ** 2
    found = bench.function("drawing/field", "contourLevels", values.ravel().tolist())
    assert found == sorted(set(found))
    assert len(found) == 25
    assert (found[0], found[-1]) == (values.min(), values.max())
    # Halfway between the share of the picture that lies lower and the logarithm of the height, above the lowest part.
    finite = np.sort(values.ravel())
    floor = finite[round(0.04 * (len(finite) - 1))] - finite[0]
    heights = np.log1p((np.array(found) - finite[0]) / floor) / np.log1p((finite[-1] - finite[0]) / floor)
    shares = np.searchsorted(finite, found) / (len(finite) - 1)
    np.testing.assert_allclose((shares + heights) / 2, np.arange(25) / 24, atol=0.004)
    assert bench.function("drawing/field", "contourLevels", [3.0, 3.0]) == [3, 4]
    assert bench.function("drawing/field", "contourLevels", [math.nan]) == [0, 1]


TRACED = """
    const { traceLevels } = await load('drawing/field');
    const at = new Function('x', 'y', `return ${a}`);
    const values = Float64Array.from({ length: b * b }, (_, k) => at(k % b, Math.floor(k / b)));
    const found = [];
    traceLevels(values, b, c, (...piece) => found.push(piece));
    return found;
"""


def test_pieces_of_level_lines_lie_on_their_levels(bench: Bench) -> None:
    pieces = np.array(bench.call(TRACED, "2*x + y", 11, [4.5, 9.25]))
    levels = 2 * pieces[:, 0] + pieces[:, 1]
    np.testing.assert_allclose(levels, 2 * pieces[:, 2] + pieces[:, 3])
    assert set(np.round(levels, 9)) == {4.5, 9.25}
    lengths = np.hypot(*(pieces[:, 2:] - pieces[:, :2]).T)
    # From the axis x = 0 down to y = 0.
    assert lengths[np.isclose(levels, 4.5)].sum() == pytest.approx(np.hypot(2.25, 4.5))
    assert lengths[np.isclose(levels, 9.25)].sum() == pytest.approx(np.hypot(4.625, 9.25))
    assert bench.call(TRACED, "x > 5 ? NaN : y", 11, [4.5])[-1][2] <= 5


@pytest.mark.parametrize(("level", "side"), [(3.0, 1), (-3.0, -1), (0.2, 1), (-0.2, -1)])
def test_in_a_saddle_lines_stay_on_their_side(level: float, side: int, bench: Bench) -> None:
    pieces = np.array(bench.call(TRACED, "(x - 9.5)*(y - 9.5)", 20, [level]))
    for ends in (pieces[:, :2], pieces[:, 2:]):
        assert (side * (ends - 9.5).prod(axis=1) > 0).all()
    middles = (pieces[:, :2] + pieces[:, 2:]) / 2 - 9.5
    assert (side * middles.prod(axis=1) > 0).all()


PAINTED = """
    const { paintField, shading } = await load('drawing/field');
    const { readTheme } = await load('base/theme');
    const canvas = Object.assign(document.createElement('canvas'), { width: 200, height: 100 });
    const context = canvas.getContext('2d');
    const width = 21;
    const values = Float64Array.from({ length: width * width }, (_, k) => (k % width) + 3 * Math.floor(k / width));
    const levels = Array.from({ length: 11 }, (_, i) => 8 * i);
    const frame = { left: 0, top: 0, width: 200, height: 100 };
    paintField(context, frame, { width, values, levels }, shading(readTheme(document.body)));
    const red = (x, y) => context.getImageData(x, y, 1, 1).data[0];
    return [red(2, 97), red(197, 97), red(2, 2), red(197, 2), canvas.painted.at(-1).path.slice(0, 40)];
"""


def test_a_picture_is_darkest_where_the_loss_is_lowest(bench: Bench) -> None:
    low, right, top, high, path = bench.call(PAINTED)
    # Values grow to the right, and three times as fast upwards.
    assert low < right < top < high
    for _, x, y in path:
        value = x / 10 + 3 * (100 - y) / 5
        assert value / 8 == pytest.approx(round(value / 8), abs=1e-9)


READ = """
    const { readBatchRuns, stepAt, weightsAt } = await load('batches/model/runs');
    const doubles = (rows) => ({ data: Float64Array.from(rows.flat()) });
    const arrays = { p0: doubles([[0, 1], [2, 3], [4, 7], [5, 9]]), v0: doubles([9, 8, 7, 6]),
        e0: doubles([0, 2, 4, 5]), r0: doubles([0.1, 0.2, 0.3]), b0: doubles(a), n0: doubles([2, 2, 1]),
        s0: doubles([2, 2, 1]) };
    const header = { runs: [{ key: 'a', color: '#ff0000', batches: b }] };
    const [run] = readBatchRuns(header, arrays, { dark: false }, new Set(['a']));
    const plain = (step) => step && { ...step, indices: step.indices && [...step.indices] };
    return [run.batches?.replaced, [0, 0.6, 1, 2.99, 3].map((at) => plain(stepAt(run, at))),
        [0, 0.5, 1.25, 3, 7].map((at) => weightsAt(run, at)), run.visible, [...run.xs], [...run.ys]];
"""


def test_the_step_at_a_position(bench: Bench) -> None:
    replaced, steps, weights, visible, xs, ys = bench.call(READ, [4, 1, 3, 0, 2], 0)
    assert not replaced
    assert [step["from"] for step in steps] == [0, 0, 1, 2, 2]
    assert [step["step"] for step in steps] == [1, 1, 2, 3, 3]
    assert [step["last"] for step in steps] == [False, False, False, False, True]
    assert [step["indices"] for step in steps] == [[4, 1], [4, 1], [3, 0], [2], [2]]
    assert [step["size"] for step in steps] == [2, 2, 2, 1, 1]
    assert [step["rate"] for step in steps] == pytest.approx([0.1, 0.1, 0.2, 0.3, 0.3])
    assert (steps[2]["point"], steps[2]["to"]) == ([2, 3], [4, 7])
    assert weights == [[0, 1], [1, 2], [2.5, 4], [5, 9], [5, 9]]
    assert (visible, xs, ys) == (False, [0, 2, 4, 5], [1, 3, 7, 9])
    _, steps, *_ = bench.call(READ, [0, 0, 0, 0, 0], None)
    assert steps[0]["indices"] is None
    assert steps[0]["size"] is None


@pytest.mark.parametrize("indices", [[1, 1, 0, 2, 3], [0, 1, 2, 2, 3]])
def test_batches_with_an_example_twice_are_drawn_with_replacement(indices: list[int], bench: Bench) -> None:
    assert bench.call(READ, indices, 0)[0] is True
    # The same example again in another batch is no repetition.
    assert bench.call(READ, [0, 1, 1, 0, 0], 0)[0] is False


@pytest.mark.parametrize("source", ["line", "clouds"])
def test_losses_gradients_and_pictures_in_the_browser_equal_python(bench: Bench, source: str) -> None:
    loss = data_loss(dataset(source, 30), MODELS["squares" if source == "line" else "logistic"])
    batch = np.array([3, 17, 17, 28])
    body = (
        SCENE
        + """
        const examples = new Examples(scene);
        const batch = Int32Array.of(3, 17, 17, 28);
        const field = examples.field(batch, scene.domain);
        const { first, second } = examples.slopes(0.3, -0.2);
        return { mean: examples.mean(batch, 0.3, -0.2), values: [...field.values], width: field.width,
          axes: field.axes.map((axis) => [...axis]), predicted: examples.predict(5, 0.3, -0.2),
          slopes: [[...first], [...second]] };"""
    )
    answer = bench.call(body, js_scene(loss))
    part = loss.batch(batch)
    np.testing.assert_allclose(answer["mean"], [part.value(0.3, -0.2), *part.gradient(0.3, -0.2)], rtol=1e-12)
    grid = np.meshgrid(*map(np.array, answer["axes"]))
    np.testing.assert_allclose(np.reshape(answer["values"], grid[0].shape), part.value(*grid), rtol=1e-9)
    np.testing.assert_allclose(
        np.transpose(answer["slopes"]), loss.example_gradients((0.3, -0.2)), rtol=1e-9, atol=1e-12
    )
    assert [(axis[0], axis[-1]) for axis in answer["axes"]] == [pytest.approx(bounds) for bounds in loss.domain]
    linear = float(loss.data.design[5] @ [0.3, -0.2])
    assert answer["predicted"] == pytest.approx(linear if source == "line" else 1 / (1 + np.exp(-linear)))


def test_the_cloud_is_around_the_step_over_all_examples_and_shrinks(bench: Bench) -> None:
    loss = data_loss(dataset("line"), MODELS["squares"])
    body = (
        SCENE
        + """
        const examples = new Examples(scene);
        const random = new RandomBatches();
        const at = [0.2, 0.4];
        return [[4, false], [32, false], [32, true]].map(([size, replaced]) =>
          [...cloudPoints(at, 0.1, examples.slopes(...at), random.of(60, size, replaced))]);"""
    )
    clouds = [np.reshape(points, (-1, 2)) for points in bench.call(body, js_scene(loss))]
    whole = np.array([0.2, 0.4]) - 0.1 * np.array(loss.gradient(0.2, 0.4))
    single = 0.1 * loss.example_gradients((0.2, 0.4)).std(axis=0)
    for points, size, left_out in zip(clouds, (4, 32, 32), (56 / 59, 28 / 59, 1.0), strict=True):
        assert len(points) == 200
        # Batches without repetition: the variance of a mean of `size` out of 60; with repetition nothing is left out.
        spread = single * np.sqrt(left_out / size)
        np.testing.assert_allclose(points.mean(axis=0), whole, atol=4 * spread.max() / np.sqrt(200))
        np.testing.assert_allclose(points.std(axis=0), spread, rtol=0.25)


def test_very_large_batches_have_coarser_pictures_and_fewer_dots(bench: Bench) -> None:
    loss = data_loss(dataset("line"), MODELS["squares"])
    body = (
        SCENE
        + """
        const examples = new Examples(scene);
        const widths = [10, 150, 400, 900, 3000].map((count) => {
          const { width, used } = examples.field(new Int32Array(count), scene.domain);
          return [width, used];
        });
        const random = new RandomBatches();
        return [widths, [1000, 5000, 100000].map((size) => random.of(size, size, true).batches)];"""
    )
    widths, dots = bench.call(body, js_scene(loss))
    assert widths == [[41, 10], [32, 150], [20, 400], [17, 900], [17, 1000]]
    assert dots == [200, 120, 40]


AXES = """
    const { dataAxes, dataKind, rounded } = await load('batches/data/data_frame');
    const columns = a.features[0].map((_, axis) => a.features.map((row) => row[axis]));
    const examples = { columns, target: a.target, width: columns.length, prediction: a.prediction };
    const held = a.held ? { heldFeatures: { data: a.held.flat() }, heldTarget: { data: a.heldTarget } } : {};
    const scene = { classes: a.classes, arrays: held };
    const kind = dataKind(scene, examples);
    const labels = { probability: 'P', true_target: 'true {target}', predicted_target: 'predicted {target}' };
    const { x, y } = dataAxes(kind, scene, examples, { labels, names: ['a', 'b', 'c'] });
    return [kind, [x.low, x.high, x.title], [y.low, y.high, y.title]];
"""


def axes(bench: Bench, **given: Any) -> Any:
    return bench.call(AXES, {"prediction": True, "classes": False, **given})


def test_data_axes_take_in_everything_with_a_margin(bench: Bench) -> None:
    line = {"features": [[0.0], [10.0]], "target": [1.0, 2.0]}
    assert axes(bench, **line) == ["line", pytest.approx([-0.7, 10.7, "a"], abs=1e-9), pytest.approx([0.93, 2.07, "b"])]
    held = axes(bench, **line, held=[[20.0]], heldTarget=[-1.0])
    assert held == ["line", pytest.approx([-1.4, 21.4, "a"]), pytest.approx([-1.21, 2.21, "b"])]
    assert axes(bench, **line, classes=True)[0] == "probability"
    plane = {"features": [[0.0, 5.0], [10.0, 7.0]], "target": [0.0, 1.0]}
    kind, x, y = axes(bench, **plane, classes=True, held=[[1.0, 25.0]], heldTarget=[1.0])
    assert (kind, x[2], y[2]) == ("boundary", "a", "b")
    assert x[:2] == pytest.approx([-0.7, 10.7])
    assert y[:2] == pytest.approx([5 - 1.4, 25 + 1.4])
    kind, x, y = axes(bench, **plane)
    assert (kind, x[2], y[2]) == ("fit", "true c", "predicted c")
    assert x[:2] == pytest.approx([-0.07, 1.07])
    assert y[:2] == pytest.approx([-0.2, 1.2])


@pytest.mark.parametrize(
    ("value", "low", "high", "expected"),
    [
        (0.123456, 0.0, 1.0, 0.123),
        (12.3456, 0.0, 100.0, 12.3),
        (1234.6, 0.0, 5000.0, 1235.0),
        (0.0012345678, 0, 0.01, 0.00123),
    ],
)
def test_what_is_dragged_is_rounded_to_a_thousandth_of_the_axis(
    value: float, low: float, high: float, expected: float, bench: Bench
) -> None:
    assert bench.function("batches/data/data_frame", "rounded", value, {"low": low, "high": high}) == expected
