"""Names and styles of paths, and runs of many starts."""

from __future__ import annotations

import numpy as np
import pytest

from optim_core import Trajectory, optimizer, run
from plots.base.palette import LineStyle, run_styles
from plots.base.tracks import names_of, styles_of, tracks_of
from surfaces import surface

BOWL = surface("parabola")


def path(key: str, **settings: float) -> Trajectory:
    return run(BOWL, optimizer(key, **settings), (3.0,), 5)


def test_a_method_has_its_name_and_runs_of_one_method_their_rates() -> None:
    slow, fast = path("momentum", learning_rate=0.01), path("momentum", learning_rate=0.1)
    assert names_of([slow, path("adam")]) == ["Momentum", "Adam"]
    assert names_of([slow, path("adam"), fast]) == ["Momentum, η = 0.01", "Adam", "Momentum, η = 0.1"]
    assert names_of([slow, fast, slow]) == ["Momentum", "Momentum (2)", "Momentum (3)"]
    assert names_of([path("newton"), path("newton")])[1].endswith("(2)")


def test_styles_are_those_of_the_application() -> None:
    adam, momentum = path("adam"), path("momentum")
    styles = run_styles([("adam", 0), ("momentum", 0), ("adam", 1)])
    assert styles_of([adam, momentum, adam]) == styles


def test_names_and_styles_can_be_given_and_must_be_enough() -> None:
    given = LineStyle("#123456", "dot")
    (track,) = tracks_of([path("adam")], ["a < b"], [given])
    assert (track.name, track.label, track.style) == ("a < b", "a &lt; b", given)
    for wrong in ({"names": ["a", "b"], "styles": None}, {"names": None, "styles": []}):
        with pytest.raises(ValueError, match="1 paths"):
            tracks_of([path("adam")], **wrong)  # type: ignore[arg-type]


def test_many_runs_are_rows_and_end_where_their_numbers_end() -> None:
    starts = np.array([0.5, 3.0, 1e-3])
    many = run(BOWL, optimizer("bfgs"), (starts,), 9)
    (track,) = tracks_of([many], None, None)
    assert track.points.shape == (3, 10, 1) and not track.single
    for index, start in enumerate(starts):
        alone = many.alone(index)
        assert track.points[index, 0, 0] == start
        assert track.lasts[index] == alone.steps
        assert track.points[index, : alone.steps + 1, 0] == pytest.approx(alone.points[:, 0])
    assert track.heads(1) == [(index, min(1, last)) for index, last in enumerate(track.lasts)]
