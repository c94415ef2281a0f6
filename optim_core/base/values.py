"""Values: what compares by its fields, and travels (pickled, copied) without what was worked out from them."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np


def fields_of(instance: Any) -> dict[str, object]:
    """The fields of a dataclass by name; cached properties, which hold kernels and functions, are left out."""
    return {field.name: getattr(instance, field.name) for field in fields(instance)}


def same(a: object, b: object) -> bool:
    """Whether two values are equal; arrays number by number, NaN equal to NaN."""
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a is b or bool(np.array_equal(a, b, equal_nan=True))
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(map(same, a, b))
    return a is b or bool(a == b)
