"""Update equations typeset, from the same text that runs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from optim_core.expression import Vocabulary, symbol_latex, tree_latex
from optim_core.methods.rule import LATEX, VALUE, Rule, assignments, constant_targets, names_of, uses_value


def rule_latex(rule: Rule, symbols: tuple[str, ...], text: str) -> tuple[str, ...]:
    """The lines of `text`, which are equations of `rule`, typeset; `symbols` are those of the hyperparameters.

    One LaTeX line per assignment, the gradient and where it is taken first. New values carry the step index k, values
    from the step before k - 1; what never changes carries none.
    """
    names = names_of(rule.state, symbols)
    lines = assignments(text, names)
    indices = _Indices(names, rule, frozenset(constant_targets(lines, symbols)))
    written: set[str] = {"g", VALUE}
    place = _taken_at(rule, indices)
    result = [rf"g_k = \nabla Q({place})", *([rf"{VALUE}_k = Q({place})"] if uses_value(lines) else [])]
    for line in lines:
        vocabulary = indices.vocabulary(written | {line.target})
        right = replace(vocabulary, latex={**vocabulary.latex, **indices.old(line.target, written)})
        arrow = r"\leftarrow" if line.target in written else "="
        result.append(f"{vocabulary.latex[line.target]} {arrow} {tree_latex(line.tree, right)}")
        written.add(line.target)
    return tuple(result)


def _taken_at(rule: Rule, indices: _Indices) -> str:
    """Where the gradient is taken, and the loss if the equations use it."""
    (ahead,) = assignments(f"w = {rule.gradient_at}", indices.names)
    return tree_latex(ahead.tree, indices.vocabulary(set()))


@dataclass(frozen=True)
class _Indices:
    """Which names change from step to step and so carry an index."""

    names: tuple[str, ...]
    rule: Rule
    constant: frozenset[str]

    def vocabulary(self, written: set[str]) -> Vocabulary:
        """Symbols with their step index: k once assigned in this step, k - 1 before."""
        changing = {"w", "g", VALUE, *self.rule.state, *written} - self.constant
        plain = Vocabulary(symbols={name: name for name in self.names}, latex=LATEX)
        latex = {name: symbol_latex(name, plain) for name in {*self.names, *written}}
        for name in changing:
            index = "k" if name in written or name in ("g", VALUE) else "k-1"
            latex[name] = f"{latex[name]}_{{{index}}}"
        return replace(plain, latex=latex)

    def old(self, target: str, written: set[str]) -> dict[str, str]:
        """On the right of its own assignment a variable still has the value from before."""
        if target in written or target not in {"w", *self.rule.state}:
            return {}
        plain = Vocabulary(symbols={target: target}, latex=LATEX)
        return {target: f"{symbol_latex(target, plain)}_{{k-1}}"}
