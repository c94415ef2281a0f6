"""MathML of a symbol from the little LaTeX in which symbols are given, such as ``\\hat m_{k-1}``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

_TOKEN = re.compile(
    r"\\mathrm\{(?P<upright>(?:[^{}\\]|\\_)*)\}|\\(?P<command>[A-Za-z]+)|(?P<sign>[{}_^])|(?P<other>\S)"
)
_ACCENTS = {"hat": "^", "bar": "‾", "tilde": "~", "dot": "˙"}
_FENCES = {"lVert": "‖", "rVert": "‖"}
_LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Upsilon": "Υ", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω", "infty": "∞", "nabla": "∇", "partial": "∂", "pi": "π",
}  # fmt: skip


def symbol_mathml(latex: str) -> str:
    """MathML of a symbol: letters, Greek, accents, upright words, norms, indices and exponents.

    Two indices in a row become one: ``x_1_{k}`` reads as x with the index 1, k.
    """
    return _row(_Tokens(latex))


class _Tokens:
    def __init__(self, latex: str) -> None:
        self._rest: Iterator[re.Match[str]] = _TOKEN.finditer(latex)
        self.current: re.Match[str] | None = next(self._rest, None)

    def take(self) -> re.Match[str]:
        """The current token; the next one becomes current."""
        token = self.current
        if token is None:
            raise ValueError("the symbol ends too early")
        self.current = next(self._rest, None)
        return token

    def at(self, signs: str) -> bool:
        """Whether one of these signs comes next."""
        return self.current is not None and self.current.group() in tuple(signs)


def _row(tokens: _Tokens) -> str:
    parts = []
    while tokens.current is not None and not tokens.at("}"):
        parts.append(_scripted(tokens))
    return parts[0] if len(parts) == 1 else f"<mrow>{''.join(parts)}</mrow>"


def _scripted(tokens: _Tokens) -> str:
    base = _atom(tokens)
    below: list[str] = []
    above: list[str] = []
    while tokens.at("_^"):
        (below if tokens.take().group() == "_" else above).append(_atom(tokens))
    if not below and not above:
        return base
    index = below[0] if len(below) == 1 else f"<mrow>{'<mo>,</mo>'.join(below)}</mrow>"
    if not above:
        return f"<msub>{base}{index}</msub>"
    power = f"<mrow>{''.join(above)}</mrow>"
    return f"<msubsup>{base}{index}{power}</msubsup>" if below else f"<msup>{base}{power}</msup>"


def _atom(tokens: _Tokens) -> str:
    token = tokens.take()
    command, upright = token["command"], token["upright"]
    if upright is not None:
        return f'<mi class="name">{escape(upright.replace(chr(92), ""))}</mi>'
    if command in _ACCENTS:
        return f'<mover accent="true">{_atom(tokens)}<mo stretchy="false">{_ACCENTS[command]}</mo></mover>'
    if command in _FENCES:
        return f'<mo stretchy="false">{_FENCES[command]}</mo>'
    if command is not None:
        return f'<mi mathvariant="normal">{_LETTERS.get(command, command)}</mi>'
    if token.group() == "{":
        content = _row(tokens)
        tokens.take()
        return content
    return _character(token.group())


def _character(sign: str) -> str:
    if sign.isdigit():
        return f"<mn>{sign}</mn>"
    if sign.isalpha():
        return f'<mi mathvariant="normal">{escape(sign)}</mi>'
    return f"<mo>{escape('−' if sign == '-' else sign)}</mo>"
