"""Numbers in a formula that people may change: their ranges, and their values with the range at hand."""

from __future__ import annotations

import math
from dataclasses import dataclass

#: A letter's value, and the ends of its range, may be this large.
LARGEST = 1e9
#: Half-width of the range a letter has at first; that of a larger value is the next of these, times a power of ten.
HALF_RANGE = 5.0
_ROUND = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True)
class SurfaceParameter:
    """A number in a surface's formula that people may change.

    Attributes:
        key: its name in the API and in links.
        symbol: its name in the formula.
        label: what people read beside the slider (English; translated by the page).
        default, minimum, maximum: accepted values, both ends included.
        step: what one step of the slider changes (in decades if `logarithmic`).
    """

    key: str
    symbol: str
    label: str
    default: float
    minimum: float
    maximum: float
    step: float
    logarithmic: bool = False

    def check(self, value: float) -> float:
        """Return the value as float, or raise ValueError that names the range."""
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = float("nan")
        if not self.minimum <= number <= self.maximum:
            raise ValueError(
                f"{self.key} must be a number between {self.minimum:g} and {self.maximum:g}, not {value!r:.40}"
            )
        return number


class ParameterValue(float):
    """A parameter's number, which computes as one, and knows what it is the number of.

    Attributes:
        parameter: the parameter, with its range.
    """

    parameter: SurfaceParameter

    def __new__(cls, value: float, parameter: SurfaceParameter) -> ParameterValue:
        made = super().__new__(cls, value)
        made.parameter = parameter
        return made

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (float(self), self.parameter)

    @property
    def value(self) -> float:
        """The number itself."""
        return float(self)

    @property
    def minimum(self) -> float:
        """The smallest value that is accepted."""
        return self.parameter.minimum

    @property
    def maximum(self) -> float:
        """The largest value that is accepted."""
        return self.parameter.maximum

    @property
    def range(self) -> tuple[float, float]:
        """The smallest and the largest value."""
        return self.parameter.minimum, self.parameter.maximum


def letter(name: str, bounds: tuple[float, float]) -> SurfaceParameter:
    """The parameter that a letter of a typed formula is; it is 1 unless said otherwise.

    Raises:
        ValueError: the bounds are no range.
    """
    low, high = float(bounds[0]), float(bounds[1])
    if not (-LARGEST <= low < high <= LARGEST):
        raise ValueError(f"the range of {name} must be two increasing numbers up to {LARGEST:g}, not {bounds!r:.40}")
    step = 10.0 ** math.floor(math.log10((high - low) / 50))
    return SurfaceParameter(name, name, name, 1.0, low, high, step)


def letter_value(name: str, value: float = 1.0, bounds: tuple[float, float] | None = None) -> ParameterValue:
    """A letter's number, in a range that is given or wide enough for it.

    Raises:
        ValueError: no finite number, too large, or outside the given range.
    """
    parameter = letter(name, (-LARGEST, LARGEST))
    number = parameter.check(value)
    parameter = letter(name, bounds or range_for(number))
    return ParameterValue(parameter.check(number), parameter)


def range_for(value: float) -> tuple[float, float]:
    """The range a letter has with this value until somebody changes it: around zero, with round ends."""
    half = HALF_RANGE
    if abs(value) > half:
        decade = 10.0 ** math.floor(math.log10(abs(value)))
        half = min(LARGEST, next(r * decade for r in _ROUND if r * decade >= abs(value)))
    return -half, half
