"""Reading a link's settings one by one; what makes no sense is left at its default, and told.

Notes name the setting, never the text from the link, which may be anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from optim_core.base.text import N_, Message
from ui.language.languages import LANGUAGES
from ui.links.methods import read_method
from ui.links.values import one_of
from ui.runs.choice import MethodChoice

Query = Mapping[str, Sequence[str]]
T = TypeVar("T")

#: Texts longer than this are not even looked at; a method of one's own may have 2000 characters.
LONGEST = 4000


class LinkReader:
    """Reads one setting after the other and collects notes on those that make no sense."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self.notes: list[Message] = []

    def read(self, name: str, what: str, convert: Callable[[str], T], default: T) -> T:
        """The setting `name` through `convert`, or `default` with a note if that raises ValueError."""
        given = self.query.get(name)
        if not given:
            return default
        try:
            if len(given[-1]) > LONGEST:
                raise ValueError
            return convert(given[-1])
        except ValueError:
            self.note(what)
            return default

    def methods(self, default: tuple[MethodChoice, ...], most: int) -> tuple[MethodChoice, ...]:
        """The methods that make sense, at most as many as the page shows."""
        given = self.query.get("m")
        if not given or given == ["none"]:
            return () if given else default
        found: dict[str, MethodChoice] = {}
        for text in given[: most + 1]:
            choice = read_method(text[:LONGEST], self.note)
            if choice is None or len(found) == most:
                self.note(N_("methods"))
            else:
                found[choice.slot] = choice
        return tuple(found.values()) or default

    def language(self) -> None:
        """The language is read elsewhere; here only a wrong one is told."""
        self.read("lang", N_("language"), lambda text: one_of(text, tuple(LANGUAGES)), None)

    def note(self, what: str) -> None:
        """Say that the setting called `what` was left out."""
        note = Message(
            N_("The link's setting for “{what}” cannot be used; the default is shown instead."),
            {"what": Message(what)},
        )
        if note not in self.notes:
            self.notes.append(note)
