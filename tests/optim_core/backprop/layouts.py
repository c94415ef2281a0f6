"""What every layout of a computation graph has to keep."""

from __future__ import annotations

from itertools import combinations, pairwise

from optim_core.backprop.layout import Layout, Sizes

SIZES = Sizes()


def _bezier(a: tuple[float, float], b: tuple[float, float], t: float) -> tuple[float, float]:
    """The curve that is drawn between two points: it leaves and arrives level."""
    middle = (a[0] + b[0]) / 2
    x = (1 - t) ** 3 * a[0] + 3 * (1 - t) ** 2 * t * middle + 3 * (1 - t) * t**2 * middle + t**3 * b[0]
    y = ((1 - t) ** 3 + 3 * (1 - t) ** 2 * t) * a[1] + (3 * (1 - t) * t**2 + t**3) * b[1]
    return x, y


def check_layout(layout: Layout, edges: list[tuple[int, int]]) -> None:
    """Nothing overlaps, no edge runs through a node, operands stand to the left."""
    for (ax, ay), (bx, by) in combinations(layout.centres, 2):
        assert abs(ax - bx) >= SIZES.width + SIZES.across - 1e-6 or abs(ay - by) >= SIZES.height + SIZES.down - 1e-6
    for x, y in layout.centres:
        assert SIZES.width / 2 - 1e-6 <= x <= layout.width - SIZES.width / 2 + 1e-6
        assert SIZES.height / 2 - 1e-6 <= y <= layout.height - SIZES.height / 2 + 1e-6
    for (source, target), route in zip(edges, layout.routes, strict=True):
        assert layout.centres[source][0] < layout.centres[target][0]
        assert route[0] == (layout.centres[source][0] + SIZES.width / 2, layout.centres[source][1])
        assert route[-1][0] == layout.centres[target][0] - SIZES.width / 2
        assert abs(route[-1][1] - layout.centres[target][1]) < SIZES.height / 2
        for a, b in pairwise(route):
            for step in range(13):
                px, py = _bezier(a, b, step / 12)
                inside = [
                    abs(px - x) < SIZES.width / 2 - 1e-6 and abs(py - y) < SIZES.height / 2 - 1e-6
                    for x, y in layout.centres
                ]
                assert not any(inside)
