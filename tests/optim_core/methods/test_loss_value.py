"""Equations with the loss in them: the example of docs/extending.md as a method, and methods that are typed."""

from __future__ import annotations

import importlib
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optim_core import Optimizer, methods, optimizer, run
from optim_core.explanations.step_equations import step_equations
from optim_core.expression import ExpressionError
from optim_core.methods.definition import Method
from optim_core.methods.discovery import catalogue
from optim_core.methods.optimizer import configured
from optim_core.methods.rule import assignments, names_of, uses_value
from optim_core.methods.typed_method import typed_method
from optim_core.running.sampling import Sampling
from optim_core.snippets import numpy_snippet, pytorch_snippet
from surfaces import parse, surface
from surfaces.data import MODELS, data_loss, dataset
from tests.optim_core.snippets.snippet_cases import points_of

DOCUMENT = Path(__file__).parents[3] / "docs" / "extending.md"
POLYAK = "eta = (Q - Q_star)/g_norm^2\nQ_star = 0\nw = w - eta*g"
AHEAD = "at = w + 0.5*v\nv = 0.5*v - 0.01*Q*g\nw = w + v"
# On Q = x^2 + 2y^2 from (4, 3): Q = 34, g = (8, 12), |g|^2 = 208, so eta = 34/208 = 17/104 and
# w = (4, 3) - 17/104*(8, 12) = (280/104, 108/104) = (35/13, 27/26); there Q = 1225/169 + 2*729/676 = 3179/338,
# g = (70/13, 54/13), |g|^2 = 7816/169, eta = 3179/15632.
BOWL, START = "x^2 + 2y^2", (4.0, 3.0)
FIRST = (35 / 13, 27 / 26)
SECOND = tuple(w - 3179 / 15632 * g for w, g in zip(FIRST, (70 / 13, 54 / 13), strict=True))


@pytest.fixture
def polyak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Method]:
    """The document's first example as a file of the catalogue, as whoever follows the document adds it."""
    (source,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), flags=re.DOTALL)[:1]
    (tmp_path / "polyak.py").write_text(source, encoding="utf-8")
    package = importlib.import_module("optim_core.catalogue")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    catalogue.cache_clear()
    yield methods()["polyak"]  # type: ignore[misc]
    monkeypatch.undo()
    catalogue.cache_clear()
    sys.modules.pop("optim_core.catalogue.polyak", None)


class Counting:
    """A surface that counts what is asked of it; the loop's kernels stay uncounted."""

    def __init__(self, text: str) -> None:
        self._inner = parse(text)
        self.asked: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def value(self, *point: Any) -> Any:
        self.asked["value"] += 1
        return self._inner.value(*point)


def own(text: str, **numbers: float) -> Optimizer:
    return configured(typed_method(text), "lecture", numbers)


def test_the_example_takes_the_steps_worked_out_by_hand(polyak: Method) -> None:
    path = run(parse(BOWL), optimizer("polyak"), START, 300)
    assert path.points[1] == pytest.approx(FIRST, rel=1e-14)
    assert path.points[2] == pytest.approx(SECOND, rel=1e-14)
    assert path.values[-1] < 1e-20
    keys = list(methods())
    assert keys.index("sign") < keys.index("polyak") < keys.index("adamw")


def test_the_example_is_typeset_and_written_down(polyak: Method) -> None:
    made = optimizer("polyak")
    assert made.latex_lines() == (
        r"g_k = \nabla Q(w_{k-1})",
        r"Q_k = Q(w_{k-1})",
        r"\eta_{k} = \frac{Q_{k} - Q^{*}}{\lVert g_k \rVert^{2}}",
        r"w_{k} = w_{k-1} - \eta_{k} g_{k}",
    )
    loss = parse(BOWL)
    program = numpy_snippet(loss, made, START, 12)
    assert program is not None and "    Q = loss(w)\n" in program
    np.testing.assert_allclose(points_of(program), run(loss, made, START, 12).points, rtol=1e-12)
    assert "    Q = loss(w)\n" in (pytorch_snippet(loss, made, START, 12) or "")


def test_one_of_many_runs_is_the_single_run() -> None:
    made = own(POLYAK)
    starts = (np.array([4.0, 1.0]), np.array([3.0, -2.0]))
    many = run(parse(BOWL), made, starts, 12)
    for index in (0, 1):
        single = run(parse(BOWL), made, tuple(float(w[index]) for w in starts), 12)
        np.testing.assert_allclose(many.points[:, :, index], single.points, rtol=1e-12)
    assert (many.function_evaluations[:, 0] == np.arange(13)).all()


def test_only_methods_that_use_the_loss_pay_for_it() -> None:
    for text, asked in ((POLYAK, 10), (AHEAD, 10), ("w = w - 0.01*g", 0)):
        for start in (START, tuple(np.array([w]) for w in START)):
            loss = Counting(BOWL)
            path = run(loss, own(text), start, 10)  # type: ignore[arg-type]
            assert loss.asked["value"] == asked
            assert (path.function_evaluations.ravel() == asked // 10 * np.arange(11)).all()
            assert (path.gradient_evaluations.ravel() == np.arange(11)).all()


def test_the_loss_is_that_of_the_look_ahead_point() -> None:
    """From (4, 3) v is 0 first: v = -0.01*34*(8, 12) = (-2.72, -4.08), w = (1.28, -1.08), then at = (-0.08, -3.12)."""
    path = run(parse(BOWL), own(AHEAD), START, 2)
    assert path.points[1] == pytest.approx((1.28, -1.08))
    there = 0.08**2 + 2 * 3.12**2
    v = (0.5 * -2.72 - 0.01 * there * -0.16, 0.5 * -4.08 - 0.01 * there * 4 * -3.12)
    assert path.points[2] == pytest.approx((1.28 + v[0], -1.08 + v[1]))


def test_climbing_is_descending_on_the_negative() -> None:
    down = run(parse(BOWL), own(POLYAK), START, 20)
    up = run(parse(f"-({BOWL})"), own(POLYAK), START, 20, maximize=True)
    assert up.points == pytest.approx(down.points, rel=1e-12)
    assert own(POLYAK).equations(True).startswith("Q = -Q\ng = -g\n")
    assert "Q" not in optimizer("adam").equations(True)


def test_a_step_over_a_batch_sees_the_loss_of_the_batch() -> None:
    loss = data_loss(dataset("line"), MODELS["squares"])
    sampling = Sampling("shuffle", 8, 3)
    path = run(loss, own("w = w - 0.001*Q*g"), loss.start, 3, sampling=sampling)
    point = loss.start
    for k, indices in enumerate(sampling.batches(loss.examples, 3), start=1):
        batch = loss.batch(indices)
        point = tuple(w - 0.001 * batch.value(*point) * g for w, g in zip(point, batch.gradient(*point), strict=True))
        assert path.points[k] == pytest.approx(point, rel=1e-12)
    assert path.function_evaluations[-1] == 3


def test_other_methods_can_be_built_around_it(polyak: Method) -> None:
    """Three steps, of which half the way is kept."""
    inner = run(parse(BOWL), optimizer("polyak"), START, 3)
    around = run(parse(BOWL), optimizer("lookahead", inner="polyak", every=3, alpha=0.5), START, 3)
    assert around.points[3] == pytest.approx((inner.points[0] + inner.points[3]) / 2, rel=1e-14)
    assert around.function_evaluations[-1] == 3


def test_the_same_method_typed() -> None:
    method = typed_method(POLYAK)
    assert {p.key: p.default for p in method.parameters} == {"Q_star": 0.0}
    assert run(parse(BOWL), own(POLYAK), START, 1).points[1] == pytest.approx(FIRST, rel=1e-14)
    assert typed_method("w = w - eta*Q*g").rate_unit in ("gradient", "distance")
    higher = run(parse(f"{BOWL} + 5"), own(POLYAK, Q_star=5.0), START, 1)
    assert higher.points[1] == pytest.approx(FIRST, rel=1e-14)


@pytest.mark.parametrize("text", ["Q = 3\nw = w - g", "at = w - Q\nw = w - g"])
def test_the_loss_is_given(text: str) -> None:
    with pytest.raises(ExpressionError, match=r"'Q' is given|cannot depend on the loss"):
        typed_method(text)


def test_the_step_in_numbers_has_a_line_for_it() -> None:
    equations = step_equations(own(POLYAK), ("x", "y"))
    assert equations is not None and equations.uses_value
    assert [line.target for line in equations.before] == ["g", "Q"]
    assert [(line.target, line.shared, line.norm) for line in equations.lines] == [
        ("eta", True, True),
        ("w", False, False),
    ]
    assert not step_equations(optimizer("adam"), ("x", "y")).uses_value  # type: ignore[union-attr]


@pytest.mark.parametrize("key", [key for key, method in methods().items() if isinstance(method, Method)])
def test_no_method_of_the_catalogue_evaluates_the_loss(key: str) -> None:
    made = optimizer(key)
    assert isinstance(made.method, Method)
    lines = assignments(
        made.equations(), names_of(made.method.lecture.state, (p.symbol for p in made.method.parameters))
    )
    assert not uses_value(lines)
    assert not run(surface("beale"), made, (1.0, 1.0), 5).function_evaluations.any()
