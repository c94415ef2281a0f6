"""Medians, and the machine they were taken on."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from importlib.metadata import version
from statistics import median


def milliseconds(work: Callable[[], object], repetitions: int = 7) -> float:
    """Median duration of `work` in milliseconds; one more call before, not counted, warms it up."""
    work()
    return median(_once(work) for _ in range(repetitions))


def _once(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1e3 * (time.perf_counter() - began)


def machine(*packages: str) -> str:
    """One line on the processor count, Python and the versions of `packages`."""
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return f"{os.cpu_count()} CPUs, {platform.system()}, Python {platform.python_version()}, {versions}"


def judged(value: float, limit: float, at_least: bool) -> str:
    """`value` beside its target, and whether it is met."""
    met = value >= limit if at_least else value <= limit
    return f"{value:8.1f}   target {'>=' if at_least else '<='} {limit:g}: {'met' if met else 'NOT MET'}"
