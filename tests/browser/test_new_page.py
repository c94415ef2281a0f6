"""A page is a folder and a line: the steps of `docs/extending.md`, followed in a copy of the checkout."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pages.places import PLACES
from tests.browser.harness.servers import Server
from ui.shell.entry_files import NAME, entry_files, write_entry_files
from ui.shell.navigation import Place

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("optim_core", "surfaces", "plots", "ui", "pages", ".streamlit")
SECTION = re.compile(r"^## A page\n(.*?)(?=^## |\Z)", re.M | re.S)
FILE = re.compile(r"^`(pages/\w+/\w+\.py)`[^\n]*\n\n```python\n(.*?)```", re.M | re.S)
LINE = re.compile(r"^The line in `pages/places.py`[^\n]*\n\n```python\n(.*?)\n(.*?)\n```", re.M | re.S)
WAIT_MS = 60_000
# Below an address like this Streamlit's client first asks the wrong folder for its own files.
ROOTS = [r"/descent/_stcore/(health|host-config)"]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy in which the steps were followed, and nothing else was done."""
    copy = tmp_path_factory.mktemp("checkout")
    for folder in PRODUCT:
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", copy)
    (text,) = SECTION.findall((ROOT / "docs" / "extending.md").read_text(encoding="utf-8"))
    for name, source in FILE.findall(text):
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).write_text(source, encoding="utf-8")
    ((store, line),) = LINE.findall(text)
    places = copy / "pages" / "places.py"
    listed = places.read_text(encoding="utf-8").replace("\nfrom pages.", f"\n{store}\nfrom pages.", 1)
    places.write_text(listed.replace("\n)\n", f"\n{line}\n)\n", 1), encoding="utf-8")
    in_copy(copy, "-m", "pages.places")
    return copy


def in_copy(copy: Path, *arguments: str) -> str:
    answer = subprocess.run([sys.executable, *arguments], cwd=copy, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


@pytest.fixture(scope="module")
def server(checkout: Path) -> Iterator[str]:
    running = Server(checkout / "app.py", (), {}, root=checkout)
    yield running.url
    running.stop()


def test_files_and_list_agree() -> None:
    there = {file.name: file.read_text(encoding="utf-8") for file in (ROOT / "pages").glob("*.py")}
    there.pop("places.py")
    assert there == entry_files(PLACES), "run `make run` or `python -m pages.places`"
    assert {place.key for place in PLACES} == {page.parent.name for page in (ROOT / "pages").glob("*/page.py")}


def test_files_follow_the_list(tmp_path: Path) -> None:
    (tmp_path / "places.py").touch()
    one, two = (Place(key, key, dict) for key in ("one", "two"))
    assert write_entry_files((one, two), tmp_path) == ["1_one.py", "2_two.py"]
    assert write_entry_files((one, two), tmp_path) == []
    assert write_entry_files((two,), tmp_path) == ["1_one.py", "2_two.py", "1_two.py"]
    assert {file.name for file in tmp_path.iterdir()} == {"places.py", "1_two.py"}
    assert all(NAME.fullmatch(file) for file in entry_files(PLACES))


def test_the_new_page_is_in_the_list_with_its_file(checkout: Path) -> None:
    before = {file.name for file in (ROOT / "pages").glob("*.py")}
    assert {file.name for file in (checkout / "pages").glob("*.py")} - before == {f"{len(PLACES) + 1}_descent.py"}


def test_a_link_to_the_new_page_is_the_first_visit_of_a_server(server: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{server}/descent?steps=3&lang=en", allowed=ROOTS)
    # The parabola w^2 from -2.5: a step at the rate 0.1 leaves 0.8 of w.
    expect(page.get_by_role("slider")).to_have_value("3", timeout=WAIT_MS)
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text(last_loss(3))
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="Descent", exact=True)).to_be_visible()
    page.get_by_role("slider").press("ArrowRight")
    expect(title).to_have_text(last_loss(4))
    expect(page).to_have_url(f"{server}/descent?steps=4&lang=en")


def test_nonsense_in_a_link_to_the_new_page_is_told(server: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{server}/descent?steps=101&lang=en", allowed=ROOTS)
    expect(page.get_by_role("slider")).to_have_value("10", timeout=WAIT_MS)
    expect(page.get_by_test_id("stAlert")).to_have_count(1)


def last_loss(steps: int) -> str:
    return f"{(2.5 * 0.8**steps) ** 2:.4g}"
