"""What is said of runs that look like a mistake and are none."""

from __future__ import annotations

import numpy as np
import pytest

from optim_core import methods, optimizer, run
from optim_core.methods.schedules import schedule
from surfaces import entries, parse, surface
from ui.methods.seen import BENT, ONE_LENGTH, STAYS, what_is_seen
from ui.runs.choice import MethodChoice


@pytest.mark.parametrize("key", list(entries()))
def test_of_newton_what_is_said_holds(key: str) -> None:
    s = surface(key)
    path = run(s, optimizer("newton"), s.start, 50)
    said = what_is_seen(path, s)
    curvature = float(np.linalg.eigvalsh(np.array(s.hessian(*s.start)))[0])
    if said is None:
        assert curvature >= 0
    elif said.template == STAYS:
        assert (path.points == path.points[0]).all()
        assert run(s, optimizer("newton", damping=1.0), s.start, 1).values[1] < path.values[0]
    else:
        assert said.template == BENT and said.arguments["damping"] == -curvature > 0
        damped = optimizer("newton", damping=1.01 * -curvature)
        step = run(s, damped, s.start, 1).points
        assert np.dot(step[1] - step[0], s.gradient(*s.start)) < 0
        assert what_is_seen(run(s, damped, s.start, 5), s) is None


def test_where_newton_stays_or_goes_astray_it_is_said() -> None:
    said = {key: what_is_seen(run(surface(key), optimizer("newton"), surface(key).start, 50), surface(key))
            for key in ("absolute", "six_hump_camel", "bowl")}  # fmt: skip
    assert [m and m.template for m in said.values()] == [STAYS, BENT, None]


def test_steps_of_one_length_are_said_to_go_back_and_forth_where_they_do() -> None:
    for key in methods():
        s = surface("rosenbrock")
        path = run(s, MethodChoice(key).optimizer(s), s.start, 300)
        said = what_is_seen(path, s)
        if key in ("sign", "normalized", "lion"):
            assert (said is not None and said.template == ONE_LENGTH) == (path.outcome.kind == "oscillating")
        elif key != "newton":
            assert said is None
    sign = run(s, MethodChoice("sign").optimizer(s), s.start, 300)
    assert what_is_seen(sign, s) is not None
    falling = optimizer("sign", learning_rate=0.01, schedule=schedule("inverse", over=300))
    assert what_is_seen(run(s, falling, s.start, 300), s) is None


def test_of_climbing_and_of_many_runs_nothing_is_said() -> None:
    s = parse("-x^2 + 0.1x^4")
    assert what_is_seen(run(s, optimizer("newton"), (0.5,), 5), s) is not None
    assert what_is_seen(run(s, optimizer("newton"), (0.5,), 5, maximize=True), s) is None
    assert what_is_seen(run(s, optimizer("newton"), (np.array([0.5, 0.6]),), 5), s) is None
