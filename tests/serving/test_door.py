"""Who is let in, in which order, and what lets the next one in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from serving.door import PATH, SHORT, Door, says_finished

Send = Callable[..., Awaitable[None]]
#: Seconds that nobody waits here.
LONG = 600.0


def message(**said: Any) -> bytes:
    return ForwardMsg(**said).SerializeToString()


FINISHED = message(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)


class Inside:
    """An application that notes who is in, shows a view when it is told to, and ends when it is told to."""

    def __init__(self) -> None:
        self.came: list[int] = []
        self.show: dict[int, asyncio.Event] = {}
        self.end: dict[int, asyncio.Event] = {}

    async def __call__(self, scope: MutableMapping[str, Any], _receive: Any, send: Send) -> None:
        number = scope["number"]
        self.show[number], self.end[number] = asyncio.Event(), asyncio.Event()
        self.came.append(number)
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "bytes": message(session_status_changed={"run_on_save": True})})
        showing, ending = (asyncio.ensure_future(event.wait()) for event in (self.show[number], self.end[number]))
        await asyncio.wait((showing, ending), return_when=asyncio.FIRST_COMPLETED)
        if self.show[number].is_set():
            await send({"type": "websocket.send", "bytes": FINISHED})
        await ending


class Visitors:
    """Connections through a door."""

    def __init__(self, **settings: Any) -> None:
        self.inside = Inside()
        self.door = Door(self.inside, **{"at_once": 2, "patience": LONG, "longest": LONG, **settings})
        self.sent: list[tuple[int, Any]] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def come(self, *numbers: int, path: str = PATH, kind: str = "websocket") -> None:
        for number in numbers:

            async def send(what: Any, number: int = number) -> None:
                self.sent.append((number, what))

            scope = {"type": kind, "path": path, "number": number}
            self.tasks.append(asyncio.ensure_future(self.door(scope, self._nothing, send)))
        await self.rest()

    async def rest(self) -> None:
        """Until nobody does anything any more."""
        for _ in range(50):
            await asyncio.sleep(0)

    async def over(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def _nothing(self) -> Any:
        await asyncio.Event().wait()


def with_visitors(test: Callable[[Visitors], Awaitable[None]], **settings: Any) -> None:
    async def run() -> None:
        visitors = Visitors(**settings)
        try:
            await test(visitors)
        finally:
            await visitors.over()

    # In a thread of its own: where a browser has been driven before, this one has a loop already.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, run()).result()


def test_so_many_at_once_and_the_others_in_their_order() -> None:
    async def test(visitors: Visitors) -> None:
        inside = visitors.inside
        await visitors.come(1, 2, 3, 4, 5)
        assert inside.came == [1, 2]
        inside.show[2].set()
        await visitors.rest()
        assert inside.came == [1, 2, 3]
        # Everything is handed on as it was said.
        assert [what["type"] for number, what in visitors.sent if number == 2] == [
            "websocket.accept", "websocket.send", "websocket.send"
        ]  # fmt: skip
        inside.show[1].set()
        inside.show[3].set()
        await visitors.rest()
        assert inside.came == [1, 2, 3, 4, 5]

    with_visitors(test)


def test_who_leaves_before_the_view_is_there_lets_the_next_one_in() -> None:
    async def test(visitors: Visitors) -> None:
        await visitors.come(1, 2, 3, 4)
        visitors.inside.end[1].set()
        await visitors.rest()
        assert visitors.inside.came == [1, 2, 3]
        # Seen and left is one place, not two.
        visitors.inside.show[2].set()
        await visitors.rest()
        visitors.inside.end[2].set()
        await visitors.come(5, 6)
        assert visitors.inside.came == [1, 2, 3, 4]

    with_visitors(test)


def test_who_gives_up_outside_takes_no_place() -> None:
    async def test(visitors: Visitors) -> None:
        await visitors.come(1, 2, 3, 4)
        visitors.tasks[2].cancel()
        await visitors.rest()
        visitors.inside.show[1].set()
        await visitors.rest()
        assert visitors.inside.came == [1, 2, 4]

    with_visitors(test)


@pytest.mark.parametrize("setting", ["patience", "longest"])
def test_nobody_waits_for_ever(setting: str) -> None:
    async def test(visitors: Visitors) -> None:
        await visitors.come(1, 2, 3)
        while visitors.inside.came != [1, 2, 3]:
            await asyncio.sleep(0.001)

    with_visitors(test, **{setting: 0.01})


def test_what_connects_to_nothing_of_streamlits_goes_through() -> None:
    async def test(visitors: Visitors) -> None:
        await visitors.come(1, 2)
        await visitors.come(3, path="/elsewhere")
        await visitors.come(4, kind="http")
        assert visitors.inside.came == [1, 2, 3, 4]

    with_visitors(test)


def test_below_a_path_they_connect_below_it() -> None:
    async def test(visitors: Visitors) -> None:
        await visitors.come(1, 2, 3, path=f"/lectures{PATH}")
        assert visitors.inside.came == [1, 2]

    with_visitors(test, base="/lectures")


def test_only_the_end_of_a_script_says_so() -> None:
    assert says_finished(FINISHED) and len(FINISHED) < SHORT
    assert not says_finished(b"")
    assert not says_finished(message(session_status_changed={"run_on_save": True}))
    assert not says_finished(message(ref_hash="0" * 32))
    assert not says_finished(FINISHED + bytes(SHORT))
