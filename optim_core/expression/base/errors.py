"""The one exception of the expression language."""

from __future__ import annotations

import unicodedata

from optim_core.base.text import Message
from optim_core.expression.base.limits import FRAGMENT


class ExpressionError(ValueError):
    """A text the language does not accept: what is wrong, where, and what would be right.

    `position` is the 0-based offset in the text as typed. `message` and `hint` are English sentences (`hint`
    may be None); `message_parts` and `hint_parts` are the same as template and arguments, for translation.
    """

    def __init__(self, message: Message | str, position: int, hint: Message | str | None = None) -> None:
        self.message_parts = _as_message(message)
        self.hint_parts = None if hint is None else _as_message(hint)
        self.position = position
        super().__init__(" ".join(part for part in (self.message, self.hint) if part))

    @property
    def message(self) -> str:
        return self.message_parts.text

    @property
    def hint(self) -> str | None:
        return None if self.hint_parts is None else self.hint_parts.text

    @property
    def message_template(self) -> str:
        return self.message_parts.template

    @property
    def message_arguments(self) -> dict[str, object]:
        return dict(self.message_parts.arguments)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.message_parts, self.position, self.hint_parts)


def error(message: str, position: int, hint: Message | str | None = None, **arguments: object) -> ExpressionError:
    """An `ExpressionError` whose message is a template with arguments."""
    return ExpressionError(Message(message, arguments), position, hint)


def fragment(text: str) -> str:
    """A piece of the typed text that is safe to repeat: short, and without control or format characters."""
    visible = "".join(c for c in text if not unicodedata.category(c).startswith(("C", "Z")) or c == " ")
    return visible[:FRAGMENT]


def _as_message(text: Message | str) -> Message:
    return text if isinstance(text, Message) else Message(text)
