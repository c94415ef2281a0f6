"""The one exception of the matrix language."""

from __future__ import annotations

from optim_core.base.text import Message
from optim_core.expression.base.errors import ExpressionError


class MatrixError(ExpressionError):
    """A text that is no function of matrices, or a gradient that cannot be given; `position` is where in the text."""


class ShapeError(MatrixError):
    """Shapes that do not fit together; the message has them as `left` and `right`, or the only one as `shape`."""


def refusal(message: str, position: int = 0, hint: Message | str | None = None, **arguments: object) -> MatrixError:
    """A `MatrixError` whose message is a template with arguments."""
    return MatrixError(Message(message, arguments), position, hint)


def misfit(message: str, position: int, hint: Message | str | None = None, **shapes: str) -> ShapeError:
    """A `ShapeError`."""
    return ShapeError(Message(message, shapes), position, hint)
