"""What is shown when the picture is fitted to the paths, by the module's numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from optim_core.expression.code.taylor import taylor_body
from surfaces import surface
from tests.browser.harness.bench import Bench

DOMAIN = [[-2.0, 2.0], [0.0, 1.0]]


def run(xs: list[float], ys: list[float], visible: bool = True) -> dict[str, Any]:
    return {"xs": xs, "ys": ys, "visible": visible}


def reach(bench: Bench, *runs: dict[str, Any]) -> tuple[bool, list[list[float]]]:
    body = """const { leaves, reachOf } = await load('landscape/fitting');
        return [leaves(a, b), reachOf(a, b)];"""
    left, found = bench.call(body, list(runs), {"dimension": 2, "domain": DOMAIN})
    return left, found


def test_the_window_holds_picture_and_paths_and_no_more(bench: Bench) -> None:
    assert reach(bench, run([-2, 2], [0, 1])) == (False, DOMAIN)
    assert reach(bench, run([0, 50], [0.5, 0.5], visible=False)) == (False, DOMAIN)
    left, ((low, high), up) = reach(bench, run([0, 6], [0.5, 0.5]))
    assert left and low == -2 and up == DOMAIN[1]
    assert 6 < high < 6.5
    # What is not finite is nowhere.
    assert reach(bench, run([0, math.nan], [0.5, math.nan])) == (False, DOMAIN)


@pytest.mark.parametrize("far", [1e3, 1e200])
def test_the_window_ends_where_the_eye_still_reads(far: float, bench: Bench) -> None:
    left, ((low, high), up) = reach(bench, run([0, -far], [0.5, far]))
    assert left and high == 2 and -22 < low < -20 and 5.5 <= up[1] < 6


def test_the_landscape_goes_on_with_its_own_losses(bench: Bench) -> None:
    ground = surface("rosenbrock")
    kernel = taylor_body(ground.kernels.parsed, ground.variables, ground.parameters)
    scene = {"dimension": 2, "domain": DOMAIN, "axes": [[0, 1, 2, 3, 4], [0, 1, 2]], "levels": [0, 1, 10], "values": []}
    body = """const { widened } = await load('landscape/fitting');
        const { compile } = await load('engine/kernel');
        const wide = widened(a, b, compile(c, 2));
        return [...wide.axes.map((axis) => [...axis]), [...wide.values], wide.levels, wide.hasHoles, wide.domain];"""
    domain = [[-10.0, 10.0], [-5.0, 5.0]]
    xs, ys, values, levels, holes, told = bench.call(body, scene, domain, kernel)
    assert (xs, ys, told, holes) == (np.linspace(-10, 10, 5).tolist(), [-5, 0, 5], domain, False)
    assert values == pytest.approx(np.asarray(ground.value(*np.meshgrid(xs, ys))).ravel())
    # Above its levels there are more, up to the highest loss.
    assert levels[:3] == [0, 1, 10] and levels == sorted(set(levels)) and levels[-1] == max(values)
