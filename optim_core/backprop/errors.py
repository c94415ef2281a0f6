"""What a backward pass cannot be made for."""

from __future__ import annotations

from optim_core.base.text import Message


class BackpropagationError(ValueError):
    """There are no such derivatives, or too many paths to list; `parts` is the sentence, translatable."""

    def __init__(self, template: str, **arguments: object) -> None:
        self.parts = Message(template, arguments)
        super().__init__(self.parts.text)

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.parts)


def _again(kind: type[BackpropagationError], parts: Message) -> BackpropagationError:
    return kind(parts.template, **parts.arguments)
