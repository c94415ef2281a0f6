"""Names of the formulas in plain text, for axis titles and labels where no LaTeX is at hand."""

from __future__ import annotations

from optim_core.expression.tree.letters import GREEK as LETTERS

GREEK = {**LETTERS, "dt": "Δt"}
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
LOWERED = dict(zip("aehijklmnoprstuvx", "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))


def symbol_text(name: str) -> str:
    """A symbol as people write it, e.g. w₀ for ``w_0`` and β₁ for ``beta_1``; an index that cannot be lowered as is."""
    letter, _underscore, index = name.partition("_")
    if index == "max":
        return GREEK.get(letter, letter) + "ₘₐₓ"
    if len(index) == 1 and index.isalpha():
        return GREEK.get(letter, letter) + LOWERED.get(index, f"_{index}")
    return GREEK.get(letter, letter) + index.translate(SUBSCRIPTS)
