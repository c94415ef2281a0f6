"""Names of the formulas in plain text, for axis titles and labels where no LaTeX is at hand."""

from __future__ import annotations

GREEK = {
    "eta": "η", "alpha": "α", "beta": "β", "gamma": "γ", "epsilon": "ε", "lambda": "λ",
    "mu": "μ", "theta": "θ", "rho": "ρ", "dt": "Δt",
}  # fmt: skip
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def symbol_text(name: str) -> str:
    """A symbol as people write it, e.g. w₀ for ``w_0`` and β₁ for ``beta_1``."""
    letter, _underscore, index = name.partition("_")
    return GREEK.get(letter, letter) + index.translate(SUBSCRIPTS)
