"""`streamlit`, printing how long every script run took: `python -m benchmarks.timed_streamlit run app.py`.

Timed is all that Streamlit does in the session's thread for one run: callbacks, the script itself, and the
collection of garbage after it, if it is switched on.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.web.cli import main

MARK = "script run ms:"


def timed(run_script: Any) -> Any:
    def run(self: ScriptRunner, *arguments: Any) -> Any:
        wall, cpu = time.perf_counter(), time.thread_time()
        try:
            return run_script(self, *arguments)
        finally:
            spent = 1e3 * (time.perf_counter() - wall), 1e3 * (time.thread_time() - cpu)
            print(MARK, *(f"{ms:.2f}" for ms in spent), flush=True)

    return run


def reported(log: str) -> list[tuple[float, float]]:
    """(wall, CPU) milliseconds of every script run in a server's log."""
    lines = (line.removeprefix(MARK).split() for line in log.splitlines() if line.startswith(MARK))
    return [(float(wall), float(cpu)) for wall, cpu in lines]


if __name__ == "__main__":
    ScriptRunner._run_script = timed(ScriptRunner._run_script)  # type: ignore[method-assign]
    sys.exit(main())
