"""What one text may cost; checked before the work it bounds is done."""

from __future__ import annotations

MAX_CHARACTERS = 500
MAX_TOKENS = 300
MAX_DEPTH = 60
MAX_NODES = 300
MAX_DIGITS = 30
MAX_LITERAL = 1e15
MAX_EXPONENT = 100
MAX_ARGUMENTS = 8
"""Arguments of `max` and `min`, and branches of `Piecewise`."""

MAX_LETTERS = 12
"""Letters of a formula that are numbers with a slider each."""

MAX_LINES = 44
"""Lines of a program of assignments; each line is held to the limits above."""

FRAGMENT = 20
"""Characters of the typed text that a message may repeat."""
