"""What the graph player is sent: the graph as a picture, its kernel, and words."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from optim_core.backprop import Tape
from optim_core.backprop.counting import multiplications
from optim_core.backprop.folding import Flow, Folding, folded
from optim_core.backprop.layout import Sizes, layered
from optim_core.expression.code.javascript import javascript_body
from optim_core.expression.typesetting.symbols import symbol_text
from ui.controls.payloads import is_number
from ui.graph_player.labels import labels
from ui.language.i18n import _, current_language
from ui.player.wire import pack

SIZES = Sizes()
_NAME = re.compile(r"[A-Za-z]\w*")
_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def readable(text: str) -> str:
    """A formula in plain text as people write it: v₃, ·, −, x²."""
    named = _NAME.sub(lambda match: symbol_text(match.group()), text)
    raised = re.sub(r"\^(\d+)(?![\d.])", lambda match: match.group(1).translate(_DIGITS), named)
    return raised.replace("*", " · ").replace("-", "−").replace("/", " / ")


def graph_message(
    tape: Tape,
    point: Sequence[float],
    ranges: Sequence[tuple[float, float]],
    closed: Collection[int] | None = None,
) -> bytes:
    """The message; numbers that are constants have no box of their own, they stand in the formulas.

    Args:
        closed: the operations into which parts are folded; None for what suits a reader.
    """
    folding = folded(tape, closed)
    shown = [box for box in sorted(folding.members) if tape.steps[box].op != "const"] or [len(tape.steps) - 1]
    at = {box: i for i, box in enumerate(shown)}
    uses = [use for use in folding.uses if use.source in at]
    layout = layered(len(shown), [(at[use.source], at[use.target]) for use in uses], SIZES)
    variables = tape.formula.variables
    places = {step.value: place for place, step in enumerate(tape.steps) if step.op == "symbol"}
    starts = [place for place, step in enumerate(tape.steps) if step.op == "symbol" and step.value in variables]
    header = {
        "labels": labels(_, current_language()),
        "kernel": javascript_body((*tape.steps, *tape.locals), tape.symbols),
        "steps": len(tape.steps),
        "symbols": [readable(name) for name in tape.symbols],
        "values": (*map(float, point), *tape.formula.numbers.values()),
        "variables": [
            {"node": place, "box": folding.parts.box(place, folding.hidden), "low": low, "high": high}
            for place, (low, high) in zip((places.get(name, -1) for name in variables), ranges, strict=True)
        ],
        "nodes": [_node(folding, box, layout.centres[at[box]]) for box in shown],
        "edges": [
            {"source": use.source, "target": use.target, "order": use.flow, "route": route}
            for use, route in zip(uses, layout.routes, strict=True)
        ],
        "ways": [
            {"source": folding.source(way), "target": target, "masked": way in tape.masked}
            for way, (target, _position) in enumerate(tape.ways)
        ],
        "flows": [
            {
                "source": flow.source,
                "target": flow.target,
                "local": _slope(folding, flow),
                "masked": flow.masked,
                "entering": flow.entering,
            }
            for flow in folding.flows
        ],
        "inside": {flow.target: flow.inside for flow in folding.flows if len(folding.members[flow.target]) > 1},
        "closed": sorted(folding.closed),
        "forms": sorted(folding.parts.forms()),
        "costs": {
            name: str(count)
            for name, count in multiplications(
                starts,
                len(tape.steps),
                [_End(folding.source(way), target) for way, (target, _) in enumerate(tape.ways)],
            ).items()
        },
        "size": {"width": layout.width, "height": layout.height, "node": [SIZES.width, SIZES.height]},
    }
    return pack(header, {})


def _node(folding: Folding, box: int, centre: tuple[float, float]) -> dict[str, object]:
    tape, part = folding.tape, folding.parts.by_head.get(box)
    members = folding.members[box]
    operations = sum(bool(tape.steps[place].args) or place == box for place in members)
    return {
        "id": box,
        "name": readable(tape.names[box]),
        "formula": readable(folding.operation(box).text),
        "kind": _kind(tape, box),
        # How many operations fold into this box or stand in it, and how many inputs do.
        "folds": len(part.inner) if part else 0,
        "folded": operations - 1 if box in folding.closed else 0,
        "gathered": len(members) - operations,
        "x": centre[0],
        "y": centre[1],
    }


def _slope(folding: Folding, flow: Flow) -> str:
    """The local derivative as a formula; one too long to read is named."""
    slope = folding.slope(flow)
    if slope is not None:
        return readable(slope.text)
    names = folding.tape.names
    return f"∂{readable(names[flow.target])}/∂{readable(names[flow.source])}"


def _ends(tape: Tape) -> list[_End]:
    return [_End(tape.operands[target][position], target) for target, position in tape.ways]


class _End:
    """An edge's two ends."""

    def __init__(self, source: int, target: int) -> None:
        self.source, self.target = source, target


def _kind(tape: Tape, place: int) -> str:
    if tape.steps[place].op == "symbol":
        return "variable" if tape.steps[place].value in tape.formula.variables else "number"
    return "operation"


def point_from(payload: Any, count: int) -> tuple[float, ...] | None:
    """The numbers that the browser reports, or None if it is no report of so many numbers."""
    numbers = payload.get("point") if isinstance(payload, dict) else None
    if not isinstance(numbers, list) or len(numbers) != count:
        return None
    if not all(map(is_number, numbers)):
        return None
    return tuple(float(n) for n in numbers)


def folded_from(payload: Any, tape: Tape) -> tuple[int, ...] | None:
    """The operations that the browser wants parts to be folded into, or None if it is no report of that."""
    places = payload.get("folded") if isinstance(payload, dict) else None
    if not isinstance(places, list) or len(places) > len(tape.steps):
        return None
    if not all(isinstance(n, int) and not isinstance(n, bool) and 0 <= n < len(tape.steps) for n in places):
        return None
    return tuple(sorted(set(places)))
