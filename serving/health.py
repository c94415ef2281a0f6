"""Whether this process can serve a visitor: for probes of a cluster, a proxy, a container."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

PATH = "/healthz"


class Health:
    """An endpoint that answers 200 while the process is `ready`, and 503 before and after."""

    def __init__(self) -> None:
        self.ready = False

    async def answer(self, _request: Request) -> Response:
        from starlette.responses import PlainTextResponse

        return PlainTextResponse("ok") if self.ready else PlainTextResponse("not ready", status_code=503)
