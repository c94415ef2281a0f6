"""Start, steps, stopping rules and direction do what they say: read off what the player is sent."""

from __future__ import annotations

import numpy as np
import pytest

from optim_core import run
from optim_core.paths.multistart import harvest
from optim_core.paths.stops import STOP_RULES
from optim_core.running.starts import scattered
from tests.pages.playground.playground_session import Session

DESCENT = "gradient_descent;learning_rate=0.25"


def halving(**query: str | list[str]) -> Session:
    """x^2 from 1 with rate 1/4: x = 2^-k, so that every stop can be told by hand."""
    return Session(f="x^2", start="1", m=DESCENT, **query)


def test_the_start_is_the_point_that_is_typed() -> None:
    session = Session(surface="ravine", m="adam")
    session.set("start.0", -1.25)
    session.set("start.1", 0.5)
    assert session.only().points[0].tolist() == [-1.25, 0.5]
    assert session.link["start"] == ["-1.25,0.5"]


def test_the_start_is_zero() -> None:
    session = Session(surface="himmelblau", m=["adam", "momentum"])
    session.set("start_kind", "zero")
    assert [run.points[0].tolist() for run in session.runs().values()] == [[0, 0], [0, 0]]
    assert not session.has("start.0")
    assert session.link["begin"] == ["zero"]
    session.set("start_kind", "point")
    assert session.only_start() == session.surface.start


def test_the_start_is_random_within_epsilon_and_drawn_again() -> None:
    session = Session(surface="himmelblau", m=["adam", "momentum"])
    session.set("start_kind", "random")
    first = session.only_start()
    assert 0 < np.abs(first).max() <= 0.5
    session.press("start.seed")
    second = session.only_start()
    assert second != first
    session.set("start.epsilon", 0.01)
    # The same draw, scaled: one sees what the size does.
    assert session.only_start() == pytest.approx([w * 0.02 for w in second])
    assert session.link["begin"] == ["random,0.01,1"]


def test_many_starts_are_counted_as_their_verdicts_say() -> None:
    session = Session(surface="himmelblau", m=["gradient_descent", "adam"], steps="200")
    session.set("start_kind", "many")
    session.set("start.count", 20)
    session.press("start.seed")
    head, *rows = session.table("Converged to")
    assert head[2:] == ["Gradient descent", "Adam"]
    surface = session.surface
    starts = scattered(surface.domain, 20, 1)
    for column, (choice, sent) in enumerate(zip(session.state.methods, session.runs().values(), strict=True), 2):
        method = choice.optimizer(surface, 200)
        alone = [run(surface, method, start, 200) for start in zip(*(w.tolist() for w in starts), strict=True)]
        kinds = [path.outcome.kind for path in alone]
        assert rows[-1][0] == "Not converged"
        assert _count(rows[-1][column]) == 20 - kinds.count("converged")
        for row in rows[:-1]:
            near = [np.linalg.norm(path.points[-1] - _place(row[0])) < 0.02 for path in alone]
            there = [close and kind == "converged" for close, kind in zip(near, kinds, strict=True)]
            assert _count(row[column]) == sum(there)
        assert sum(_count(row[column]) for row in rows) == 20
        # The one in bold is the best; the others are behind it.
        assert sent.values[-1] == pytest.approx(min(path.values[-1] for path in alone))
        assert sent.crowd is not None and sent.crowd.shape[1] == 20
        # Crowds are sent in single precision.
        assert sent.crowd[0] == pytest.approx(np.array(starts).T, rel=1e-6)
        assert sent.crowd[-1] == pytest.approx(np.array([path.points[-1] for path in alone]), abs=1e-4)
    found = harvest(run(surface, session.state.methods[0].optimizer(surface, 200), starts, 200))
    assert len(found.reached) == len(rows) - 1 == 4


def test_another_number_of_starts_keeps_the_draw() -> None:
    session = Session(surface="himmelblau", m="adam", begin="many,10,3", steps="20")
    few = session.only().crowd
    session.set("start.count", 20)
    many = session.only().crowd
    assert session.link["begin"] == ["many,20,3"]
    assert few is not None and many is not None
    assert many[0] == pytest.approx(np.array(scattered(session.surface.domain, 20, 3)).T, rel=1e-6)
    session.set("start_kind", "random")
    session.set("start.epsilon", 0.1)
    assert session.link["begin"] == ["random,0.1,3"]


def _count(cell: str) -> int:
    return 0 if cell == "·" else int(cell)


def _place(text: str) -> np.ndarray:
    """The point a row is about."""
    numbers = text[text.index("(") + 1 : text.index("\\)")].replace("\\", "").replace("−", "-")
    return np.array([float(number) for number in numbers.split(";")])


def test_a_click_after_many_starts_is_a_start() -> None:
    session = Session(surface="ravine", m="adam", begin="many,10,0")
    session.set("start_kind", "point")
    assert session.only().crowd is None
    assert session.only().points[0].tolist() == list(session.surface.start)


# 3*4^-k < 1e-3 first at k = 6; 2^-k < 1e-3 at 10; 2^(1-k) <= 0.01 at 8; a gradient a step: 7 evaluations at 7.
@pytest.mark.parametrize(
    ("rule", "limit", "step", "sign"),
    [
        ("loss_change", 1e-3, 6, "|ΔQ| < 0.001"),
        ("step_length", 1e-3, 10, "‖Δw‖ < 0.001"),
        ("gradient", 0.01, 8, "‖∇Q‖ ≤ 0.01"),
        ("evaluations", 7.0, 7, "evaluations ≥ 7"),
    ],
)
def test_a_stopping_rule_by_hand(rule: str, limit: float, step: int, sign: str) -> None:
    session = halving(steps="50")
    assert session.only().steps == 50
    session.open("stops_box")
    session.set(f"stop.{rule}", True)
    assert session.link["stop"] == [f"{rule}={STOP_RULES[rule].default:g}"]
    session.set(f"stop.{rule}.limit", limit)
    sent = session.only()
    assert (sent.steps, sent.cells["steps"]) == (step, str(step))
    assert f"Stopped at step {step} by {sign}." in sent.verdict
    session.set(f"stop.{rule}", False)
    assert session.only().steps == 50
    assert "stop" not in session.link


def test_rules_together_and_the_first_is_named() -> None:
    session = halving(stop=["loss_change=1e-3", "gradient=1e-3", "evaluations=7"])
    assert "Stopped at step 6 by |ΔQ| < 0.001." in session.only().verdict
    session.open("stops_box")
    session.set("stop.loss_change", False)
    assert "Stopped at step 7 by evaluations ≥ 7." in session.only().verdict
    # At step 7 the gradient is 2^-6.
    session.set("stop.gradient.limit", 0.0156)
    session.set("stop.gradient.limit", 0.016)
    assert "Stopped at step 7 by ‖∇Q‖ ≤ 0.016, evaluations ≥ 7." in session.only().verdict


def test_the_rules_at_work_can_be_read_with_their_box_closed() -> None:
    session = halving(stop=["gradient=1e-3", "evaluations=70"])
    assert "‖∇Q‖ ≤ 0.001, evaluations ≥ 70" in [caption.value for caption in session.app.caption]


def test_a_stop_far_from_the_minimum_is_no_convergence() -> None:
    session = Session(m="gradient_descent", stop="loss_change=0.003")
    sent = session.only()
    assert (sent.kind, sent.steps < 300) == ("stopped", True)
    assert "no minimum" in sent.verdict


def test_descent_stays_in_the_local_minimum_it_comes_to() -> None:
    # The double well's deeper minimum is at -1.035, the start right of the ridge.
    sent = Session(surface="double_well", m="gradient_descent").only()
    assert sent.kind == "local_minimum"
    assert "A local minimum: the loss is" in sent.verdict
    assert sent.points[-1, 0] == pytest.approx(0.9602, abs=1e-3)
    assert float(sent.cells["distance"]) == pytest.approx(1.995, abs=1e-3)


def test_climbing_reaches_the_maximum() -> None:
    # Himmelblau's only maximum is at (-0.270845, -0.923039), 181.617.
    session = Session(surface="himmelblau", m="gradient_descent")
    assert "curvature the minimum is" in session.only().verdict
    session.set("maximize", True)
    sent = session.only()
    assert sent.points[-1] == pytest.approx([-0.270845, -0.923039], abs=1e-5)
    assert sent.values[-1] == pytest.approx(181.617, abs=1e-3)
    assert "curvature the maximum is" in sent.verdict
    assert session.link["maximize"] == ["1"]


def test_climbing_from_many_places_counts_maxima() -> None:
    session = Session(surface="himmelblau", m="gradient_descent", maximize="1", begin="many,10,0", steps="200")
    _head, top, rest = session.table("Converged to")
    assert _place(top[0]) == pytest.approx([-0.271, -0.923])
    assert top[1] == "182"
    assert _count(top[2]) + _count(rest[2]) == 10


def test_what_was_chosen_survives_another_surface() -> None:
    session = Session(begin="random,0.25,7", stop="gradient=0.001", maximize="1", steps="50", m="adam;schedule=cosine")
    session.set("surface", "himmelblau")
    kept = {name: session.link[name] for name in ("begin", "stop", "maximize", "steps", "m")}
    assert kept == {
        "begin": ["random,0.25,7"],
        "stop": ["gradient=0.001"],
        "maximize": ["1"],
        "steps": ["50"],
        "m": ["adam;schedule=cosine"],
    }
    first = session.only().points[0]
    session.set("surface", "parabola")
    assert session.only().points[0] == pytest.approx(first[:1])


@pytest.mark.parametrize("steps", [1, 2, 3, 77, 4999, 5000])
def test_any_number_of_steps_can_be_set(steps: int) -> None:
    session = Session(surface="parabola", m="gradient_descent;learning_rate=0.1")
    session.turn_steps(steps)
    assert session.state.steps == steps
    assert session.only().steps == steps
    assert session.link.get("steps", "300") == str(steps) or session.link["steps"] == [str(steps)]
