"""Tokens, and the signs, commands and words that become one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "number", "symbol", "constant", "function", "boolean", "piecewise", "arithmetic", "fraction",
    "operator", "superscript", "subscript", "comparison", "relation", "logic", "open", "close", "bar", "open_bar",
    "close_bar", "comma", "root", "cases", "column", "row", "when", "end_cases", "end",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is canonical (a function's row, `*` for a dot); `latex` says it was typed with a backslash."""

    kind: Kind
    text: str
    position: int
    latex: bool = False


SPACES = frozenset(" \t\r\n")
NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
COMMA_NUMBER = re.compile(r"[0-9]+,[0-9]+(?:[eE][+-]?[0-9]+)?")
HEXADECIMAL = re.compile(r"0[xX][0-9a-fA-F]")
SUPERSCRIPTS = {**dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True)), "⁻": "-", "⁺": ""}
OPERATORS = {
    "+": "+", "-": "-", "*": "*", "·": "*", "⋅": "*", "∙": "*", "×": "*", "∗": "*",
    "/": "/", "÷": "/", "^": "^",
}  # fmt: skip
COMPARISONS = {
    "<=": "le", ">=": "ge", "==": "eq", "!=": "ne", "<": "lt", ">": "gt", "≤": "le", "≥": "ge", "≠": "ne",
}  # fmt: skip
BRACKETS = {"(": ")", "[": "]", "{": "}"}
ENCLOSING: dict[str, tuple[Kind, str]] = {
    "⌊": ("open", "floor"), "⌋": ("close", "floor"), "⌈": ("open", "ceil"), "⌉": ("close", "ceil"),
}  # fmt: skip
ROOTS = {"√": "sqrt", "∛": "cbrt"}
SEPARATING = frozenset({"max", "min", "atan2", "log", "heaviside"})
LOGIC = {"∧": "and", "∨": "or", "¬": "not", "&": "and", "~": "not"}
CONNECTIVES = {"and": "and", "or": "or", "not": "not"}
RELATIONS = {"Eq": "eq", "Ne": "ne", "Lt": "lt", "Le": "le", "Gt": "gt", "Ge": "ge"}
#: What people write between a value and its condition, and for "in all other cases".
WHEN = frozenset({"if", "for", "when", "если", "при", "для"})
OTHERWISE = frozenset({"otherwise", "else", "true", "иначе"})
#: Libraries whose names are the language's: ``np.sin``, ``Math.sqrt``.
LIBRARY = re.compile(r"(?:np|numpy|jnp|sp|sympy|math|Math|torch|tf\.math|tf|scipy\.special)\.(?=[A-Za-z])")
LOGARITHM = re.compile(r"\\?log\s*(?:_\s*(?:([0-9]+)|([^\W\d_])|(?=[{\\]))|([₀-₉]+))", re.IGNORECASE)
LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
OPENS_CASES = re.compile(r"\\(?:\{|lbrace)\s*(?=\\begin)")
INDEX_BELOW = re.compile(r"_(?:[0-9]+|[A-Za-z]|\{\s*[A-Za-z0-9]+\s*\})")
#: What follows the word where it begins a function of Python's.
PYTHONS_LAMBDA = re.compile(r"[\s\w,]*:")
INDEX = re.compile(r"\[\s*([0-9]{1,2})\s*\]")
#: Special functions with the names of letters.
SPECIAL_FUNCTIONS = frozenset({"beta", "gamma", "zeta", "Gamma"})

COMMAND = re.compile(r"\\([A-Za-z]+|.)?", re.DOTALL)
CASES = re.compile(r"\\(begin|end)\s*\{\s*(?:[dr]?cases\*?|array)\s*\}(?:\s*\{[lcr|@ ]*\})?")
COMMANDS: dict[str, tuple[Kind, str]] = {
    "cdot": ("operator", "*"), "times": ("operator", "*"), "ast": ("operator", "*"), "div": ("operator", "/"),
    "le": ("comparison", "le"), "leq": ("comparison", "le"), "leqslant": ("comparison", "le"),
    "ge": ("comparison", "ge"), "geq": ("comparison", "ge"), "geqslant": ("comparison", "ge"),
    "lt": ("comparison", "lt"), "gt": ("comparison", "gt"), "ne": ("comparison", "ne"), "neq": ("comparison", "ne"),
    "land": ("logic", "and"), "wedge": ("logic", "and"), "lor": ("logic", "or"), "vee": ("logic", "or"),
    "lnot": ("logic", "not"), "neg": ("logic", "not"),
    "frac": ("fraction", "/"),
    "lvert": ("open_bar", "|"), "rvert": ("close_bar", "|"), "vert": ("bar", "|"), "|": ("bar", "|"),
    "lVert": ("open_bar", "|"), "rVert": ("close_bar", "|"), "Vert": ("bar", "|"),
    "{": ("open", "{"), "}": ("close", "{"), "lbrace": ("open", "{"), "rbrace": ("close", "{"),
    "lbrack": ("open", "["), "rbrack": ("close", "["), "lparen": ("open", "("), "rparen": ("close", "("),
    "lfloor": ("open", "floor"), "rfloor": ("close", "floor"),
    "lceil": ("open", "ceil"), "rceil": ("close", "ceil"),
}  # fmt: skip
