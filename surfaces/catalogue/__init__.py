"""The surfaces to choose from. An entry in one of these modules' `ENTRIES` is a surface everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from surfaces.base.entry import Entry
from surfaces.catalogue import classics, lines, quadratics, terrains

MODULES = (quadratics, classics, terrains, lines)


@cache
def entries() -> Mapping[str, Entry]:
    """All entries by key, in menu order."""
    found: dict[str, Entry] = {}
    for module in MODULES:
        for entry in module.ENTRIES:
            if entry.key in found:
                raise RuntimeError(f"two surfaces claim the key {entry.key!r}")
            found[entry.key] = entry
    return found
