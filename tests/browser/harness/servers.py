"""Streamlit servers for tests and benchmarks, started once per script and flags."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from serving.replicas import free_ports

ROOT = Path(__file__).resolve().parents[3]
START_TIMEOUT_SECONDS = 120
BASE_PATH_FLAG = "--server.baseUrlPath"


def _base_path(flags: tuple[str, ...]) -> str:
    """The path a `--server.baseUrlPath=...` flag puts the app under, as "" or "/path"."""
    for flag in flags:
        if flag.startswith(f"{BASE_PATH_FLAG}="):
            return "/" + flag.partition("=")[2].strip("/")
    return ""


def _is_healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


class Server:
    """One `streamlit run`, from the root of a checkout so that its configuration applies.

    `module` is what `python -m` starts; another one may wrap Streamlit's command to measure it. Raises
    RuntimeError with the server's log if it does not come up.
    """

    def __init__(
        self,
        script: Path,
        flags: tuple[str, ...],
        environment: dict[str, str],
        module: str = "streamlit",
        root: Path = ROOT,
    ) -> None:
        self.log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the server
        (port,) = free_ports(1)
        self.url = f"http://127.0.0.1:{port}{_base_path(flags)}"
        command = [sys.executable, "-m", module, "run", str(script)]
        command += ["--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1", *flags]
        self.command, self.root, self.environment = command, root, environment
        self.process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        self.process = subprocess.Popen(
            self.command,
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(self.root), **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        self._wait()
        return self.process

    def start_again(self) -> None:
        """A new process, which knows nothing of the old one's sessions, at the same address."""
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the server
        self.process = self._started()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while not _is_healthy(self.url):
            if self.process.poll() is not None or time.monotonic() > deadline:
                output = self.output()
                self.stop()
                raise RuntimeError(f"the server did not start:\n{output}")
            time.sleep(0.1)

    def output(self) -> str:
        """What the server has printed so far."""
        size = self.log.seek(0, os.SEEK_END)
        return os.pread(self.log.fileno(), size, 0).decode(errors="replace")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


class Servers:
    """All servers of a session; `serve` returns the same one for the same script, flags and environment."""

    def __init__(self) -> None:
        self._running: dict[tuple[object, ...], Server] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._running.values():
            server.stop()

    def serve(self, script: Path, *flags: str, **environment: str) -> str:
        """Base URL, without a trailing slash, of a running server for `script`.

        `flags` are Streamlit's own, as "--server.baseUrlPath=lectures"; `environment` is added to ours.
        """
        key = (script.resolve(), flags, tuple(sorted(environment.items())))
        if key not in self._running:
            self._running[key] = Server(script.resolve(), flags, environment)
        return self._running[key].url

    def output(self, url: str) -> str:
        """The log of the server that serves `url`, empty if it is none of ours."""
        return next((server.output() for server in self._running.values() if url.startswith(server.url)), "")
