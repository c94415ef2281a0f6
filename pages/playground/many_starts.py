"""What came of many starts: how many reached which minimum."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from optim_core.multistart import SAME, Harvest, Reached
from surfaces import Surface
from ui.checked_text import escaped
from ui.i18n import _
from ui.method_choice import MethodChoice
from ui.numbers import short
from ui.run_views import method_label

#: Points of a table that has a column each; what is reached beyond them is counted together.
MOST_POINTS = 6


def many_starts_table(found: Sequence[tuple[MethodChoice, Harvest]], surface: Surface, maximize: bool) -> None:
    """A row per method, a column per point that a run converged to, the lowest first."""
    points = _points([harvest for _choice, harvest in found], maximize)
    st.markdown(f"**{_('Many starts')}**", help=_("How many of the starts converged to which point, and to none."))
    shown = points[:MOST_POINTS]
    heads = [_("Method"), *(_head(point, surface) for point in shown)]
    if len(points) > MOST_POINTS:
        heads.append(_("Others"))
    heads.append(_("Not converged"))
    rows = [_row(choice, harvest, points) for choice, harvest in found]
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    st.markdown("\n".join(f"| {' | '.join(cells)} |" for cells in lines))
    if any(known(point, surface) for point in shown):
        st.caption(_("★ a known minimum"))


def _points(harvests: Sequence[Harvest], maximize: bool) -> list[Reached]:
    """Every point any method reached, once."""
    distinct: list[Reached] = []
    for reached in sorted((r for h in harvests for r in h.reached), key=lambda r: -r.value if maximize else r.value):
        if not any(_same(reached, other) for other in distinct):
            distinct.append(reached)
    return distinct


def _same(a: Reached, b: Reached) -> bool:
    size = 1.0 + sum(w * w for w in b.point) ** 0.5
    return sum((u - w) ** 2 for u, w in zip(a.point, b.point, strict=True)) ** 0.5 <= SAME * size


def _head(point: Reached, surface: Surface) -> str:
    place = "; ".join(short(round(w, 6) + 0.0, 3) for w in point.point)
    value = short(round(point.value, 9) + 0.0, 3)
    return f"{escaped(f'({place})')}{' ★' if known(point, surface) else ''}, Q = {escaped(value)}"


def known(point: Reached, surface: Surface) -> bool:
    """Whether it is one of the surface's known minima."""
    return any(_same(point, Reached(minimum, 0.0, ())) for minimum in surface.minima)


def _row(choice: MethodChoice, harvest: Harvest, points: Sequence[Reached]) -> list[str]:
    counts = [sum(len(r.runs) for r in harvest.reached if _same(r, point)) for point in points]
    cells = [str(count) if count else "·" for count in counts[:MOST_POINTS]]
    if len(points) > MOST_POINTS:
        cells.append(str(sum(counts[MOST_POINTS:])))
    return [escaped(method_label(choice)), *cells, str(sum(harvest.others.values()))]
