"""The binary message the player's pages understand.

Layout: a little-endian ``u32`` with the header's length, the header as UTF-8 JSON padded with spaces so that
what follows starts at a multiple of eight, then the arrays back to back, each padded to eight bytes.
``header["arrays"][name]`` is ``[dtype, byte offset from the start of the message, shape]``. JSON cannot say
NaN or infinity, so numbers that may be either travel in arrays only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

ALIGNMENT = 8
_DTYPES: dict[str, np.dtype[Any]] = {"f4": np.dtype("<f4"), "f8": np.dtype("<f8")}
_PREFIX = 4


def pack(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> bytes:
    """One message of a JSON header and named arrays.

    float32 arrays travel as ``f4``, everything else as ``f8``; any shape is allowed.

    Raises:
        ValueError: the header holds NaN or infinity, or its own ``arrays`` entry.
    """
    if "arrays" in header:
        raise ValueError("the header's 'arrays' entry is written by pack()")
    encoded = {name: _encode(array) for name, array in arrays.items()}
    head = _header_bytes(header, encoded)
    bodies = (_padded(array.tobytes()) for _, array in encoded.values())
    return b"".join((len(head).to_bytes(_PREFIX, "little"), head, *bodies))


def unpack(message: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The header (without ``arrays``) and the arrays of a message made by `pack`."""
    length = int.from_bytes(message[:_PREFIX], "little")
    header = json.loads(message[_PREFIX : _PREFIX + length])
    table = header.pop("arrays")
    return header, {name: _decode(message, *entry) for name, entry in table.items()}


def _encode(array: np.ndarray) -> tuple[str, np.ndarray]:
    name = "f4" if np.asarray(array).dtype == np.float32 else "f8"
    return name, np.ascontiguousarray(array, dtype=_DTYPES[name])


def _decode(message: bytes, dtype: str, offset: int, shape: list[int]) -> np.ndarray:
    count = int(np.prod(shape, dtype=int))
    return np.frombuffer(message, _DTYPES[dtype], count, offset).reshape(shape)


def _header_bytes(header: Mapping[str, Any], encoded: Mapping[str, tuple[str, np.ndarray]]) -> bytes:
    """The padded header. Offsets depend on its length, so the length is settled by repetition."""
    start = 0
    while True:
        head = _dump({**header, "arrays": _table(encoded, start)})
        end = _aligned(_PREFIX + len(head))
        if end == start:
            return head.ljust(end - _PREFIX)
        if end < start:
            return _dump({**header, "arrays": _table(encoded, start)}).ljust(start - _PREFIX)
        start = end


def _table(encoded: Mapping[str, tuple[str, np.ndarray]], start: int) -> dict[str, list[Any]]:
    table: dict[str, list[Any]] = {}
    for name, (dtype, array) in encoded.items():
        table[name] = [dtype, start, list(array.shape)]
        start += _aligned(array.nbytes)
    return table


def _dump(header: Mapping[str, Any]) -> bytes:
    return json.dumps(header, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _aligned(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT


def _padded(body: bytes) -> bytes:
    return body.ljust(_aligned(len(body)), b"\0")
