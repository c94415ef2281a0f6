"""Several processes of the application behind one address, on one machine: `python -m serving.replicas`.

Each is started as a container of a cluster would be, with nginx in front that keeps visitors with their process
(`deploy/nginx`). A process that ends is started again; meanwhile another one answers for it.
"""

from __future__ import annotations

import argparse
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from serving.health import PATH

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "deploy" / "nginx" / "optimization.conf.template"
WAIT_SECONDS = 120.0
LOOK_SECONDS = 0.5
_NAME = re.compile(r"\$\{(\w+)\}")

NO_NGINX = """nginx is needed to put several processes behind one address, and was not found.
  Debian and Ubuntu: apt-get install nginx-light      macOS: brew install nginx      or NGINX=/path/to/nginx
  One process needs no nginx: make serve REPLICAS=1"""

# What stands around the site's own configuration where nginx runs for one user, without installing anything.
_AROUND = """daemon off;
pid {folder}/nginx.pid;
error_log stderr warn;
worker_processes auto;
events {{ worker_connections 8192; }}
http {{
    access_log off;
    types_hash_max_size 2048;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{site}
}}
"""


def site(listen: str, ports: Sequence[int]) -> str:
    """The site's configuration for processes at `ports` of this machine."""
    servers = "\n    ".join(f"server 127.0.0.1:{port} max_fails=1 fail_timeout=2s;" for port in ports)
    return fill(TEMPLATE.read_text("utf-8"), {"LISTEN": listen, "UPSTREAM_SERVERS": servers})


def fill(template: str, values: Mapping[str, str]) -> str:
    """`template` with every ${NAME} replaced. Raises KeyError for one that is not among `values`."""
    return _NAME.sub(lambda match: values[match[1]], template)


def configuration(folder: Path, listen: str, ports: Sequence[int]) -> str:
    """All that nginx reads, for files of its own in `folder`."""
    return _AROUND.format(folder=folder, site=site(listen, ports))


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody listens at."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


Command = Callable[[int, str], Sequence[str]]


def application(port: int, address: str) -> Sequence[str]:
    """What starts one process of the application."""
    return [
        *(sys.executable, "-m", "streamlit", "run", str(ROOT / "asgi.py")),
        *("--server.headless=true", f"--server.port={port}", f"--server.address={address}"),
    ]  # fmt: skip


class Replica:
    """One process; started again when it has ended. `command` gives what starts it from port and address."""

    def __init__(self, port: int, address: str, environment: Mapping[str, str], command: Command = application) -> None:
        self.port = port
        self._command = command(port, address)
        self._environment = {**os.environ, **environment}
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            self._command, cwd=ROOT, env=self._environment, stdin=subprocess.DEVNULL, start_new_session=True
        )

    def look(self) -> None:
        """Start it again if it has ended."""
        if self.process.poll() is not None:
            print(
                f"the process at port {self.port} ended with {self.process.returncode}; another one starts", flush=True
            )
            self.start()

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{PATH}", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def stop(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """End all, first kindly."""
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Replicas:
    """`count` processes, and nginx at `port` if there are several; a context manager."""

    def __init__(self, count: int, port: int, nginx: str | None, command: Command = application) -> None:
        if count > 1 and nginx is None:
            raise RuntimeError(NO_NGINX)
        self._folder = Path(tempfile.mkdtemp(prefix="optimization-"))
        # What one process has signed the others can read.
        shared = {"STREAMLIT_SERVER_COOKIE_SECRET": secrets.token_hex(32)}
        ports, address = ([port], "0.0.0.0") if count == 1 else (free_ports(count), "127.0.0.1")
        self.replicas = [Replica(each, address, shared, command) for each in ports]
        self.nginx: subprocess.Popen[bytes] | None = None
        if count > 1 and nginx is not None:
            self._start_nginx(nginx, port, ports)

    def _start_nginx(self, nginx: str, port: int, ports: Sequence[int]) -> None:
        file = self._folder / "nginx.conf"
        file.write_text(configuration(self._folder, str(port), ports), encoding="utf-8")
        self.nginx = subprocess.Popen([nginx, "-p", str(self._folder), "-c", str(file)], stdin=subprocess.DEVNULL)

    def wait(self) -> None:
        """Until all are ready. Raises RuntimeError if one is not in time, or nginx has ended."""
        deadline = time.monotonic() + WAIT_SECONDS
        while not all(replica.is_ready() for replica in self.replicas):
            if time.monotonic() > deadline:
                raise RuntimeError("the application does not start; its own words are above")
            time.sleep(LOOK_SECONDS)
        self.look()

    def look(self) -> None:
        """Start again what has ended. Raises RuntimeError if nginx has: without it there is no address."""
        for replica in self.replicas:
            replica.look()
        if self.nginx is not None and self.nginx.poll() is not None:
            raise RuntimeError("nginx has ended; its own words are above")

    def close(self) -> None:
        """End all; nobody new comes before the processes end."""
        stop([self.nginx] if self.nginx else [])
        stop([replica.process for replica in self.replicas])
        shutil.rmtree(self._folder, ignore_errors=True)


def find_nginx() -> str | None:
    """The path of nginx, which is often not where users' commands are."""
    return os.environ.get("NGINX") or shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicas", type=int, default=2, help="how many processes")
    parser.add_argument("--port", type=int, default=8501, help="where visitors come")
    given = parser.parse_args()
    if given.replicas < 1:
        parser.error("at least one process is needed: --replicas 1")
    # So that what was started is ended with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        replicas = Replicas(given.replicas, given.port, find_nginx())
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    try:
        replicas.wait()
        print(f"{given.replicas} process(es) at http://localhost:{given.port}", flush=True)
        while True:
            time.sleep(LOOK_SECONDS)
            replicas.look()
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        replicas.close()


if __name__ == "__main__":
    sys.exit(main())
