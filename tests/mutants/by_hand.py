"""Apply each mutation written down in `*.toml` to a copy of the checkout and run the tests that should notice.

`python -m tests.mutants.by_hand [part of a name or file ...]` runs those that match, all without arguments. A mutation
is a wrong product: `before` stands exactly once in `file` and becomes `after`. It is killed when one of `tests` fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LISTS = Path(__file__).parent
# Longer than any single file of tests; a mutation that never ends is noticed too.
TIMEOUT_SECONDS = 600


@dataclass(frozen=True)
class Mutant:
    """One wrong product: where it differs, and the tests that should see it."""

    area: str
    name: str
    file: str
    before: str
    after: str
    tests: tuple[str, ...]

    def mutated(self, text: str) -> str:
        """The file's text with the fault in it. Raises ValueError if the place is not found exactly once."""
        if text.count(self.before) != 1:
            raise ValueError(f"{self.name}: {text.count(self.before)} places in {self.file} read {self.before!r}")
        return text.replace(self.before, self.after)


def mutants() -> Iterator[Mutant]:
    """All that are written down, area by area."""
    for path in sorted(LISTS.glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["mutant"]:
            yield Mutant(path.stem, entry["name"], entry["file"], entry["before"], entry["after"], (*entry["tests"],))


def copy_of_checkout(folder: Path) -> None:
    """What is or could be committed, at `folder`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)


def passes(folder: Path, tests: Sequence[str], timeout: float = TIMEOUT_SECONDS) -> bool:
    """Whether `tests` pass in the checkout at `folder`, before so many seconds are over."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    # Compiled files are told apart by the second and the size, and a mutation can keep both.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        answer = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        return False
    if answer.returncode not in (0, 1):
        raise RuntimeError(f"the tests {tests} did not run:\n{answer.stdout.decode()}{answer.stderr.decode()}")
    return answer.returncode == 0


def survives(mutant: Mutant, folder: Path) -> bool:
    """Whether the mutant's tests pass on it; the copy at `folder` is as before afterwards."""
    path = folder / mutant.file
    text = path.read_text(encoding="utf-8")
    path.write_text(mutant.mutated(text), encoding="utf-8")
    try:
        return passes(folder, mutant.tests)
    finally:
        path.write_text(text, encoding="utf-8")


def main(wanted: Sequence[str]) -> int:
    """Run them, print each with its fate and the score of each area; 1 if any survived."""
    score: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_of_checkout(folder)
        for mutant in mutants():
            if wanted and not any(part in f"{mutant.area} {mutant.name} {mutant.file}" for part in wanted):
                continue
            survived = survives(mutant, folder)
            score[mutant.area][survived] += 1
            print(f"{'SURVIVED' if survived else 'killed  '} {mutant.area}: {mutant.name} ({mutant.file})", flush=True)
    for area, (killed, survived) in score.items():
        print(f"{area}: {killed} of {killed + survived} killed")
    return int(any(survived for _, survived in score.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
