"""The cost of collecting garbage after every script run, and of not doing so: `python -m benchmarks.memory`.

One session after another opens the application and reruns it, a few thousand script runs in all, through
Streamlit's own test runner in this process; per setting: milliseconds a run and the process's memory.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from benchmarks.measuring import machine

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = ("collect", "collect+freeze", "freeze", "neither")
RERUNS_PER_SESSION = 20


def resident_megabytes() -> float:
    """Memory of this process that is in RAM."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def one_session() -> list[float]:
    """Open the application, move nothing, rerun; milliseconds of each run."""
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    spent = []
    for number in range(RERUNS_PER_SESSION):
        app.session_state["benchmark_run"] = number
        began = time.perf_counter()
        app.run()
        if app.exception:
            raise RuntimeError(app.exception[0].message)
        spent.append(1e3 * (time.perf_counter() - began))
    return spent


def measure(setting: str, runs: int) -> None:
    """Print one line for one setting; runs in a process of its own."""
    # Without a browser Streamlit warns on every run that there is none.
    logging.disable(logging.WARNING)
    collects, freezes = "collect" in setting, "freeze" in setting
    if not freezes:
        gc.freeze = lambda: None
    one_session()
    if freezes:
        gc.collect()
        gc.freeze()
    start, spent = resident_megabytes(), list[float]()
    marks = []
    while len(spent) < runs:
        for duration in one_session():
            began = time.perf_counter()
            if collects:
                gc.collect(2)
            spent.append(duration + 1e3 * (time.perf_counter() - began))
        marks.append(resident_megabytes())
    half = marks[len(marks) // 2]
    growth = 1e3 * (marks[-1] - half) / (len(spent) / 2)
    print(
        f"{setting:16} {median(spent):8.1f} ms a run; memory {start:6.0f} MB at first, {half:6.0f} half-way, "
        f"{marks[-1]:6.0f} at the end: {growth:6.1f} kB a run over the second half",
        flush=True,
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--setting", choices=SETTINGS)
    arguments.add_argument("--runs", type=int, default=2_000)
    given = arguments.parse_args()
    if given.setting:
        measure(given.setting, given.runs)
        return
    print("memory:", machine("streamlit"), flush=True)
    for setting in SETTINGS:
        command = [sys.executable, "-m", "benchmarks.memory", "--setting", setting, "--runs", str(given.runs)]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
