"""MathML from the syntax tree: well formed, escaped, with brackets where a reader needs them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given, settings

from optim_core.expression import ExpressionError, Vocabulary, parse
from optim_core.expression.graph.functions import FUNCTIONS, INTERNAL
from optim_core.expression.tree.notation import symbol_mathml
from optim_core.expression.typesetting.mathml import slots_mathml, tree_mathml
from tests.optim_core.expression.trees import Formula, formulas

NAMES = {"x": "x", "y": "y"}
INVISIBLE = str.maketrans("", "", "⁢⁡")


def read(mathml: str) -> str:
    """What a reader sees, one sign after the other: fractions with /, powers with ^, indices with _."""
    return _text(ElementTree.fromstring(mathml)).translate(INVISIBLE)


def _text(node: ElementTree.Element) -> str:
    parts = [_text(child) for child in node]
    if node.tag == "mfrac":
        return f"{{{parts[0]}}}/{{{parts[1]}}}"
    if node.tag == "msqrt":
        return f"√{{{''.join(parts)}}}"
    if node.tag in {"msup", "msub"}:
        return f"{parts[0]}{'^' if node.tag == 'msup' else '_'}{parts[1]}"
    if "data-symbol" in node.attrib:
        return (
            f"[{node.attrib['data-symbol']}{ {'free': '', 'signed': '±', 'base': '^'}[node.attrib['data-brackets']] }]"
        )
    return (node.text or "") + "".join(parts)


@pytest.mark.parametrize(
    ("text", "symbols", "slots"),
    [
        ("x - 0.1y", "x−0.1y", "[x]−0.1·[y±]"),
        ("(x + y)*x", "(x+y)x", "([x]+[y±])·[x±]"),
        ("x - (y - x)", "x−(y−x)", "[x]−([y]−[x±])"),
        ("x + (y + x)", "x+y+x", "[x]+[y±]+[x±]"),
        ("x/(1 - y)", "{x}/{1−y}", "{[x]}/{1−[y±]}"),
        ("x^2 - y^2", "x^2−y^2", "[x^]^2−[y^]^2"),
        ("(x + 1)^2", "(x+1)^2", "([x]+1)^2"),
        ("-x*y", "−xy", "−[x±]·[y±]"),
        ("x*(-y)", "x(−y)", "[x]·(−[y±])"),
        ("x + (-y)", "x+(−y)", "[x]+(−[y±])"),
        ("sqrt(x) + |y|", "√{x}+|y|", "√{[x]}+|[y]|"),
        ("sin(x)^2", "(sin(x))^2", "(sin([x]))^2"),
        ("x*2", "x·2", "[x]·2"),
        ("2x^2", "2x^2", "2·[x^]^2"),
        ("2*1/x", "{2·1}/{x}", "{2·1}/{[x]}"),
        ("2(1/x)", "2·{1}/{x}", "2·{1}/{[x]}"),
        ("x(1/y)", "x{1}/{y}", "[x]·{1}/{[y]}"),
    ],
)
def test_known_formulas(text: str, symbols: str, slots: str) -> None:
    tree = parse(text).tree
    assert read(tree_mathml(tree, NAMES)) == symbols
    assert read(slots_mathml(tree)) == slots


@pytest.mark.parametrize(
    ("typed", "shown"), [("<", "<"), ("<=", "≤"), (">", ">"), (">=", "≥"), ("==", "="), ("!=", "≠")]
)
def test_comparisons(typed: str, shown: str) -> None:
    tree = parse(f"Piecewise((x, x {typed} y), (2, True))").tree
    assert read(tree_mathml(tree, NAMES, "sonst")) == f"xx{shown}y2sonst"
    assert read(slots_mathml(tree)) == f"[x][x]{shown}[y]2otherwise"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("log(x; y)", "log_y(x)"), ("log(x)", "log(x)"), ("lg x", "log_10(x)"), ("log2 x", "log_2(x)"),
     ("atan2(y, x)", "atan2(y,x)"), ("max(y, x, 2)", "max(y,x,2)")],
)  # fmt: skip
def test_arguments_stay_in_their_order(text: str, shown: str) -> None:
    assert read(tree_mathml(parse(text).tree, NAMES)) == shown


def test_every_formula_is_well_formed_and_has_all_its_names() -> None:
    written = 0

    @settings(max_examples=200, deadline=None)
    @given(formulas())
    def check(formula: Formula) -> None:
        nonlocal written
        try:
            tree = parse(formula.text).tree
        except ExpressionError:
            return
        written += 1
        names = re.findall(r"(?<![a-z])[xy](?![a-z])", formula.text)
        slots = ElementTree.fromstring(slots_mathml(tree)).findall(".//*[@data-symbol]")
        assert [slot.attrib["data-symbol"] for slot in slots] == names
        assert [sign for sign in read(tree_mathml(tree, {"x": "X", "y": "Y"})) if sign in "XY"] == [
            name.upper() for name in names
        ]

    check()
    assert written > 100


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name not in INTERNAL])
def test_every_function_can_be_written(name: str) -> None:
    text = f"{name}(x)" if FUNCTIONS[name].arity[0] == 1 else f"{name}(x; y)"
    assert "x" in read(tree_mathml(parse(text).tree, NAMES))


def test_a_long_chain_is_no_deep_recursion() -> None:
    tree = parse("+".join("x" * 149)).tree
    assert read(slots_mathml(tree)).count("[x±]") == 148


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\beta_1", "β_1"),
        (r"\hat m_{k-1}", "m^_k−1"),
        (r"\rho_\infty", "ρ_∞"),
        (r"\lVert g_k \rVert", "‖g_k‖"),
        (r"\mathrm{a\_long\_name}", "a_long_name"),
        (r"x_1_{k}", "x_1,k"),
        (r"\Delta t", "Δt"),
        (r"\eta^{+}", "η^+"),
    ],
)
def test_symbols(latex: str, text: str) -> None:
    assert read(f"<mrow>{symbol_mathml(latex)}</mrow>") == text


def test_names_are_escaped() -> None:
    vocabulary = Vocabulary({"z": "<script>"})
    tree = parse("2z", vocabulary).tree
    assert "<script>" not in slots_mathml(tree)
    assert "<script>" not in tree_mathml(tree, {"<script>": r"\mathrm{<script>}"})
    assert "<script>" not in tree_mathml(tree, {"<script>": "<script>"})


@pytest.mark.parametrize(
    ("condition", "signs"),
    [("x > 0 and y > 0", "∧"), ("x > 0 or y > 0", "∨"), ("not x > 0", "¬"), ("x > 0 or not (y > 0 and x < 9)", "∨¬∧")],
)
def test_connected_conditions(condition: str, signs: str) -> None:
    parsed = parse(f"Piecewise((1, {condition}), (2, True))")
    written = tree_mathml(parsed.tree, {"x": "x", "y": "y"})
    assert [c for c in written if c in "∧∨¬"] == list(signs)
    # What is connected inside another condition stands in brackets.
    assert written.count("<mo>(</mo>") == {"∧": 0, "∨": 0, "¬": 1, "∨¬∧": 2}[signs]
