"""Of those who come at once, some are let in at a time; the others wait where they cost nothing.

When a class arrives, or all visitors of a process that has ended come back, hundreds of connections are asked for in
one second. Each of them let in is a session, a thread and the loop's time, before anybody has a page: the first is
there only when nearly all are, and who was there already waits as long. At the door they wait without any of that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Where Streamlit's page connects.
PATH = "/_stcore/stream"
#: A script at a time has its turn (`ui.work.turns`); the others are on their way to it, or from it.
AT_ONCE = 4
#: Seconds after which somebody is let in all the same: Streamlit's page gives up after fifteen.
PATIENCE = 10.0
#: Seconds after which a first view that takes long holds up nobody at the door.
LONGEST = 2.0
#: What says that a script has ended is shorter than this.
SHORT = 200


class Door:
    """ASGI middleware: so many visitors `at_once` have their first view worked out, in the order in which they come.

    Args:
        app: what is behind it.
        base: the path the application is served below.
        at_once: how many.
        patience: seconds that one waits at most.
        longest: seconds that a first view counts at most.
    """

    def __init__(
        self,
        app: ASGIApp,
        base: str = "",
        at_once: int = AT_ONCE,
        patience: float = PATIENCE,
        longest: float = LONGEST,
    ) -> None:
        self.app = app
        self._path, self._patience, self._longest = f"{base}{PATH}", patience, longest
        self._free = asyncio.Semaphore(at_once)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket" or scope["path"] != self._path:
            await self.app(scope, receive, send)
            return
        leave = await self._enter()
        there = False

        async def heard(message: Message) -> None:
            nonlocal there
            await send(message)
            # Only the first view counts: nothing that is said later is looked into.
            if not there and message["type"] == "websocket.send" and says_finished(message.get("bytes") or b""):
                there = True
                leave()

        try:
            await self.app(scope, receive, heard)
        finally:
            leave()

    async def _enter(self) -> Callable[[], None]:
        """Let in. What is returned is called, however often, when the first view is there."""
        try:
            await asyncio.wait_for(self._free.acquire(), self._patience)
        except TimeoutError:
            return lambda: None
        held = True

        def leave() -> None:
            nonlocal held
            if held:
                held = False
                late.cancel()
                self._free.release()

        late = asyncio.get_running_loop().call_later(self._longest, leave)
        return leave


def says_finished(data: bytes) -> bool:
    """Whether a message of Streamlit's says that a script has ended."""
    if not data or len(data) > SHORT:
        return False
    message = ForwardMsg()
    message.ParseFromString(data)
    return message.WhichOneof("type") == "script_finished"
