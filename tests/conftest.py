"""Settings every test shares."""

from __future__ import annotations

import gc
import logging
import os
from functools import cache
from pathlib import Path
from unittest.mock import MagicMock

import pytest
from hypothesis import HealthCheck, settings

# Workers share the processors. Threads of the linear algebra would wait for each other in loops, which costs several
# times what a small product or L-BFGS-B's step does. Read when NumPy and SciPy are imported, here and in servers.
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import app_test

# Reproducible by default: a red build means a change, not a lucky draw. `explore` looks further afield.
settings.register_profile(
    "repeatable",
    deadline=None,
    derandomize=True,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("explore", deadline=None, max_examples=2_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

# Each page under test asks every installed package whether it brings components, which takes longer than the page.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
# It also makes a stand-in of the runtime, with all its methods looked up, and compiles its script, at every run.
app_test.MagicMock = cache(lambda spec: MagicMock(spec=spec))
app_test.ScriptCache = cache(ScriptCache)

ROOM = Path(__file__).parent
#: What takes longest comes first: whoever ends last should end with short files.
LONGEST_FIRST = ("browser", "pages", "ui", "optim_core", "surfaces")

# Thousands of tests are collected and none of them is ever given up: there is no garbage to look for among them.
gc.disable()


def pytest_configure(config: pytest.Config) -> None:
    """Each worker begins to collect with other rooms: what one has rewritten for pytest's asserts, the others read."""
    if hasattr(config, "workerinput") and [config.rootpath / name for name in config.args] == [ROOM]:
        rooms = sorted(str(folder) for folder in ROOM.iterdir() if any(folder.glob("**/test_*.py")))
        number, of = (int(os.environ[f"PYTEST_XDIST_WORKER{which}"].removeprefix("gw")) for which in ("", "_COUNT"))
        at = len(rooms) * number // of
        config.args[:] = rooms[at:] + rooms[:at]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The same order of files for all workers, wherever they began."""
    ranks = {path: _rank(path) for path in {item.path for item in items}}
    items.sort(key=lambda item: ranks[item.path])


def _rank(path: Path) -> tuple[int, str]:
    room = path.relative_to(ROOM).parts[0]
    return (LONGEST_FIRST.index(room) if room in LONGEST_FIRST else len(LONGEST_FIRST)), str(path)


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()
    # Streamlit keeps its dozens of loggers apart from the root; for each of them pytest would put in a handler of its
    # own, and take it out again, six times a test.
    for logger in logging.root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.propagate = True
