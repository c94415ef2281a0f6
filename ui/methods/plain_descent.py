"""The method that others are compared with."""

from __future__ import annotations

from functools import cache

from optim_core import methods
from optim_core.methods.definition import Method


@cache
def plain_descent() -> str:
    """The key of the method that others are compared with: its step is the gradient times a rate, nothing else."""
    return next(key for key, m in methods().items() if isinstance(m, Method) and m.lecture.updates == "w = w - eta*g")
