"""What a process does once, before its first visitor, however it is started."""

from __future__ import annotations

from pathlib import Path

from pages.batches.race import warm_up as prepare_batches
from pages.playground.race import warm_up
from ui.shell.frame import prepare_process

STATIC = Path(__file__).parents[1] / "static"


def prepare() -> None:
    """Publish the player's files and make what the first visitor would otherwise wait for; again, nothing."""
    prepare_process(STATIC, warm_up, prepare_batches)
