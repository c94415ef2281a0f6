"""Where many starts led to, as the player is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optim_core import run
from optim_core.paths.multistart import Harvest, Reached
from plots.base.palette import RUNS, line_style
from surfaces import surface
from ui.player import RunView
from ui.runs.choice import MethodChoice
from ui.runs.homes import MOST_HOMES, NOWHERE, with_homes
from ui.runs.views import run_view

GROUND = surface("himmelblau")


def view(key: str, count: int) -> RunView:
    choice = MethodChoice(key)
    path = run(GROUND, choice.optimizer(GROUND), GROUND.start, 2)
    return replace(run_view(choice, path, GROUND, line_style(key)), crowd=np.zeros((3, count, 2)))


def reached(x: float, y: float, value: float, *runs: int) -> Reached:
    return Reached((x, y), value, runs, within=0.001)


def test_a_point_has_one_place_and_colour_for_all_methods() -> None:
    first = Harvest(0, (reached(3.0, 2.0, 1e-9, 1, 2), reached(-0.2, -0.9, 181.6, 4)), {"diverged": 2})
    second = Harvest(0, (reached(-3.8, -3.3, 1e-12, 0), reached(3.0004, 2.0, 1e-11, 1)), {})
    one, two = with_homes([(view("adam", 5), first), (view("momentum", 2), second)], False)
    assert one.homes == two.homes
    assert [home.point for home in one.homes] == [(-3.8, -3.3), (3.0004, 2.0), (-0.2, -0.9)]
    assert one.crowd_homes is not None and one.crowd_homes.tolist() == [NOWHERE, 1, 1, NOWHERE, 2]
    assert two.crowd_homes is not None and two.crowd_homes.tolist() == [0, 1]
    # Colours that no run has, as long as there are such.
    assert not {home.color for home in one.homes} & {one.style.color, two.style.color}
    assert {(home.color, home.dark) for home in one.homes} <= {(style.color, style.dark) for style in RUNS}


def test_climbing_the_highest_comes_first_and_beyond_six_all_are_elsewhere() -> None:
    points = tuple(reached(float(i), 0.0, float(i), i) for i in range(MOST_HOMES + 2))
    for maximize in (False, True):
        (told,) = with_homes([(view("adam", MOST_HOMES + 2), Harvest(0, points, {}))], maximize)
        order = list(range(MOST_HOMES + 2))[:: -1 if maximize else 1]
        assert [home.point[0] for home in told.homes] == order[:MOST_HOMES]
        assert len({home.color for home in told.homes}) == MOST_HOMES
        assert told.crowd_homes is not None
        assert told.crowd_homes[order].tolist() == [*range(MOST_HOMES), MOST_HOMES, MOST_HOMES]
