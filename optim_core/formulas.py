"""Update equations typeset, from the same text that runs."""

from __future__ import annotations

from dataclasses import replace

from optim_core.expression import Vocabulary, symbol_latex, tree_latex
from optim_core.optimizer import Method, Optimizer
from optim_core.rule import LATEX, Rule, assignments


def update_latex(optimizer: Optimizer, maximize: bool = False) -> tuple[str, ...]:
    """One LaTeX line per assignment, the gradient and where it is taken first.

    New values carry the step index k, values from the step before k - 1.
    """
    method = optimizer.method
    if not isinstance(method, Method):
        raise TypeError(f"{method.key} is not given by per-coordinate equations")
    rule = method.rule(optimizer.convention)
    symbols = tuple(p.symbol for p in method.parameters)
    lines = assignments(optimizer.equations(maximize), ("w", "g", "k", *rule.state, *symbols))
    written: set[str] = {"g"}
    result = [_gradient_line(rule, symbols)]
    for line in lines:
        vocabulary = _indexed(("w", "g", "k", *rule.state, *symbols), rule, written | {line.target})
        right = replace(vocabulary, latex={**vocabulary.latex, **_old(line.target, rule, written)})
        arrow = r"\leftarrow" if line.target in written else "="
        result.append(f"{vocabulary.latex[line.target]} {arrow} {tree_latex(line.tree, right)}")
        written.add(line.target)
    return tuple(result)


def _gradient_line(rule: Rule, symbols: tuple[str, ...]) -> str:
    names = ("w", "g", "k", *rule.state, *symbols)
    (ahead,) = assignments(f"w = {rule.gradient_at}", names)
    point = tree_latex(ahead.tree, _indexed(names, rule, set()))
    return rf"g_k = \nabla Q({point})"


def _indexed(names: tuple[str, ...], rule: Rule, written: set[str]) -> Vocabulary:
    """Symbols with their step index: k once assigned in this step, k - 1 before."""
    changing = {"w", "g", *rule.state, *written}
    plain = Vocabulary(symbols={name: name for name in names}, latex=LATEX)
    latex = {name: symbol_latex(name, plain) for name in {*names, *written}}
    for name in changing:
        index = "k" if name in written or name == "g" else "k-1"
        latex[name] = f"{latex[name]}_{{{index}}}"
    return replace(plain, latex=latex)


def _old(target: str, rule: Rule, written: set[str]) -> dict[str, str]:
    """On the right of its own assignment a variable still has the value from before."""
    if target in written or target not in {"w", *rule.state}:
        return {}
    plain = Vocabulary(symbols={target: target}, latex=LATEX)
    return {target: f"{symbol_latex(target, plain)}_{{k-1}}"}
