"""Random texts for every field that takes a formula, from a grammar and then damaged, and the doors they go through.

The grammar knows the language, what people paste, and what nobody should. `DOORS` are the functions that the pages call
with what was typed: what comes out of them is a result or an `ExpressionError`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from optim_core.explanations.step_equations import step_equations
from optim_core.expression import ExpressionError
from optim_core.expression.code.taylor import taylor_body
from optim_core.methods.schedules import typed_schedule
from optim_core.methods.typed_method import line_of, typed_method
from optim_core.snippets import numpy_snippet
from pages.batches import links as batches_links
from pages.playground import links
from pages.playground.state import PlaygroundState
from pages.playground.story import variables_latex
from surfaces import surface
from surfaces.data import Dataset, data_loss, typed_model
from surfaces.data.models import PENALTIES, squared_miss
from ui.controls.checked_text import escaped, line_at, marked
from ui.language.latex_words import localized
from ui.runs.choice import MethodChoice, ScheduleChoice
from ui.runs.computed import trajectory_of

Random = random.Random

#: What each field is about.
NAMES: Mapping[str, tuple[str, ...]] = {
    "formula": ("x", "y", "x", "y", "a", "b", "θ", "t", "x_1", "x_2", "w0", "w1", r"\theta_0", r"\theta_1", "x[0]"),
    "method": ("w", "g", "eta", "k", "g_norm", "Q", "m", "v", "old", "beta", "at", "lr", "η", "dw"),
    "schedule": ("eta", "k", "n", "eta", "k", "n", "lr", "t", "η"),
    "model": ("w0", "w1", "x", "w_0", "w_1", "w0", "x", "x", "w1", "x1", "y", "delta"),
    "loss": ("w0", "w1", "x", "y", "w_0", "w_1", "y", "x", "w0", "delta"),
}
NUMBERS = ("0", "1", "2", "3", "0.5", ".5", "2,5", "1e3", "1e-7", "1e15", "100", "½", "２", "9" * 31, "1e999", "0x10")
FUNCTIONS = (
    "sin", "cos", "exp", "log", "sqrt", "abs", "tanh", "floor", "Heaviside", "np.sin", "sympy.exp", "relu", "erf",
    r"\sin", r"\log_2", "log_3", "cbrt",
)  # fmt: skip
OF_TWO = ("max", "min", "atan2", "log", "Heaviside", "pow", "np.maximum", "Rational", "where", "Piecewise")
HOSTILE = (
    "__import__('os')", "__proto__", "constructor", "().__class__", "lambda x: x", "eval(x)", "\ud800", "\udfff",
    "\x00", "\u200b", "\u202e", "\ufeff", "x\\y", "$", "$$", r"\[", r"\begin{cases}", r"\end{cases}", r"\left.",
    r"\right",
    r"\text{", r"\frac", r"\sqrt[", "{", "}", "((", "))", "|", "||", "^", "_", "__", "=", "==", ":=", "+=", "#", "!",
    "%", "&", "~", "@", "'", '"', "\n", "\n\n", "\t", ";", ",", "..", "²", "₁", "‖", "⌊", "𝑥", "х", "İ", "ﬁ", "9**9**9",
    "text", "details", "inner", "reset", "schedule", "f(x, y) =", "f(", "L=", "w =", "w = w - at", "<script>", "[0]",
)  # fmt: skip

#: What would run, load or be shown as more than text if anything took it for more; `{file}` is what must not be made.
ATTACKS = (
    "__import__('os').system('touch {file}')",
    "<script>window.hacked=1</script>",
    '<img src=x onerror="window.hacked = 1">',
    "![a](http://127.0.0.1:9/pixel.png)",
    r"$\href{javascript:window.hacked=1}{x}$",
    "().__class__.__bases__[0].__subclasses__()",
    "9**9**9**9",
    "factorial(10**6)",
    "x" * 10_000,
    "sin(" * 200,
)


def hostile_text(kind: str, numbers: Random) -> str:
    """A text for a field of that kind."""
    depth = numbers.choice((1, 2, 3, 4))
    text = _lines(kind, numbers) if kind == "method" else _dressed(_expression(kind, numbers, depth), kind, numbers)
    if numbers.random() < 0.5:
        for _ in range(numbers.randint(1, 4)):
            text = _damaged(text, numbers)
    if numbers.random() < 0.03:
        text = text * numbers.randint(2, 40)
    return text[:5000]


def _lines(kind: str, numbers: Random) -> str:
    """A method: lines that assign."""
    lines = []
    for _ in range(numbers.choice((0, 1, 1, 2, 3, 45))):
        target = numbers.choice((*NAMES[kind], "s", "text", "details"))
        lines.append(f"{target} {numbers.choice(('=', '=', '=', '+=', '-=', ':='))} {_expression(kind, numbers, 2)}")
    step = ("w = w - eta*g", "w = w - 0.1*m", "w = at", "w = w - at")
    return "\n".join(
        [*lines, f"w = {_expression(kind, numbers, 3)}" if numbers.random() < 0.5 else numbers.choice(step)]
    )


def _dressed(text: str, kind: str, numbers: Random) -> str:
    """The formula as it is pasted."""
    frames = (
        "{}", "{}", "{}", "${}$", "$${}$$.", r"\[{}\]", r"{{\displaystyle f(x)={}}}", "f(x, y) = {}", "{},", "L={}",
        r"J(\theta_0,\theta_1)={}", "f(u, v) = {}", "u = {}", "z = {}", r"\begin{{equation}}{}\end{{equation}}",
    )  # fmt: skip
    return numbers.choice(frames if kind == "formula" or numbers.random() < 0.3 else ("{}",)).format(text)


def _expression(kind: str, numbers: Random, depth: int) -> str:
    if depth == 0 or numbers.random() < 0.15:
        return numbers.choice((*NAMES[kind], *NAMES[kind], numbers.choice(NUMBERS), "pi", "e", "π"))

    def part() -> str:
        return _expression(kind, numbers, depth - 1)

    forms: tuple[Callable[[], str], ...] = (
        lambda: f"{part()} + {part()}",
        lambda: f"{part()} - {part()}",
        lambda: f"{part()}*{part()}",
        lambda: f"{part()} {part()}",
        lambda: f"({part()})/({part()})",
        lambda: f"({part()})^{numbers.choice(('2', '3', '(1/3)', '(4/3)', '0.5', '-1', '{2}', '½', '101'))}",
        lambda: f"{numbers.choice(FUNCTIONS)}({part()})",
        lambda: f"{numbers.choice(OF_TWO)}({part()}, {part()})",
        lambda: f"|{part()}|",
        lambda: f"-{part()}",
        lambda: rf"\frac{{{part()}}}{{{part()}}}",
        lambda: rf"\sqrt{{{part()}}}",
        lambda: rf"\mathbf{{{part()}}}^2_1",
        lambda: f"Piecewise(({part()}, {part()} > {part()}), ({part()}, True))",
        lambda: rf"\begin{{cases}}{part()} & {part()} < 0 \\ {part()} & \text{{otherwise}}\end{{cases}}",
        lambda: f"np.where(({part()} > 0) & ({part()} <= 1), {part()}, {part()})",
    )
    return numbers.choice(forms)()


def _damaged(text: str, numbers: Random) -> str:
    """One slip: something lost, doubled, moved or put in that does not belong there."""
    at, to = sorted(numbers.randint(0, len(text)) for _ in range(2))
    slips = (
        text[:at] + text[min(to, at + 3) :],
        text[:at] + numbers.choice(HOSTILE) + text[at:],
        text[:at] + chr(numbers.choice((numbers.randrange(0x20, 0x500), numbers.randrange(0x10000)))) + text[at:],
        text[:to] + text[at:to] + text[to:],
        text[:at],
        text[at:],
        text[:at] + text[at:to].swapcase() + text[to:],
    )
    return numbers.choice(slips)


_START = (0.7, -0.4)
_LANDSCAPE = surface("ravine")
_ONE = np.array([-1.0, 0.3, 1.1, 2.0])
_TWO = (_ONE, _ONE[::-1].copy())
_DATA = {1: Dataset((_ONE,), 2.0 * _ONE), 2: Dataset(_TWO, 2.0 * _ONE, feature_names=("x1", "x2"))}


def formula(text: str) -> None:
    """The field of the Playground: accepted, sampled, typeset, written as a program, sent, and carried by the link."""
    state = PlaygroundState().with_formula(text)
    typed = state.landscape()
    axis = np.linspace(-2.0, 2.0, 5)
    typed.value(*np.meshgrid(*(axis,) * typed.dimension))
    typed.gradient(*typed.start)
    typed.hessian(*typed.start)
    assert f"{variables_latex(typed)}{localized(typed.latex())}".isascii()
    assert typed.plain_text() and repr(typed)
    taylor_body(typed.kernels.parsed, typed.variables, typed.parameters)
    assert numpy_snippet(typed, MethodChoice("gradient_descent").optimizer(typed), typed.start, 2)
    again, notes = links.from_query(links.to_query(state))
    assert (again, notes) == (state, [])


def method(text: str) -> None:
    """The field for a method of one's own."""
    typed_method(text)
    for kind in ("constant", "cosine"):
        chosen = MethodChoice("own", text=text, schedule=ScheduleChoice(kind)).optimizer(_LANDSCAPE, 3)
        trajectory_of(_LANDSCAPE, chosen, _START, 3)
        assert chosen.latex_lines()
        step_equations(chosen, _LANDSCAPE.variables, False, "otherwise")
        numpy_snippet(_LANDSCAPE, chosen, _START, 3)


def schedule(text: str) -> None:
    """The field for a schedule of one's own."""
    paced = typed_schedule(text, over=5)
    paced.rates(0.1, 5)
    assert paced.latex()
    choice = MethodChoice("momentum", schedule=ScheduleChoice("typed", formula=paced.formula))
    trajectory_of(_LANDSCAPE, choice.optimizer(_LANDSCAPE, 3), _START, 3)


def _batches(text: str, is_loss: bool) -> None:
    refused = []
    for features, data in _DATA.items():
        try:
            model = typed_model(text, features, is_loss)
        except ExpressionError as problem:
            refused.append(problem)
            continue
        for penalty in PENALTIES:
            loss = data_loss(data, model, penalty=penalty, strength=0.1)
            loss.value(*loss.start)
            loss.gradient(*loss.start)
            assert model.example_loss(features, penalty).latex()
        if not is_loss:
            squared_miss(text, features)
    if len(refused) == len(_DATA):
        raise refused[0]


def model(text: str) -> None:
    """The prediction of a model of one's own."""
    _batches(text, is_loss=False)


def loss(text: str) -> None:
    """The loss of a model of one's own."""
    _batches(text, is_loss=True)


DOORS: Mapping[str, Callable[[str], None]] = {
    "formula": formula, "method": method, "schedule": schedule, "model": model, "loss": loss,
}  # fmt: skip


def through_the_door(kind: str, text: str) -> bool:
    """Whether `text` was accepted; anything but a result and an error of the product's own goes through."""
    with np.errstate(all="ignore"):
        try:
            DOORS[kind](text)
        except ExpressionError as problem:
            assert 0 <= problem.position <= len(text), (problem.position, len(text))
            assert str(problem).isprintable()
            assert line_of(text, problem.position) >= 1
            marked(*line_at(text, problem.position)).encode()
            escaped(str(problem)).encode()
            return False
    return True


def through_the_links(kind: str, text: str) -> None:
    """The same text in a link, wherever it could stand; reading one never fails."""
    with np.errstate(all="ignore"):
        for query in _queries(kind, text):
            state, _notes = links.from_query(query)
            state.landscape()
            if kind in ("model", "loss"):
                batches_links.from_query(query)


def _queries(kind: str, text: str) -> Iterator[dict[str, list[str]]]:
    if kind == "formula":
        yield {"f": [text], "letters": [f"a:2,{text}"]}
        yield {"f": ["a*x"], "letters": [text]}
    elif kind == "method":
        yield {"m": [f"own;text={text}"]}
    elif kind == "schedule":
        yield {"m": [f"adam;schedule.typed={text}"]}
    else:
        yield {"f" if kind == "model" else "l": [text]}
