"""The catalogue as a folder: one method per module of `optim_core.catalogue`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any


@cache
def catalogue() -> Mapping[str, Any]:
    """The definitions by key, in the order they should be listed."""
    package = importlib.import_module("optim_core.catalogue")
    found: dict[str, tuple[int, Any]] = {}
    for module_info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"optim_core.catalogue.{module_info.name}")
        key = module.METHOD.key
        if key in found:
            raise RuntimeError(f"two methods claim the key {key!r}")
        found[key] = (module.ORDER, module.METHOD)
    return {key: definition for key, (_, definition) in sorted(found.items(), key=lambda item: item[1][0])}


def catalogued(key: str) -> Any:
    """The definition with that key: what a pickled definition of the catalogue comes back as."""
    return catalogue()[key]
