"""The words on a figure. They are English unless a page hands in those of its language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """Plain text; `decimal` is the sign between a number's whole part and its fraction."""

    step: str = "Step"
    loss: str = "Loss"
    shifted_loss: str = "Loss − lowest shown"
    start: str = "Start"
    minimum: str = "Known minimum"
    play: str = "Play"
    pause: str = "Pause"
    unequal: str = "The axes have different scales"
    decimal: str = "."


ENGLISH = Words()
