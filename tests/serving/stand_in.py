"""In place of a process of the application: `stand_in.py PORT FOLDER` answers its health, and is told to end kindly."""

from __future__ import annotations

import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import FrameType


class Healthy(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


def main() -> None:
    port, folder = int(sys.argv[1]), Path(sys.argv[2])

    def ends(_number: int, _frame: FrameType | None) -> None:
        (folder / f"ended-{os.getpid()}").touch()
        sys.exit(0)

    signal.signal(signal.SIGTERM, ends)
    (folder / f"secret-{os.getpid()}").write_text(os.environ["STREAMLIT_SERVER_COOKIE_SECRET"])
    HTTPServer(("127.0.0.1", port), Healthy).serve_forever()


if __name__ == "__main__":
    main()
