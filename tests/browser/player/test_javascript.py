"""The JavaScript printed from a graph gives the numbers of the Python kernel, in a browser."""

from __future__ import annotations

import math
import random
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from optim_core.expression import FUNCTIONS, Kernel, Node, compile_kernel, gradient, parse
from optim_core.expression.code.javascript import HELPERS, javascript_body
from optim_core.expression.graph.functions import INTERNAL
from surfaces import entries

NUMERICS = Path(__file__).parents[3] / "ui" / "player" / "js" / "engine" / "numerics.js"

# Numbers cross as bytes, since JSON has neither NaN nor infinities, and bytes as text, which is one value and not many.
RUN = """async ([module, body, coded]) => {
    const helpers = await import(`data:text/javascript;base64,${module}`);
    const points = new Float64Array(Uint8Array.from(atob(coded), (letter) => letter.charCodeAt(0)).buffer);
    const names = Object.keys(helpers);
    const kernel = new Function(...names, `return (v0, v1) => {\\n${body}}`)(...Object.values(helpers));
    const results = [];
    for (let i = 0; i < points.length; i += 2) results.push(...kernel(points[i], points[i + 1]));
    const bytes = new Uint8Array(Float64Array.from(results).buffer);
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}"""

ODD = [
    0.0,
    1.0,
    -1.0,
    0.5,
    -0.5,
    2.0,
    -2.0,
    5.5,
    -5.5,
    6.5,
    1e-9,
    1e3,
    -1e3,
    1e200,
    -1e200,
    math.inf,
    -math.inf,
    math.nan,
]


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def in_browser(page: Page, outputs: Sequence[Node], names: Sequence[str], points: np.ndarray) -> np.ndarray:
    """Values at `points` (n, 2), of shape (n, outputs)."""
    module = b64encode(NUMERICS.read_bytes()).decode()
    body = javascript_body(outputs, names)
    answer: str = page.evaluate(RUN, [module, body, b64encode(points.astype("<f8").tobytes()).decode()])
    return np.frombuffer(b64decode(answer), "<f8").reshape(len(points), len(outputs))


def in_python(kernel: Kernel, points: np.ndarray) -> np.ndarray:
    return np.array([kernel(float(x), float(y)) for x, y in points])


def random_points(count: int, seed: int) -> np.ndarray:
    numbers = random.Random(seed)
    near = [[numbers.uniform(-3, 3), numbers.uniform(-3, 3)] for _ in range(count)]
    return np.array(near + [[x, numbers.choice(ODD)] for x in ODD] + [[numbers.uniform(-3, 3), y] for y in ODD])


def agree(
    page: Page, text: str, points: np.ndarray, names: Sequence[str] = ("x", "y"), derivatives: bool = True
) -> None:
    parsed = parse(text)
    outputs = (parsed.root, *(gradient(parsed.graph, parsed.root, names) if derivatives else ()))
    expected = in_python(compile_kernel(outputs, names, "scalar"), points)
    found = in_browser(page, outputs, names, points)
    # What cancels to nearly nothing keeps the rounding of its parts.
    size = np.abs(expected[np.isfinite(expected) & (np.abs(expected) < 1e9)]).max(initial=0.0)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-13 * size if derivatives else 0.0, err_msg=text)


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name not in INTERNAL])
def test_every_function_has_the_same_values(name: str, blank: Page) -> None:
    arguments = "x" if FUNCTIONS[name].arity[0] == 1 else "x; y"
    agree(blank, f"{name}({arguments})", random_points(200, 1), derivatives=False)


@pytest.mark.parametrize(
    "text",
    [
        "x^y + x^5 - x^-3 + 2^x",
        "1/x - y/(x*y) - (-x)^2",
        "Piecewise((x^2, 0 < x <= 1), (x*y, x > 1), (y - 1, True))",
        "Piecewise((sqrt(x), x > 0), (y, True))*ln(abs(y))",
        "max(x; y; 0.3)*min(x; -y) + relu(x) + |x - y|",
        "erf(2x)*gauss(y) + softplus(5x) - sigmoid(3y)",
        "exp(exp(exp(x))) + 1e-300*x",
        "x^(4/3) + y^(1/3) - x^(-2/5)*y^(7/9) + (x - y)^(5/3)",
        "Heaviside(x) + Heaviside(y, 1) + coth(x)*sech(y)",
        "Piecewise((x^2, x > 0 and y > 0 or x < -1), (y, not (x < y)), (x*y, True))",
    ],
)
def test_formulas_and_their_gradients(text: str, blank: Page) -> None:
    agree(blank, text, random_points(200, 2))


@pytest.mark.parametrize("key", [key for key, entry in entries().items() if entry.surface().dimension == 2])
def test_surfaces_and_their_gradients(key: str, blank: Page) -> None:
    surface = entries()[key].surface()
    numbers = random.Random(3)
    points = np.array([[numbers.uniform(*bounds) for bounds in surface.domain] for _ in range(200)])
    agree(blank, surface.plain_text(), points, surface.variables)


def test_the_player_brings_every_helper(blank: Page) -> None:
    module = b64encode(NUMERICS.read_bytes()).decode()
    found = blank.evaluate("async (m) => Object.keys(await import(`data:text/javascript;base64,${m}`))", module)
    # Beside them those that sum as NumPy does, which no formula calls but the mean of one.
    assert {*HELPERS} <= {*found}


def test_source_holds_nothing_but_the_graph() -> None:
    parsed = parse("sin(x)^2 + 3y")
    body = javascript_body((parsed.root,), ("x", "y"))
    assert body == "let r0;\nr0 = Math.sin(v0);\nreturn [((r0 * r0) + (3.0 * v1))];\n"
