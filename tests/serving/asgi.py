"""ASGI without a server: an application that says what reached it, and requests to whatever stands around it."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

PLAIN = b"as it is"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


async def plain(_scope: Any, _receive: Any, send: Any) -> None:
    """Answers everything, with a header that others may replace."""
    headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-cache")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": PLAIN})


def ask(app: Any, path: str, method: str = "GET", client: str | None = "127.0.0.1", **headers: str) -> Answer:
    """What `app` answers; names of headers are given with _ for -."""
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http", "method": method, "path": path, "root_path": "", "query_string": b"",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        "client": None if client is None else (client, 50_000),
    }  # fmt: skip

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    _finish(app(scope, receive, send))
    start, *bodies = sent
    given = [(name.decode().lower(), value.decode()) for name, value in start["headers"]]
    assert len(dict(given)) == len(given), "a header is said twice"
    return Answer(start["status"], dict(given), b"".join(part.get("body", b"") for part in bodies))


def _finish(answering: Coroutine[Any, Any, None]) -> None:
    """Run what never waits to its end. No loop is asked: a browser of other tests may have one running."""
    try:
        answering.send(None)
    except StopIteration:
        return
    answering.close()
    raise AssertionError("the application waits for something")
