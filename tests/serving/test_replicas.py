"""What nginx is told, what is done where it is missing, and how processes are started again and ended."""

from __future__ import annotations

import re
import signal
import sys
import time
from pathlib import Path

import pytest

from serving.replicas import TEMPLATE, Replicas, configuration, fill, free_ports, site

COMPOSE = TEMPLATE.parents[1] / "compose.yaml"


def directives(text: str) -> list[str]:
    """The directives, without comments; every block is closed."""
    bare = re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)
    assert bare.count("{") == bare.count("}")
    return [" ".join(part.split()) for part in re.split(r"[;{}]", bare) if part.strip()]


def test_all_processes_stand_behind_one_address_and_visitors_stay_with_theirs() -> None:
    said = directives(site("8501", [9001, 9002, 9003]))
    assert [each.split()[1] for each in said if each.startswith("server 127")] == [
        f"127.0.0.1:{port}" for port in (9001, 9002, 9003)
    ]
    assert "hash $visitor consistent" in said and "listen 8501" in said
    # What a dead process cannot answer another one does, and is not asked for long.
    assert all("max_fails=1" in each for each in said if each.startswith("server 127"))
    assert any(each.startswith("proxy_next_upstream error timeout") for each in said)


def test_nothing_is_left_to_be_filled_in(tmp_path: Path) -> None:
    whole = configuration(tmp_path, "8501", [9001])
    assert not re.search(r"\$\{\w+\}", whole) and str(tmp_path) in whole
    with pytest.raises(KeyError):
        fill("listen ${LISTEN};", {})


def test_containers_get_the_same_site() -> None:
    """Every name the template leaves open is given by the compose file, and no other is replaced there."""
    names = set(re.findall(r"\$\{(\w+)\}", TEMPLATE.read_text("utf-8")))
    compose = COMPOSE.read_text("utf-8")
    (filtered,) = re.findall(r'NGINX_ENVSUBST_FILTER: "\^\((.+)\)\$\$"', compose)
    assert names == set(filtered.split("|"))
    assert all(re.search(rf"^\s+{name}: ", compose, re.MULTILINE) for name in names)


def test_without_nginx_several_processes_are_refused_with_advice() -> None:
    with pytest.raises(RuntimeError, match="apt-get install nginx"):
        Replicas(2, free_ports(1)[0], None)


def test_free_ports_differ() -> None:
    assert len(set(free_ports(5))) == 5


# nginx stays until it is ended.
NGINX = "#!/bin/sh\nexec sleep 600\n"
PATIENCE = 60.0


def waited(replicas: Replicas) -> None:
    """Until all answer; a process that has ended meanwhile is started again."""
    until = time.monotonic() + PATIENCE
    while not all(replica.is_ready() for replica in replicas.replicas):
        assert time.monotonic() < until
        replicas.look()
        time.sleep(0.05)


def test_a_process_that_ends_is_started_again_and_all_end_kindly(tmp_path: Path) -> None:
    nginx = tmp_path / "nginx"
    nginx.write_text(NGINX)
    nginx.chmod(0o755)

    def command(port: int, _address: str) -> list[str]:
        return [sys.executable, str(Path(__file__).with_name("stand_in.py")), str(port), str(tmp_path)]

    replicas = Replicas(2, free_ports(1)[0], str(nginx), command)
    try:
        waited(replicas)
        first, second = (replica.process.pid for replica in replicas.replicas)
        replicas.look()
        assert [replica.process.pid for replica in replicas.replicas] == [first, second]
        replicas.replicas[0].process.send_signal(signal.SIGKILL)
        replicas.replicas[0].process.wait(PATIENCE)
        replicas.look()
        assert replicas.replicas[0].process.pid != first
        waited(replicas)
        again, same = (replica.process.pid for replica in replicas.replicas)
        assert again != first and same == second
        # What one has signed the others can read, also the one that came later.
        secrets = {(tmp_path / f"secret-{number}").read_text() for number in (first, again, same)}
        assert len(secrets) == 1
    finally:
        replicas.close()
    assert [replica.process.returncode for replica in replicas.replicas] == [0, 0]
    assert {path.name for path in tmp_path.glob("ended-*")} == {f"ended-{again}", f"ended-{same}"}
    assert not any(replica.is_ready() for replica in replicas.replicas)


def test_without_nginx_there_is_no_address_and_that_is_an_end(tmp_path: Path) -> None:
    nginx = tmp_path / "nginx"
    nginx.write_text("#!/bin/sh\nexit 1\n")
    nginx.chmod(0o755)
    replicas = Replicas(2, free_ports(1)[0], str(nginx), lambda _port, _address: [sys.executable, "-c", "input()"])
    try:
        assert replicas.nginx is not None
        replicas.nginx.wait(PATIENCE)
        with pytest.raises(RuntimeError, match="nginx has ended"):
            replicas.look()
    finally:
        replicas.close()
