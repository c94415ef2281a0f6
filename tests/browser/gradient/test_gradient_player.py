"""The player of the gradient: what is dragged is followed at once, with the numbers that Python finds."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import expect

from optim_core.differential.differences import best_step, difference_errors
from optim_core.differential.directions import principal_curvatures
from optim_core.differential.flow import away_from, descent
from optim_core.differential.remainder import increment, order, remainders, steps
from surfaces import Surface, parse, surface
from tests.browser.harness.bench import Bench
from ui.gradient_player import Seen
from ui.gradient_player.views import flow_of, gradient_scene, line_kernel, player_message, scene_message

DIRECTION, STEP, POINT = (f".opt-map .opt-handle-{name}" for name in ("direction", "step", "point"))


def show(bench: Bench, loss: Surface, seen: Seen, anew: bool = True) -> Any:
    scene = gradient_scene(loss)
    return bench.show("gradient", scene_message(scene), player_message(scene, seen, 0, None), anew)


def numbers(bench: Bench) -> dict[str, list[float]]:
    """What the rows say, with all digits."""
    bench.frames()
    found = bench.page.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('.opt-numbers dd')].map((d) => [d.dataset.key,"
        " d.dataset.value]))"
    )
    return {key: [float(part) for part in text.split(",")] for key, text in found.items()}


def assert_as_in_python(bench: Bench, loss: Surface) -> dict[str, list[float]]:
    """The rows say what Python finds where the browser says the point, the direction and the step are."""
    said = numbers(bench)
    data = bench.page.locator(".opt-gradient").evaluate("(node) => ({ ...node.dataset })")
    seen = Seen(tuple(said["point"]), float(data["angle"]), float(data["h"]))
    line = line_kernel(loss).line(seen.point, seen.direction)
    step = increment(line, seen.h)
    assert said["value"] == pytest.approx([line.derivatives[0]])
    assert said["gradient"] == pytest.approx(loss.gradient(*seen.point))
    assert said["dx"] == pytest.approx([seen.h * u for u in seen.direction])
    scale = 1e-13 * (1 + abs(line.derivatives[0]))
    for key, expected in (("delta", step.delta), ("differential", step.differential), ("remainder", step.remainder)):
        assert said[key] == pytest.approx([expected], rel=1e-9, abs=scale), key
    found = order(line)
    assert float(data["order"]) == pytest.approx(found.measured, abs=0.02)
    assert data["expected"] == str(found.expected)
    if loss.dimension == 2:
        assert said["slope"] == pytest.approx([line.derivatives[1]])
        assert said["curvatures"] == pytest.approx(principal_curvatures(loss.hessian(*seen.point)).values)  # type: ignore[arg-type]
    return said


@contextmanager
def held(bench: Bench, handle: str, to: tuple[float, float]) -> Iterator[None]:
    """A handle dragged by so many pixels, while the button is down."""
    node = bench.page.locator(handle)
    node.scroll_into_view_if_needed()
    box = node.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    bench.page.mouse.move(x, y)
    bench.page.mouse.down()
    bench.page.mouse.move(x + to[0], y + to[1], steps=3)
    yield
    bench.page.mouse.up()


def test_what_is_dragged_is_followed_while_the_button_is_down(bench: Bench) -> None:
    loss = surface("himmelblau")
    show(bench, loss, Seen((-0.5, -1.2), 30.0, 1.5))
    before = assert_as_in_python(bench, loss)
    for handle, to, moved in (
        (POINT, (60, -50), {"point", "gradient", "delta"}),
        (DIRECTION, (-70, -40), {"slope", "delta", "dx"}),
        (STEP, (25, 40), {"dx", "delta", "remainder"}),
    ):
        sent = len(bench.sent)
        with held(bench, handle, to):
            now = assert_as_in_python(bench, loss)
            assert {key for key in now if now[key] != before[key]} >= moved, handle
            if handle != POINT:
                assert now["point"] == before["point"]
            assert len(bench.sent) == sent
        bench.frames()
        # Told once, on release, in whole.
        ((name, told),) = bench.sent[sent:]
        assert name == "view"
        assert told["point"] == now["point"]
        assert told["h"] == pytest.approx(math.hypot(*now["dx"]))
        before = now
    # An answer to something earlier takes nothing back.
    show(bench, loss, Seen((-0.5, -1.2), 30.0, 1.5), anew=False)
    assert numbers(bench)["point"] == before["point"]


def test_the_gradient_is_drawn_at_right_angles_to_its_level_line(bench: Bench) -> None:
    # A domain twice as wide as high: the window is widened, and one unit is as long on both axes.
    loss = surface("ravine")
    show(bench, loss, Seen((-1.0, 0.5), 30.0, 0.3))
    frame = bench.frame(".opt-map")
    assert frame.width / (frame.x_high - frame.x_low) == pytest.approx(frame.height / (frame.y_high - frame.y_low))
    colors = {"up": "#b84a00", "tangent": "#31333f"}
    canvas = ".opt-map .opt-layer:nth-of-type(3)"
    shafts = [m.points for m in bench.painted(canvas, colors["up"], "stroke") if len(m.points) == 2]
    ((a, b),) = shafts[-1:]
    slopes = loss.gradient(-1.0, 0.5)
    angle = math.atan2(-(b[1] - a[1]), b[0] - a[0])
    assert angle == pytest.approx(math.atan2(slopes[1], slopes[0]), abs=0.01)
    tangents = [m.points for m in bench.painted(canvas, kind="stroke") if m.dash == (7, 5)]
    ((c, d),) = tangents
    assert (b[0] - a[0]) * (d[0] - c[0]) + (b[1] - a[1]) * (d[1] - c[1]) == pytest.approx(0, abs=1)


def test_keys_and_the_step_over_logarithmic_axes(bench: Bench) -> None:
    loss = surface("himmelblau")
    root = show(bench, loss, Seen((-0.5, -1.2), 30.0, 1.0))
    for handle, key, change in (
        (DIRECTION, "ArrowUp", "angle"),
        (POINT, "ArrowLeft", "point"),
        (".opt-remainder .opt-handle-step", "ArrowLeft", "h"),
    ):
        sent = len(bench.sent)
        bench.page.locator(handle).focus()
        bench.page.keyboard.press(key)
        assert_as_in_python(bench, loss)
        ((_, told),) = bench.sent[sent:]
        expected = {"angle": 31.0, "point": [-0.6, -1.2], "h": 0.75}[change]
        assert told[change] == pytest.approx(expected, rel=0.01)
    with held(bench, ".opt-differences .opt-handle-step", (-80, 0)):
        bench.frames()
        assert float(root.get_attribute("data-h") or 0) < 1e-3
        assert_as_in_python(bench, loss)


@pytest.mark.parametrize(("text", "at", "slope"), [("x^3 - 2x", 1.2, 2), ("sin x", 0.0, 3), ("x^4 + x", 0.0, 4)])
def test_one_variable(bench: Bench, text: str, at: float, slope: int) -> None:
    loss = parse(text, ((-2.0, 2.0),))
    root = show(bench, loss, Seen((at,), 0.0, 0.6))
    assert_as_in_python(bench, loss)
    assert float(root.get_attribute("data-order") or 0) == pytest.approx(slope, abs=0.02)
    expect(root.locator(".opt-remainder .opt-note")).to_contain_text(f"theory: {slope}")
    expect(root.locator(".opt-map")).to_be_hidden()
    with held(bench, ".opt-line .opt-handle-point", (30, 0)):
        now = assert_as_in_python(bench, loss)
        assert now["point"][0] > at + 0.05
    # Across the point the step turns round.
    with held(bench, ".opt-line .opt-handle-step", (-250, 0)):
        now = assert_as_in_python(bench, loss)
        assert now["dx"][0] < 0


def test_flow_and_descent(bench: Bench) -> None:
    loss = surface("bowl")
    seen = Seen(loss.start, 30.0, 0.5, ("field", "curvature", "flow"), 0.35, 12)
    root = show(bench, loss, seen)
    bench.frames()
    expected = away_from(flow_of(loss, seen.point), descent(loss.gradient, seen.point, 0.35, 12), 0.35)
    assert float(root.get_attribute("data-away") or 0) == pytest.approx(expected, rel=1e-6)
    with held(bench, POINT, (40, 30)):
        bench.frames()
        expect(root.locator(".opt-map .opt-note")).to_contain_text("let go of")
    root.get_by_label("Flow and descent").uncheck()
    assert bench.sent[-1][1]["layers"] == ["field", "curvature"]


WORK = """
    const { lineOf, orderOf, differences, STEPS } = await load('engine/differential');
    const { compile } = await load('engine/kernel');
    return a.map(({ value, taylor, line, point, direction }) => {
        const n = point.length;
        const kernels = { value: compile(value, n), line: compile(line, 2 * n) };
        const slopes = compile(taylor, n)(...point).slice(1, 1 + n);
        const it = lineOf(kernels, point, direction, slopes);
        const { measured, expected, sizes } = orderOf(it);
        return [measured, expected, sizes, differences(it), it.derivatives];
    });
"""
FORMULAS = ("exp(x) sin(y)", "x^2 y + |x - 3|", "1/(1 + x^2 + y^2)", "sqrt(1 + x^2) cos(y)", "x^3 - 3x y^2", "3x - y")


def test_the_browser_measures_what_python_does(bench: Bench) -> None:
    asked, lines = [], []
    for i, text in enumerate(FORMULAS):
        loss = parse(text)
        seen = Seen((0.3 + 0.1 * i, -0.4 + 0.2 * i), 40.0 * i, 0.5)
        scene = gradient_scene(loss)
        lines.append(line_kernel(loss).line(seen.point, seen.direction))
        asked.append({"value": scene.value, "taylor": scene.taylor, "line": scene.line, "point": list(seen.point),
                      "direction": list(seen.direction)})  # fmt: skip
    for line, (measured, expected, sizes, errors, derivatives) in zip(
        lines, bench.call(WORK, json.loads(json.dumps(asked))), strict=True
    ):
        found, theory = order(line), best_step(line)
        assert derivatives == pytest.approx(line.derivatives, rel=1e-9, abs=1e-12)
        assert measured == (None if found.measured is None else pytest.approx(found.measured, abs=0.02))
        assert expected == found.expected
        large = steps() > 1e-4
        clear = large & (remainders(line, steps()) > 1e-10)
        assert [size for size, it in zip(sizes, clear, strict=True) if it] == pytest.approx(
            remainders(line, steps())[clear], rel=1e-3
        )
        for name, mine in zip(("forward", "central"), difference_errors(line, steps()), strict=True):
            seen_ = [size for size, it in zip(errors[name], large, strict=True) if it]
            assert seen_ == pytest.approx(mine[large], rel=1e-3, abs=1e-9)
            assert errors["theory"][name] == (
                None if getattr(theory, name) is None else pytest.approx(getattr(theory, name), rel=1e-6)
            )
