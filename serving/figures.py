"""Figures of this process for Prometheus, and who may read them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from streamlit import runtime
from streamlit.runtime.stats import ACTIVE_SESSIONS_FAMILY, GaugeStat

from ui.shell.activity import Activity
from ui.work.counts import Load

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

PATH = "/metrics"
# Streamlit's own: the same kind of figures, and an interface for programs that nothing here needs.
_FIGURES_OF_STREAMLIT = "/_stcore/metrics"
_PROGRAMS = "/_stcore/agent"
# A reverse proxy on this machine asks from here too, but says for whom.
_FORWARDED = frozenset({b"x-forwarded-for", b"forwarded", b"x-real-ip"})


class WorkFigures(Collector):
    """What workers do: jobs that wait and run, seconds by kind, and what was refused, cut short or ended."""

    def __init__(self, load: Callable[[], Load]) -> None:
        self._load = load

    def collect(self) -> Iterable[Metric]:
        load = self._load()
        counts = load.counts
        yield GaugeMetricFamily("optimization_jobs_waiting", "Jobs that no worker is at.", value=load.waiting)
        yield GaugeMetricFamily("optimization_jobs_running", "Jobs that a worker is at.", value=load.running)
        yield GaugeMetricFamily("optimization_workers", "Worker processes.", value=load.workers)
        for name, text, label, found in (
            ("jobs_done", "Jobs with a result.", "kind", counts.done),
            ("jobs_seconds", "Seconds that workers were at jobs, however they ended.", "kind", counts.seconds),
            ("jobs_budget_used", "Results that ended where their budget did.", "kind", counts.spent),
            ("jobs_failed", "Jobs without a result.", "reason", counts.failed),
            ("workers_ended", "Worker processes that ended.", "reason", counts.workers),
        ):
            family = CounterMetricFamily(f"optimization_{name}", text, labels=[label])
            for value, count in sorted(found.items()):
                family.add_metric([value], count)
            yield family


class Figures(Collector):
    """Visitors now, and runs of pages with the seconds they took."""

    def __init__(self, activity: Activity, visitors: Callable[[], int]) -> None:
        self._activity = activity
        self._visitors = visitors

    def collect(self) -> Iterable[Metric]:
        yield GaugeMetricFamily("optimization_visitors", "People whose page is open.", value=self._visitors())
        runs = CounterMetricFamily("optimization_page_runs", "Runs of a page's script.", labels=["page"])
        for page, count in self._activity.runs().items():
            runs.add_metric([page], count)
        yield runs
        seconds = CounterMetricFamily("optimization_page_seconds", "Seconds of those runs.", labels=["page"])
        for page, spent in self._activity.seconds().items():
            seconds.add_metric([page], spent)
        yield seconds


def visitors() -> int:
    """How many pages are connected now, as Streamlit counts them."""
    if not runtime.exists():
        return 0
    stats = runtime.get_instance().stats_mgr.get_stats(family_names=[ACTIVE_SESSIONS_FAMILY])
    return sum(int(stat.value) for family in stats.values() for stat in family if isinstance(stat, GaugeStat))


def exposition(collectors: Iterable[Collector]) -> bytes:
    """The text that Prometheus reads."""
    registry = CollectorRegistry()
    for collector in collectors:
        registry.register(collector)
    return generate_latest(registry)


def may_read(scope: Scope, token: str) -> bool:
    """Whether who asks is on this machine, and no proxy's errand, or shows the token."""
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    shown = [value for name, value in headers if name.lower() == b"authorization"]
    if token and any(secrets.compare_digest(value, f"Bearer {token}".encode()) for value in shown):
        return True
    client = scope.get("client")
    if client is None or any(name.lower() in _FORWARDED for name, _value in headers):
        return False
    try:
        return ip_address(client[0]).is_loopback
    except ValueError:
        return False


class Private:
    """ASGI middleware: figures for who may read them; Streamlit's interface for programs for nobody."""

    def __init__(self, app: ASGIApp, token: str, collectors: Iterable[Collector], base: str = "") -> None:
        self.app = app
        self._token = token
        self._collectors = tuple(collectors)
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        from starlette.responses import PlainTextResponse, Response

        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"].removeprefix(self._base)
        answer: Response | None = None
        if _PROGRAMS in path or (path in (PATH, _FIGURES_OF_STREAMLIT) and not may_read(scope, self._token)):
            answer = PlainTextResponse("Not Found", status_code=404)
        elif path == PATH:
            answer = Response(exposition(self._collectors), media_type=CONTENT_TYPE_LATEST)
        await (answer or self.app)(scope, receive, send)
