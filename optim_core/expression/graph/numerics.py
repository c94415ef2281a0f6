"""Real functions in two forms, for floats and for arrays, that mean the same.

Where a scalar form raises (`math`), the array form gives NaN or infinity; `kernels` relies on that.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def sign(x: float) -> float:
    return 1.0 if x > 0.0 else -1.0 if x < 0.0 else x * 0.0


def step(x: float) -> float:
    return 1.0 if x >= 0.0 else 0.0 if x < 0.0 else x


def maximum(a: float, b: float) -> float:
    # NaN wins, as in numpy.maximum.
    return a if a >= b or a != a else b


def minimum(a: float, b: float) -> float:
    return a if a <= b or a != a else b


def relu(x: float) -> float:
    return maximum(x, 0.0)


def even_power(x: float, exponent: float) -> float:
    return math.pow(abs(x), exponent)


def odd_power(x: float, exponent: float) -> float:
    return math.copysign(math.pow(abs(x), exponent), x)


def floor(x: float) -> float:
    return float(math.floor(x))


def ceil(x: float) -> float:
    return float(math.ceil(x))


def sigmoid(x: float) -> float:
    z = math.exp(-abs(x))
    return (1.0 if x >= 0.0 else z) / (1.0 + z)


def softplus(x: float) -> float:
    return maximum(x, 0.0) + math.log1p(math.exp(-abs(x)))


def masked_product(a: float, b: float) -> float:
    return a * b if a and b else 0.0


def even_power_array(x: Any, exponent: float) -> Any:
    return np.power(np.abs(x), exponent)


def odd_power_array(x: Any, exponent: float) -> Any:
    return np.copysign(np.power(np.abs(x), exponent), x)


def step_array(x: Any) -> Any:
    return np.heaviside(x, 1.0)


def relu_array(x: Any) -> Any:
    return np.maximum(x, 0.0)


def sigmoid_array(x: Any) -> Any:
    z = np.exp(-np.abs(x))
    return np.where(np.greater_equal(x, 0.0), 1.0, z) / (1.0 + z)


def softplus_array(x: Any) -> Any:
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


_ERF = np.frompyfunc(math.erf, 1, 1)


def erf_array(x: Any) -> Any:
    # NumPy has no erf; the C library's, element by element, keeps both forms equal to the last bit.
    return np.asarray(_ERF(x), dtype=np.float64)


def masked_product_array(a: Any, b: Any) -> Any:
    return np.where((np.equal(a, 0.0)) | (np.equal(b, 0.0)), 0.0, np.multiply(a, b))
