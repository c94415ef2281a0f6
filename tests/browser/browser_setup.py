"""Find a Chromium that starts, or get one.

`make test` runs this file before the tests, so that a missing browser is one clear message and not a hundred
failures. Tests and benchmarks take the path and the flags from here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Software WebGL, because surfaces are drawn in 3-D and test machines have no graphics card.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The software that stands in for a graphics card draws surfaces; the page itself is drawn faster without it.
    "--disable-gpu-rasterization",
    "--disable-gpu-compositing",
    "--disable-accelerated-2d-canvas",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)

INSTALL_TIMEOUT_SECONDS = 600

HELP = """No Chromium could be found or installed, and browser tests are never skipped. One of these helps:
  - install Chromium or Google Chrome with the system's package manager (Debian: apt-get install chromium);
  - .venv/bin/python -m playwright install --with-deps chromium   (internet; root for libraries);
  - CHROMIUM=/path/to/chromium make test"""


def _starts(path: str) -> bool:
    """Whether the file at `path` runs; some distributions ship a stub that only prints advice."""
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def _playwright_chromium() -> str | None:
    """Path of the Chromium that Playwright manages, if it has been downloaded."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None


def _candidates() -> Iterator[str]:
    yield from filter(None, map(shutil.which, NAMES))
    own = _playwright_chromium()
    if own:
        yield own


def find_chromium() -> str | None:
    """Path of a Chromium that starts, or None. The environment variable CHROMIUM, when set, decides alone."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if _starts(named) else None
    return next(filter(_starts, _candidates()), None)


def chromium_path() -> str:
    """Like `find_chromium`, but raises RuntimeError with advice when there is none."""
    path = find_chromium()
    if path is None:
        raise RuntimeError(HELP)
    return path


def _run(*command: str) -> None:
    print("+", " ".join(command), flush=True)
    try:
        subprocess.run(command, timeout=INSTALL_TIMEOUT_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(error, file=sys.stderr)


def _installations() -> Iterator[tuple[tuple[str, ...], ...]]:
    """Ways to get a browser, from the least to the most intrusive."""
    playwright = (sys.executable, "-m", "playwright")
    yield ((*playwright, "install", "chromium"),)
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        yield ((*playwright, "install-deps", "chromium"),)
        yield (
            ("apt-get", "update"),
            ("apt-get", "install", "-y", "--no-install-recommends", "chromium"),
        )


def ensure_chromium() -> str:
    """Path of a Chromium that starts, installing one if need be. Raises RuntimeError if nothing helped."""
    path = find_chromium()
    if path or os.environ.get("CHROMIUM"):
        return path or chromium_path()
    for commands in _installations():
        for command in commands:
            _run(*command)
        path = find_chromium()
        if path:
            return path
    raise RuntimeError(HELP)


def main() -> int:
    try:
        print("Browser for the tests:", ensure_chromium())
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
