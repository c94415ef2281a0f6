"""`python -m benchmarks [name...]`: every benchmark in its own process, with a memory of its own."""

from __future__ import annotations

import subprocess
import sys

BENCHMARKS = (
    *("engine", "costs", "batches", "interaction", "dragging", "first_load"),
    *("training", "memory", "visitors", "replicas", "fuzz"),
)


def main() -> int:
    chosen = sys.argv[1:] or BENCHMARKS
    codes = [subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode for name in chosen]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
