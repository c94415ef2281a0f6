"""What whoever hosts the application may set, from the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

#: Environment variables; docs/hosting.md explains them.
FRAME_ANCESTORS = "OPTIMIZATION_FRAME_ANCESTORS"
METRICS_TOKEN = "OPTIMIZATION_METRICS_TOKEN"

# A source of a content security policy: a keyword in quotes, or a host with or without scheme, port and wildcard. A
# name without a dot is more often a keyword whose quotes were forgotten.
_HOST = r"(?:\*|localhost|\d{1,3}(?:\.\d{1,3}){3}|(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::(?:\d{1,5}|\*))?"
_SOURCE = re.compile(rf"'(?:self|none)'|(?:https?://)?{_HOST}", re.IGNORECASE)
_LEAST_TOKEN = 16


@dataclass(frozen=True)
class Settings:
    """`frame_ancestors`: who may show the application in a frame, as in a content security policy.

    `metrics_token`: who shows it may read the figures from another machine; without one nobody may.
    """

    frame_ancestors: str = "'self'"
    metrics_token: str = ""

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self:
        """Raises ValueError with what would be right."""
        given = " ".join(environment.get(FRAME_ANCESTORS, "").split()) or cls.frame_ancestors
        for source in given.split():
            if not _SOURCE.fullmatch(source):
                raise ValueError(
                    f"{FRAME_ANCESTORS} is a list of addresses that may show the application in a frame, as "
                    f"\"'self' https://lms.example.org\"; {source!r} is none"
                )
        token = environment.get(METRICS_TOKEN, "").strip()
        if token and len(token) < _LEAST_TOKEN:
            raise ValueError(f"{METRICS_TOKEN} must have at least {_LEAST_TOKEN} characters, so that nobody guesses it")
        return cls(given, token)
