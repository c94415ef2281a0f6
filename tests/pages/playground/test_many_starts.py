"""The table of many starts, from harvests made by hand."""

from __future__ import annotations

import pytest
import streamlit

from optim_core.paths.multistart import Harvest, Reached
from pages.playground.many_starts import MOST_POINTS, many_starts_table
from surfaces import surface
from ui.runs.choice import MethodChoice

HIMMELBLAU = surface("himmelblau")


def reached(x: float, y: float, value: float, *runs: int) -> Reached:
    return Reached((x, y), value, runs, within=0.001)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is put on the page."""
    texts: list[str] = []
    for name in ("markdown", "caption"):
        monkeypatch.setattr(streamlit, name, lambda text, **_options: texts.append(text))
    return texts


def rows(written: list[str]) -> list[list[str]]:
    table = next(text for text in written if text.startswith("|"))
    plain = table.replace("\\", "").replace("\N{NO-BREAK SPACE}", " ")
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in plain.split("\n")]


def test_points_are_in_order_and_known_minima_have_their_star(written: list[str]) -> None:
    first = Harvest(
        0, (reached(3.0, 2.0, 0.0, 1, 2, 3), reached(-0.2, -0.9, 181.6, 4)), {"step_limit": 2, "diverged": 1}
    )
    second = Harvest(0, (reached(1.0, 1.0, 106.0, 0), reached(3.001, 2.0, 1e-12, 5)), {})
    found = [(MethodChoice("adam"), first), (MethodChoice("adam~2"), second)]
    many_starts_table(found, HIMMELBLAU, False)
    assert rows(written) == [
        ["Converged to", "Loss", "Adam", "Adam (2)"],
        ["---", "---:", "---:", "---:"],
        ["(3; 2) ★", "0", "3", "1"],
        ["(1; 1)", "106", "·", "1"],
        ["(−0.2; −0.9)", "182", "1", "·"],
        ["Not converged", "", "3", "·"],
    ]
    assert written[-1] == "★ a known minimum"


def test_climbing_the_highest_is_first_and_nothing_is_a_known_minimum(written: list[str]) -> None:
    found = Harvest(0, (reached(1.0, 1.0, 106.0, 0), reached(-0.2, -0.9, 181.6, 4, 5)), {})
    many_starts_table([(MethodChoice("adam"), found)], HIMMELBLAU, True)
    assert [row[0] for row in rows(written)[2:]] == ["(−0.2; −0.9)", "(1; 1)", "Not converged"]
    assert "★" not in "".join(written)


def test_beyond_ten_points_the_rest_is_counted_together(written: list[str]) -> None:
    many = tuple(reached(float(n), 0.0, float(n), *range(n + 1)) for n in range(MOST_POINTS + 3))
    many_starts_table([(MethodChoice("adam"), Harvest(0, many, {"stalled": 4}))], HIMMELBLAU, False)
    assert MOST_POINTS == 10
    table = rows(written)[2:]
    assert [row[2] for row in table] == [*map(str, range(1, 11)), str(11 + 12 + 13), "4"]
    assert [row[0] for row in table[-2:]] == ["Others", "Not converged"]
