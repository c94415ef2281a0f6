"""The race both pages of `benchmarks.interaction` show."""

from __future__ import annotations

METHODS = ("gradient_descent", "momentum", "nesterov", "rmsprop", "adam")
START = (-1.5, 2.0)

# Rates as multiples of gradient descent's that suit each method on Rosenbrock.
FACTORS = (0.5, 0.2, 0.2, 10.0, 50.0)


def rates(learning_rate: float) -> tuple[float, ...]:
    """Every method's learning rate, scaled together."""
    return tuple(factor * learning_rate for factor in FACTORS)


def link(base: str, steps: int) -> str:
    """The application's page with this race: the methods, their rates and the number of steps."""
    methods = zip(METHODS, rates(1e-3), strict=True)
    runs = "&".join(f"m={key};learning_rate={rate:g}" for key, rate in methods)
    start = ",".join(map(str, START))
    return f"{base}/?surface=rosenbrock&start={start}&steps={steps}&{runs}".replace(";", "%3B")
