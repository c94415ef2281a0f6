"""How NumPy, PyTorch and plain Python spell the functions of the expression language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_SAME = ("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "log2", "log10", "sqrt", "floor", "ceil")
_INVERSE = ("asin", "acos", "atan", "asinh", "acosh", "atanh")


@dataclass(frozen=True)
class Dialect:
    """One library's way to write things.

    Attributes:
        module: the name it is imported as.
        functions: a template per function of the language, for arrays or tensors.
        numbers: the same for plain numbers.
        helpers: source of the functions that the library lacks, by name.
        own_extremes: whether maximum and minimum are always functions of ours, because of their derivative on a tie.
    """

    module: str
    functions: Mapping[str, str]
    numbers: Mapping[str, str]
    helpers: Mapping[str, str]
    own_extremes: bool = False


def _shared(module: str) -> dict[str, str]:
    names = {**{name: name for name in (*_SAME, "abs", "sign")}, "ln": "log"}
    return {name: f"{module}.{spelling}({{0}})" for name, spelling in names.items()}


_NUMPY_FUNCTIONS = {
    **_shared("np"),
    **{name: f"np.arc{name.removeprefix('a')}({{0}})" for name in _INVERSE},
    "atan2": "np.arctan2({0}, {1})",
    "cbrt": "np.cbrt({0})",
    "step": "np.heaviside({0}, 1.0)",
    "relu": "np.maximum({0}, 0.0)",
    "softplus": "np.logaddexp(0.0, {0})",
    "sigmoid": "sigmoid({0})",
    "erf": "erf({0})",
    "even_power": "(np.abs({0})**{1})",
    "odd_power": "odd_power({0}, {1})",
    "max2": "np.maximum({0}, {1})",
    "min2": "np.minimum({0}, {1})",
    "masked_product": "masked_product({0}, {1})",
}

NUMPY = Dialect(
    module="np",
    functions=_NUMPY_FUNCTIONS,
    numbers=_NUMPY_FUNCTIONS,
    helpers={
        "sigmoid": """
def sigmoid(x):
    z = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, z)/(1.0 + z)
""",
        "odd_power": '''
def odd_power(x, exponent):
    """A power whose exponent has an odd denominator and an odd numerator: it has the sign of x."""
    return np.copysign(np.abs(x)**exponent, x)
''',
        "erf": "erf = np.vectorize(math.erf, otypes=[float])\n",
        "masked_product": '''
def masked_product(a, b):
    """a*b, and 0 where either is 0: a branch that is not taken adds nothing, however steep it is."""
    return a*b if a != 0 and b != 0 else 0.0
''',
    },
)

TORCH = Dialect(
    module="torch",
    functions={
        **_shared("torch"),
        **{name: f"torch.{name}({{0}})" for name in _INVERSE},
        "atan2": "torch.atan2({0}, {1})",
        "cbrt": "cbrt({0})",
        "step": "step({0})",
        "relu": "torch.relu({0})",
        "softplus": "softplus({0})",
        "sigmoid": "torch.sigmoid({0})",
        "erf": "torch.erf({0})",
        "even_power": "(torch.abs({0})**{1})",
        "odd_power": "odd_power({0}, {1})",
        "max2": "torch.maximum({0}, {1})",
        "min2": "torch.minimum({0}, {1})",
    },
    numbers={
        **{name: f"math.{name}({{0}})" for name in (*_SAME, *_INVERSE, "cbrt", "erf")},
        "ln": "math.log({0})",
        "abs": "abs({0})",
        "sign": "(({0} > 0) - ({0} < 0))",
        "atan2": "math.atan2({0}, {1})",
        "step": "(1.0 if {0} >= 0 else 0.0)",
        "relu": "max({0}, 0.0)",
        "softplus": "math.log1p(math.exp({0}))",
        "sigmoid": "(1.0/(1.0 + math.exp(-({0}))))",
        "even_power": "(abs({0})**{1})",
        "odd_power": "math.copysign(abs({0})**{1}, {0})",
        "max2": "max({0}, {1})",
        "min2": "min({0}, {1})",
    },
    helpers={
        "cbrt": "\ndef cbrt(x):\n    return torch.sign(x)*torch.abs(x)**(1/3)\n",
        "odd_power": "\ndef odd_power(x, exponent):\n    return torch.sign(x)*torch.abs(x)**exponent\n",
        "step": "\ndef step(x):\n    return torch.where(x >= 0, 1.0, 0.0)\n",
        "softplus": "\ndef softplus(x):\n    return torch.logaddexp(x, torch.zeros_like(x))\n",
        "larger": '''
def larger(a, b):
    """The maximum; on a tie the derivative is that of the first (torch.maximum takes half of each)."""
    a, b = torch.as_tensor(a), torch.as_tensor(b)
    return a if a >= b or a.isnan() else b
''',
        "smaller": '''
def smaller(a, b):
    """The minimum; on a tie the derivative is that of the first (torch.minimum takes half of each)."""
    a, b = torch.as_tensor(a), torch.as_tensor(b)
    return a if a <= b or a.isnan() else b
''',
    },
)
