"""Scripts and styles whose names change with their content: compressed once, kept by browsers for a year."""

from __future__ import annotations

import gzip
import mimetypes
import os
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import brotli

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOREVER = "public, max-age=31536000, immutable"
#: What is text; fonts and pictures are compressed as they are.
SUFFIXES = frozenset({".js", ".css", ".svg"})
#: Smaller files do not become smaller still.
LEAST_BYTES = 1_000
# As good as gets done within seconds of the start: the next level takes three times as long for a hundredth.
_BROTLI_QUALITY, _GZIP_LEVEL = 7, 6
#: Of the priorities of a process, -20 to 19, where 0 is usual.
_MODEST = 15


@dataclass(frozen=True)
class Compressed:
    """A file as it is sent: its kind, and its bytes by the name of their coding."""

    media_type: str
    codings: Mapping[str, bytes]


class CompressedFiles:
    """What is compressed by now, by the path below the application's address; filled by `prepare` while it serves."""

    def __init__(self) -> None:
        self._files: dict[str, Compressed] = {}

    def prepare(self, folders: Iterable[tuple[str, Path]]) -> None:
        """Compress the texts in `folders`, each given with the path it is served at."""
        for path, file in _texts(folders):
            data = file.read_bytes()
            if len(data) >= LEAST_BYTES:
                self._files[path] = Compressed(
                    mimetypes.guess_type(file.name)[0] or "application/octet-stream",
                    {
                        "br": brotli.compress(data, quality=_BROTLI_QUALITY),
                        "gzip": gzip.compress(data, compresslevel=_GZIP_LEVEL, mtime=0),
                    },
                )

    def prepare_in_background(self, folders: Iterable[tuple[str, Path]]) -> threading.Thread:
        """The same beside the first visitors, who get the files as they are until then."""
        thread = threading.Thread(target=self._prepare_modestly, args=(folders,), name="compress", daemon=True)
        thread.start()
        return thread

    def _prepare_modestly(self, folders: Iterable[tuple[str, Path]]) -> None:
        # Whoever comes meanwhile goes before. Only Linux gives a thread a priority of its own.
        if sys.platform == "linux":
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _MODEST)
        self.prepare(folders)

    def get(self, path: str) -> Compressed | None:
        return self._files.get(path)

    @property
    def size(self) -> int:
        """Bytes that are kept."""
        return sum(len(data) for file in self._files.values() for data in file.codings.values())


def _texts(folders: Iterable[tuple[str, Path]]) -> Iterator[tuple[str, Path]]:
    for served_at, folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.suffix in SUFFIXES and file.is_file():
                yield f"{served_at}/{file.relative_to(folder).as_posix()}", file


def accepted(header: str) -> list[str]:
    """The codings of an Accept-Encoding header that are not refused, in the order in which we like them."""
    offered: dict[str, float] = {}
    for part in header.lower().split(","):
        name, _, parameters = part.strip().partition(";")
        quality = parameters.strip().removeprefix("q=") if parameters else "1"
        try:
            offered[name.strip()] = float(quality)
        except ValueError:
            offered[name.strip()] = 0.0
    return [name for name in ("br", "gzip") if offered.get(name, offered.get("*", 0.0)) > 0]


class ServeCompressed:
    """ASGI middleware: what `files` has is answered from there; what lies below `lasting` is kept by browsers."""

    def __init__(self, app: ASGIApp, files: CompressedFiles, lasting: str, base: str = "") -> None:
        self.app = app
        self._files = files
        self._lasting = f"{base}{lasting}"
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        file = self._files.get(path.removeprefix(self._base)) if path.startswith(self._base) else None
        request = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
        codings = accepted(request.get("accept-encoding", ""))
        # A part of a file is a part of it as it is.
        if file is not None and codings and "range" not in request:
            await _send(send, file, codings[0], with_body=scope["method"] == "GET")
            return
        if path.startswith(self._lasting):
            send = _lasting(send)
        await self.app(scope, receive, send)


async def _send(send: Send, file: Compressed, coding: str, with_body: bool) -> None:
    data = file.codings[coding]
    headers = {
        "content-type": file.media_type,
        "content-encoding": coding,
        "cache-control": FOREVER,
        "vary": "Accept-Encoding",
        "access-control-allow-origin": "*",
    }
    await answer(send, data, headers, with_body)


async def answer(send: Send, data: bytes, headers: Mapping[str, str], with_body: bool) -> None:
    """Send what was found, with its length; to HEAD, which asks for headers alone, without the body."""
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    pairs.append((b"content-length", str(len(data)).encode()))
    await send({"type": "http.response.start", "status": 200, "headers": pairs})
    await send({"type": "http.response.body", "body": data if with_body else b""})


def _lasting(send: Send) -> Send:
    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            others = [pair for pair in message.get("headers", []) if pair[0].lower() not in (b"cache-control", b"vary")]
            message["headers"] = [*others, (b"cache-control", FOREVER.encode()), (b"vary", b"Accept-Encoding")]
        await send(message)

    return marked
