"""What came of many starts: how many reached which minimum."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from optim_core.paths.multistart import Harvest, Reached, distinct_points
from surfaces import Surface
from ui.controls.checked_text import escaped
from ui.language.i18n import _
from ui.language.numbers import short
from ui.runs.choice import MethodChoice
from ui.runs.views import method_label

#: Points of a table that has a row each; what is reached beyond them is counted together.
MOST_POINTS = 10


def many_starts_table(found: Sequence[tuple[MethodChoice, Harvest]], surface: Surface, maximize: bool) -> None:
    """A row per point that a run converged to, the lowest first (climbing: the highest), a column per method."""
    points = distinct_points([harvest for _choice, harvest in found], maximize)
    title = _("Many starts")
    st.markdown(
        f"**{title}**", help=_("How many of the starts reached which point by their verdicts, and how many none.")
    )
    shown = points[:MOST_POINTS]
    heads = [_("Converged to"), _("Loss"), *(escaped(method_label(choice)) for choice, _harvest in found)]
    rows = [_row(point, surface, found) for point in shown]
    if len(points) > MOST_POINTS:
        further = [sum(_count(harvest, point) for point in points[MOST_POINTS:]) for _choice, harvest in found]
        rows.append([_("Others"), "", *map(_cell, further)])
    rows.append([_("Not converged"), "", *(_cell(sum(harvest.others.values())) for _choice, harvest in found)])
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    st.markdown("\n".join(f"| {' | '.join(cells)} |" for cells in lines))
    if any(known(point, surface) for point in shown):
        st.caption(_("★ a known minimum"))


def budget_note(choice: MethodChoice, ended: int, steps: int) -> str:
    """That the starts of a method were not followed as far as was asked for."""
    return _(
        "{method}: budget used at step {step} of {steps}. That many starts are too much work to follow further."
    ).format(method=escaped(method_label(choice)), step=ended, steps=steps)


def known(point: Reached, surface: Surface) -> bool:
    """Whether it is one of the surface's known minima."""
    return any(point.same_as(Reached(minimum, 0.0, ())) for minimum in surface.minima)


def _row(point: Reached, surface: Surface, found: Sequence[tuple[MethodChoice, Harvest]]) -> list[str]:
    # Spaces that do not break keep a point on its line.
    place = ";\N{NO-BREAK SPACE}".join(short(round(w, 6) + 0.0, 3) for w in point.point)
    star = "\N{NO-BREAK SPACE}★" if known(point, surface) else ""
    name = escaped(f"({place})")
    if point.valley:
        name = _("valley through {point}").format(point=name)
    value = escaped(short(round(point.value, 9) + 0.0, 3))
    return [f"{name}{star}", value, *(_cell(_count(harvest, point)) for _choice, harvest in found)]


def _count(harvest: Harvest, point: Reached) -> int:
    return sum(len(reached.runs) for reached in harvest.reached if reached.same_as(point))


def _cell(count: int) -> str:
    return str(count) if count else "·"
