"""Files that are compressed once."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest

from serving.compressed import FOREVER, LEAST_BYTES, CompressedFiles, ServeCompressed, accepted
from tests.serving.asgi import PLAIN, ask, plain

SCRIPT = b"export const a = 1; // " + b"many words " * 200


@pytest.fixture
def files(tmp_path: Path) -> CompressedFiles:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "main.js").write_bytes(SCRIPT)
    (tmp_path / "small.css").write_bytes(b"a" * (LEAST_BYTES - 1))
    (tmp_path / "font.woff2").write_bytes(b"a" * 10 * LEAST_BYTES)
    compressed = CompressedFiles()
    compressed.prepare([("/app/static/player-1", tmp_path)])
    return compressed


@pytest.mark.parametrize(
    ("header", "codings"),
    [
        ("gzip, deflate, br, zstd", ["br", "gzip"]), ("gzip", ["gzip"]), ("br;q=0, gzip;q=0.5", ["gzip"]),
        ("*", ["br", "gzip"]), ("*;q=0", []), ("gzip;q=0, *", ["br"]), ("identity", []), ("", []), ("br;q=x", []),
    ],
)  # fmt: skip
def test_what_a_browser_accepts(header: str, codings: list[str]) -> None:
    assert accepted(header) == codings


@pytest.mark.parametrize(("coding", "decode"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
@pytest.mark.parametrize("base", ["", "/course"])
def test_a_file_comes_compressed_and_is_kept(files: CompressedFiles, coding: str, decode: object, base: str) -> None:
    app = ServeCompressed(plain, files, "/app/static/player-", base)
    answer = ask(app, f"{base}/app/static/player-1/deep/main.js", accept_encoding=coding)
    assert callable(decode) and decode(answer.body) == SCRIPT and len(answer.body) < len(SCRIPT) / 4
    assert answer.headers["content-encoding"] == coding and answer.headers["content-length"] == str(len(answer.body))
    assert "javascript" in answer.headers["content-type"]
    assert (answer.headers["cache-control"], answer.headers["vary"]) == (FOREVER, "Accept-Encoding")
    head = ask(app, f"{base}/app/static/player-1/deep/main.js", "HEAD", accept_encoding=coding)
    assert (head.body, head.headers) == (b"", answer.headers)


@pytest.mark.parametrize(
    ("path", "method", "headers"),
    [
        ("/app/static/player-1/deep/main.js", "GET", {}),
        ("/app/static/player-1/deep/main.js", "GET", {"accept_encoding": "br", "range": "bytes=0-9"}),
        ("/app/static/player-1/deep/main.js", "POST", {"accept_encoding": "br"}),
        ("/app/static/player-1/small.css", "GET", {"accept_encoding": "br"}),
        ("/app/static/player-1/font.woff2", "GET", {"accept_encoding": "br"}),
        ("/other.js", "GET", {"accept_encoding": "br"}),
    ],
)
def test_everything_else_is_answered_as_it_was(
    files: CompressedFiles, path: str, method: str, headers: dict[str, str]
) -> None:
    answer = ask(ServeCompressed(plain, files, "/app/static/player-"), path, method, **headers)
    assert answer.body == PLAIN and "content-encoding" not in answer.headers
    # Kept for a year is what has its content in its name.
    kept = method == "GET" and "player-" in path
    assert answer.headers["cache-control"] == (FOREVER if kept else "no-cache")
