"""A websocket of a visitor without a browser, which takes as little of the processor as can be.

Whoever measures a server with hundreds of visitors on the same machine measures the program that plays them too. Here a
message costs two looks at its first bytes: nothing is decompressed, copied or parsed that nobody asked for.
"""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

_TEXT, _BINARY, _CLOSE, _PING, _PONG = 0x81, 0x82, 0x88, 0x89, 0x8A
#: A frame's length stands in its second byte, or in so many bytes that follow where that says one of these.
_LONGER = {126: 2, 127: 8}
#: Browsers mask what they send; with a mask of zeros the masked message is the message.
_MASK = bytes(4)


class Connection(asyncio.Protocol):
    """Frames of one message each, as servers send them (RFC 6455); `take` gets every message."""

    def __init__(self, request: bytes, take: Callable[[memoryview], None]) -> None:
        self._request, self._take = request, take
        self._come = bytearray()
        self._refused = False
        self._transport: asyncio.Transport | None = None
        loop = asyncio.get_running_loop()
        self.opened: asyncio.Future[None] = loop.create_future()
        self.closed: asyncio.Future[None] = loop.create_future()

    @classmethod
    async def to(cls, url: str, cookie: str, take: Callable[[memoryview], None]) -> Connection:
        """Opened. Raises OSError if the server is not there or refuses."""
        parts = urlsplit(url)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {parts.path} HTTP/1.1",
            f"Host: {parts.netloc}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Protocol: streamlit",
            *[f"Cookie: {cookie}"] * bool(cookie),
        ]
        request = "\r\n".join((*lines, "", "")).encode()
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(lambda: cls(request, take), parts.hostname, parts.port)
        await connection.opened
        return connection

    def send(self, message: bytes) -> None:
        """One binary message. Raises ConnectionError if the connection has ended."""
        if self._transport is None or self.closed.done():
            raise ConnectionError("the connection has ended")
        self._transport.write(_frame(_BINARY, message))

    async def close(self) -> None:
        """As a closed tab does."""
        if self._transport is not None and not self.closed.done():
            self._transport.write(_frame(_CLOSE, b"\x03\xe9"))
            self._transport.close()
            await asyncio.wait((self.closed,))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's is none of asyncio's by its type.
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        self._come += data
        if not self.opened.done() and not self._answered():
            return
        read = 0
        while (frame := _whole(self._come, read)) is not None:
            kind, first, read = frame
            # Given back before the next frame: what is looked at cannot grow meanwhile.
            with memoryview(self._come)[first:read] as message:
                self._heard(kind, message)
        del self._come[:read]

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(exc or ConnectionError("the server has hung up"))
        if not self.closed.done():
            self.closed.set_result(None)

    def _answered(self) -> bool:
        """Whether the server's answer to the request is there; refused, the connection ends."""
        head, end, rest = self._come.partition(b"\r\n\r\n")
        if not end:
            return False
        self._come = rest
        if head.split(b" ", 2)[1] != b"101":
            self._refused = True
            self.opened.set_exception(ConnectionError(head.partition(b"\r\n")[0].decode()))
            if self._transport is not None:
                self._transport.close()
            return False
        self.opened.set_result(None)
        return True

    def _heard(self, kind: int, message: memoryview) -> None:
        assert self._transport is not None
        if kind in (_BINARY, _TEXT):
            self._take(message)
        elif kind == _PING:
            self._transport.write(_frame(_PONG, bytes(message)))
        elif kind == _CLOSE:
            self._transport.close()
        elif kind != _PONG:
            raise ValueError(f"a frame of kind {kind:#x}, which this server is not known to send")


def _whole(come: bytearray, read: int) -> tuple[int, int, int] | None:
    """Of the frame at `read`: its first byte, where its message begins, where it ends; None if it is not all there."""
    if len(come) < read + 2:
        return None
    size, first = come[read + 1], read + 2
    longer = _LONGER.get(size)
    if longer:
        size = int.from_bytes(come[first : first + longer], "big")
        first += longer
    return (come[read], first, first + size) if len(come) >= first + size else None


def _frame(kind: int, message: bytes) -> bytes:
    size = len(message)
    if size < 126:
        head = bytes((kind, 0x80 | size))
    elif size < 1 << 16:
        head = bytes((kind, 0x80 | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((kind, 0x80 | 127)) + size.to_bytes(8, "big")
    return head + _MASK + message
