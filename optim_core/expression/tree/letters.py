"""Letters as names: one letter, Latin or Greek, with or without an index, however it is spelled."""

from __future__ import annotations

import re

#: Greek letters by their names; omicron looks like a Latin o, and pi is a number, large or small.
GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "rho": "ρ", "sigma": "σ", "tau": "τ",
    "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Sigma": "Σ", "Upsilon": "Υ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
_NAMES = {sign: name for name, sign in GREEK.items()} | {"ς": "sigma"}
_VARIANTS = {"var" + name: name for name in ("epsilon", "theta", "rho", "sigma", "phi", "kappa")}

_GREEK_WORDS = "|".join(sorted([*GREEK, *_VARIANTS], key=len, reverse=True))
_LETTER = re.compile(rf"({_GREEK_WORDS}|[A-Za-z]|[{''.join(_NAMES)}])(?:_?([0-9]{{1,2}})|_([A-Za-z]))?")
#: The imaginary unit is no number to move.
_NO_LETTERS = frozenset({"I"})


def letter_at(text: str, at: int = 0) -> tuple[str, int] | None:
    """The letter that is spelled at an offset, by its canonical name (``theta_0``), and where it ends."""
    match = _LETTER.match(text, at)
    if match is None or match.group() in _NO_LETTERS:
        return None
    spelled, number, index = match.groups()
    base = _VARIANTS.get(spelled, _NAMES.get(spelled, spelled))
    index = number or index
    return (f"{base}_{index}" if index else base), match.end()


def letter_name(spelling: str) -> str | None:
    """The canonical name of a letter that is all of `spelling`, else None."""
    found = letter_at(spelling)
    return found[0] if found is not None and found[1] == len(spelling) else None


def base_of(name: str) -> str:
    """The letter without its index."""
    return name.partition("_")[0]


def order_of(name: str) -> tuple[int, str, int, str]:
    """Sorts letters as alphabets do: Latin before Greek, an index after the letter alone, 2 before 10."""
    base, _underscore, index = name.partition("_")
    alphabet = list(GREEK)
    rank = alphabet.index(base) + 1 if base in GREEK else 0
    return rank, base.lower() + base, int(index) + 1 if index.isdigit() else 0, index
