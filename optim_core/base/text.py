"""Text the core says to people, kept translatable.

The core knows no languages: it names a template and its arguments, and whoever shows the text looks the
template up in a catalogue first (`ui.language.i18n`). `str()` gives the English sentence for notebooks and scripts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(text: str) -> str:
    """Mark a string for translation without translating it; returns it unchanged."""
    return text


@dataclass(frozen=True)
class Message:
    """A sentence as template and arguments, e.g. ``Message("step {step}", {"step": 3})``."""

    template: str
    arguments: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.filled(self.template, self.arguments)

    @staticmethod
    def filled(template: str, arguments: Mapping[str, object]) -> str:
        """The template with its arguments; one without arguments may hold braces (LaTeX) and stays as it is."""
        return template.format(**arguments) if arguments else template

    @property
    def text(self) -> str:
        """The English sentence."""
        return str(self)
