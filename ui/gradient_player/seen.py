"""What is dragged and chosen in the player of the gradient, as one value on both sides."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surfaces.base.bounds import valid_start
from surfaces.base.surface import Location
from ui.controls.payloads import is_number, is_whole

#: What may be drawn besides: the field of antigradients, the curvature, flow and descent.
LAYERS = ("field", "curvature", "flow")
MOST_STEPS = 200
#: Ends of the step's length and of the rate; `js/engine/differential.js` has the first two.
SMALLEST, LARGEST = 1e-16, 10.0
LEAST_RATE, LARGEST_RATE = 1e-5, 10.0


@dataclass(frozen=True)
class Seen:
    """Where point, direction and step are.

    Attributes:
        point: one or two coordinates.
        angle: of the direction, in degrees from the first axis; in one variable 0 or 180.
        h: length of the step dx = h u.
        layers: those of `LAYERS` that are drawn.
        rate, steps: of the descent that is compared with the flow.
    """

    point: Location
    angle: float = 30.0
    h: float = 0.5
    layers: tuple[str, ...] = ()
    rate: float = 0.01
    steps: int = 30

    @property
    def direction(self) -> tuple[float, ...]:
        """The unit vector of the angle."""
        radians = math.radians(self.angle)
        if len(self.point) == 1:
            return (-1.0 if math.cos(radians) < 0 else 1.0,)
        return math.cos(radians), math.sin(radians)


def checked(seen: Seen) -> Seen:
    """The value itself.

    Raises:
        ValueError: something is out of its range.
    """
    if not 0.0 <= seen.angle < 360.0 or not SMALLEST * 0.999 <= seen.h <= LARGEST:
        raise ValueError("angle or step out of range")
    if not LEAST_RATE * 0.999 <= seen.rate <= LARGEST_RATE or not 1 <= seen.steps <= MOST_STEPS:
        raise ValueError("rate or steps out of range")
    if any(layer not in LAYERS for layer in seen.layers) or len(set(seen.layers)) != len(seen.layers):
        raise ValueError("unknown layer")
    return seen


def seen_from(payload: Any, dimension: int) -> Seen | None:
    """What a browser reported, or None if it makes no sense."""
    if not isinstance(payload, Mapping):
        return None
    try:
        numbers = [payload.get(name) for name in ("angle", "h", "rate", "steps")]
        point, layers = payload.get("point"), payload.get("layers")
        if not isinstance(point, list) or not isinstance(layers, list):
            return None
        if not all(map(is_number, [*point, *numbers])):
            return None
        start = valid_start(point, dimension)
        if start is None or not is_whole(numbers[3]):
            return None
        angle, h, rate = (float(x) for x in numbers[:3])  # type: ignore[arg-type]
        return checked(Seen(start, angle, h, tuple(str(layer) for layer in layers), rate, numbers[3]))
    except ValueError:
        return None
