"""The first look at the application, in a browser that knows nothing: `python -m benchmarks.first_load [browsers]`.

Beside it, in the same run, the shortest a Streamlit page with such a picture can be: `baseline_frames_app.py`, the same
landscape and paths through `st.plotly_chart`. Measured from the start of the navigation to the first refresh after the
picture was drawn, with a fresh browser each time; then once more with what that browser has kept.
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

from benchmarks.measuring import judged, machine
from benchmarks.plain_browser import PlainBrowser
from tests.browser.harness.servers import ROOT, Server

BROWSERS = 7
COLD_SECONDS, RELOAD_SECONDS = 3.0, 1.3
BASELINE = Path(__file__).with_name("baseline_frames_app.py")
#: What has been drawn once the picture is there.
PLAYER, CHART = ".opt-player[data-ready=true]", ".js-plotly-plot .contour"
WATCH = """((drawn) => {
  const look = (now) => { if (document.querySelector(drawn)) window.drawnAt = now; else requestAnimationFrame(look); };
  document.addEventListener("DOMContentLoaded", () => requestAnimationFrame(look));
})('%s')"""


def loads(url: str, drawn: str) -> tuple[float, float]:
    """Seconds of a first and of a second load in a fresh browser."""
    with PlainBrowser(WATCH % drawn) as browser:
        first = browser.load(url, "window.drawnAt")
        # A second look is not at a page that is still busy with the first.
        browser.rest()
        return first / 1e3, browser.load(url, "window.drawnAt") / 1e3


def main(browsers: int = BROWSERS) -> int:
    print(machine("streamlit", "plotly"))
    taken: dict[str, list[tuple[float, float]]] = {"application": [], "baseline": []}
    places = {"application": (ROOT / "asgi.py", PLAYER), "baseline": (BASELINE, CHART)}
    servers = {name: Server(script, (), {}) for name, (script, _drawn) in places.items()}
    try:
        # The first visit is the servers' warming up, and is not counted.
        for number in range(browsers + 1):
            for name, (_script, drawn) in places.items():
                seconds = loads(servers[name].url, drawn)
                if number:
                    taken[name].append(seconds)
    finally:
        for server in servers.values():
            server.stop()
    cold, again = ({name: median(each[load] for each in taken[name]) for name in places} for load in range(2))
    met = cold["application"] <= COLD_SECONDS
    print("first loads of the application, s:", *(f"{first:.2f}" for first, _again in sorted(taken["application"])))
    print(f"{'first load, s':30} {judged(cold['application'], COLD_SECONDS, at_least=False)}")
    print(f"{'reload, s':30} {judged(again['application'], RELOAD_SECONDS, at_least=False)}")
    for what, seconds in (("first load", cold), ("reload", again)):
        ratio = seconds["application"] / seconds["baseline"]
        print(f"{what}: {ratio:.2f} times that of a page with st.plotly_chart ({seconds['baseline']:.2f} s)")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
