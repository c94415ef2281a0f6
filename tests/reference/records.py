"""Which records are still good: a row says what it depends on, and only rows that are missing or changed are made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Row = dict[str, Any]


def digest(*parts: object) -> str:
    """Of what a row depends on: numbers, texts, lists and mappings of them."""
    text = json.dumps(parts, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def renewed(
    old: Mapping[str, Row], wanted: Mapping[str, str], record: Callable[[str], Row | None], version: str
) -> dict[str, Row]:
    """The rows by name in the order of `wanted`, which gives each row's digest.

    A row with that digest stays as it is, to the last digit. All others are recorded by `version` of PyTorch, and carry
    both; what `record` gives None for has no row. Rows that nobody wants any more are dropped.
    """
    rows: dict[str, Row] = {}
    for name, depends_on in wanted.items():
        known = old.get(name)
        if known is not None and known["of"] == depends_on:
            rows[name] = known
        elif (made := record(name)) is not None:
            rows[name] = {"of": depends_on, "torch": version, **made}
    return rows


def missing(old: Mapping[str, Row], wanted: Mapping[str, str]) -> list[str]:
    """The names of the rows that `renewed` would record."""
    return [name for name, depends_on in wanted.items() if old.get(name, {}).get("of") != depends_on]


def written(head: str, rows: Iterable[str], tail: str) -> str:
    """A file with a line per row."""
    return f"{head}\n" + ",\n".join(rows) + f"\n{tail}\n"
