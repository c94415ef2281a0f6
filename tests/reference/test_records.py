"""What the recorders make anew, with recorders that are none: PyTorch itself is not needed here."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from tests.reference import record_backprop, record_pytorch, record_schedules, record_snippets
from tests.reference.records import digest, missing, renewed

RECORDERS = {
    "paths": record_pytorch,
    "schedules": record_schedules,
    "snippets": record_snippets,
    "backprop": record_backprop,
}


class Recorder:
    """Remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, name: str) -> dict[str, Any] | None:
        self.asked.append(name)
        return None if name == "impossible" else {"points": [1.0 / 3.0]}


def test_only_what_is_missing_or_changed_is_recorded() -> None:
    old = {
        "same": {"of": "1", "torch": "2.0", "points": [0.1]},
        "changed": {"of": "2", "torch": "2.0", "points": [0.2]},
        "unwanted": {"of": "3", "torch": "2.0", "points": [0.3]},
    }
    wanted = {"new": "9", "same": "1", "changed": "2b", "impossible": "4"}
    record = Recorder()
    rows = renewed(old, wanted, record, "3.1")
    assert record.asked == ["new", "changed", "impossible"] == missing(old, wanted)
    assert list(rows) == ["new", "same", "changed"]
    assert rows["same"] is old["same"]
    assert rows["new"] == {"of": "9", "torch": "3.1", "points": [1.0 / 3.0]}
    assert rows["changed"] == {"of": "2b", "torch": "3.1", "points": [1.0 / 3.0]}
    again = Recorder()
    assert renewed(rows, {name: wanted[name] for name in rows}, again, "4.0") == rows
    assert again.asked == []


def test_a_digest_is_of_every_number() -> None:
    settings = {"learning_rate": 0.1, "momentum": 0.9}
    first = digest("x^2", (1.0, 2.0), settings)
    assert first == digest("x^2", [1.0, 2.0], dict(reversed(settings.items())))
    others = [digest("x^3", (1.0, 2.0), settings), digest("x^2", (1.0, 2.1), settings), digest("x^2", (1.0, 2.0), {})]
    assert len({first, *others}) == 4


@pytest.fixture
def torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """A module of that name and with a version, which can do nothing."""
    fake = ModuleType("torch")
    fake.__version__ = "9.9.9+none"  # type: ignore[attr-defined]
    fake.float64 = None  # type: ignore[attr-defined]
    fake.set_num_threads = fake.set_default_dtype = lambda value: None  # type: ignore[attr-defined]
    optim = ModuleType("torch.optim")
    optim.lr_scheduler = SimpleNamespace()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torch", fake)
    monkeypatch.setitem(sys.modules, "torch.optim", optim)


@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize("recorder", RECORDERS.values(), ids=RECORDERS)
def test_recording_again_leaves_the_file_as_it_is(
    recorder: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the byte: nothing is recorded, and nothing is written anew in its last digits."""
    before = recorder.TARGET.read_text()
    copy = tmp_path / "copy.json"
    copy.write_text(before)
    monkeypatch.setattr(recorder, "TARGET", copy)
    if recorder is record_snippets:
        # A method that needs no record may be without one.
        known = {name: text for name, text in recorder.programs().items() if name in recorder.recorded()}
        monkeypatch.setattr(recorder, "programs", lambda: known)
    monkeypatch.setattr(recorder, "record", lambda *what: pytest.fail(f"recorded {what[:2]}"))
    recorder.main()
    assert copy.read_text() == before


@pytest.mark.usefixtures("torch")
def test_a_new_case_adds_a_line_and_changes_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = record_pytorch.TARGET.read_text()
    copy = tmp_path / "copy.json"
    copy.write_text(before)
    monkeypatch.setattr(record_pytorch, "TARGET", copy)
    case = record_pytorch.adaptive("adam", 0.07, beta_1=0.9, beta_2=0.9, epsilon=1e-8, weight_decay=0.0)
    monkeypatch.setattr(record_pytorch, "CASES", (*record_pytorch.CASES, case))
    asked: list[str] = []

    def record(where: str, given: Any) -> dict[str, Any]:
        asked.append(where)
        settings = given.settings(record_pytorch.SURFACES[where])
        return {"surface": where, "method": given.method, "hyperparameters": settings, "steps": None, "points": {}}

    monkeypatch.setattr(record_pytorch, "record", record)
    record_pytorch.main()
    assert asked == list(record_pytorch.SURFACES)
    old, new = before.split("\n"), copy.read_text().split("\n")
    added = [line for line in new if '"torch": "9.9.9"' in line]
    assert len(added) == len(asked)
    assert [line.rstrip(",") for line in new if line not in added] == [line.rstrip(",") for line in old]
