"""The folder that the player's files are served from: removed, or not to be written to."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ui.player import assets
from ui.player.assets import folder_name


def script(root: str) -> None:
    from pathlib import Path

    import streamlit as st

    from ui.shell.frame import prepare_process

    prepare_process(Path(root), int, int)
    st.write("The page")


def opened(root: Path) -> AppTest:
    app = AppTest.from_function(script, kwargs={"root": str(root)}, default_timeout=60).run()
    assert not app.exception
    assert app.markdown[-1].value == "The page"
    return app


def test_files_that_were_removed_come_back_with_the_next_page(tmp_path: Path) -> None:
    app = opened(tmp_path / "static")
    assert (tmp_path / "static" / folder_name() / "main.js").is_file()
    shutil.rmtree(tmp_path / "static")
    app.run()
    assert (tmp_path / "static" / folder_name() / "main.js").is_file() and not app.error


def test_where_nothing_can_be_written_the_log_and_the_page_say_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "static").write_text("in the way")
    app = opened(tmp_path / "static")
    assert [note.value for note in app.error] == [
        "The pictures cannot be shown: the server could not write their files. Its log says what to do."
    ]
    (record,) = [r for r in caplog.records if r.name == "ui.shell.frame"]
    assert "python -m ui.player.assets" in record.getMessage() and str(tmp_path) in record.getMessage()
    assert record.exc_info is None


def test_a_full_disk_leaves_nothing_half_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = iter(range(3))
    written = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if next(room, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device")
        return written(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        app = opened(tmp_path)
        assert len(app.error) == 1 and list(tmp_path.iterdir()) == []
    app.run()
    assert not app.error and (tmp_path / folder_name()).is_dir()


def test_files_that_are_there_need_no_leave_to_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assets.publish_assets(tmp_path)

    def refused(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(assets.tempfile, "mkdtemp", refused)
    assert not opened(tmp_path).error
