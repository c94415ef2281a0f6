"""Medians, and the machine they were taken on."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterable
from importlib.metadata import version
from statistics import median, quantiles


def milliseconds(work: Callable[[], object], repetitions: int = 7) -> float:
    """Median duration of `work` in milliseconds; one more call before, not counted, warms it up."""
    work()
    return median(_once(work) for _ in range(repetitions))


def _once(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1e3 * (time.perf_counter() - began)


def machine(*packages: str) -> str:
    """One line on the processor count and their speed now, which differs by the hour on a virtual machine, on Python
    and the versions of `packages`.
    """
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    speed = milliseconds(_loop, repetitions=3)
    python = f"Python {platform.python_version()} (a million rounds of a loop in {speed:.0f} ms)"
    return f"{os.cpu_count()} CPUs, {platform.system()}, {python}, {versions}"


def _loop() -> None:
    total = 0
    for number in range(1_000_000):
        total += number * number


def judged(value: float, limit: float, at_least: bool) -> str:
    """`value` beside its target, and whether it is met."""
    met = value >= limit if at_least else value <= limit
    return f"{value:8.1f}   target {'>=' if at_least else '<='} {limit:g}: {'met' if met else 'NOT MET'}"


def p95(taken: list[float]) -> float:
    """What 95 of 100 do not exceed; of a single one itself."""
    return quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]


def all_kept(found: Iterable[tuple[str, float, float]]) -> bool:
    """Print names and values beside their upper limits; whether all are kept."""
    kept = True
    for name, value, limit in found:
        print(f"{name:45} {judged(value, limit, at_least=False)}")
        kept &= value <= limit
    return kept
