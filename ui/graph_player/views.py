"""What the graph player is sent: the graph as a picture, its kernel, and words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from optim_core.backprop import Tape
from optim_core.backprop.counting import multiplications
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


def graph_message(tape: Tape, point: Sequence[float], ranges: Sequence[tuple[float, float]]) -> bytes:
    """The message; numbers that are constants have no box of their own, they stand in the formulas."""
    shown = [place for place, step in enumerate(tape.steps) if step.op != "const"] or [len(tape.steps) - 1]
    at = {place: i for i, place in enumerate(shown)}
    flowing = {way: i for i, way in enumerate(tape.ways)}
    edges = [
        (operand, place, position)
        for place, operands in enumerate(tape.operands)
        for position, operand in enumerate(operands)
        if operand in at
    ]
    layout = layered(len(shown), [(at[source], at[target]) for source, target, _position in edges], SIZES)
    variables, names = tape.formula.variables, tape.names
    values = (*map(float, point), *tape.formula.numbers.values())
    ends = [_End(tape.operands[target][position], target) for target, position in tape.ways]
    starts = [place for place, step in enumerate(tape.steps) if step.op == "symbol" and step.value in variables]
    header = {
        "labels": labels(_, current_language()),
        "kernel": javascript_body((*tape.steps, *tape.locals), tape.symbols),
        "steps": len(tape.steps),
        "symbols": [readable(name) for name in tape.symbols],
        "values": values,
        "variables": [
            {"node": next((p for p in starts if tape.steps[p].value == name), -1), "low": low, "high": high}
            for name, (low, high) in zip(variables, ranges, strict=True)
        ],
        "nodes": [
            {
                "id": place,
                "name": readable(names[place]),
                "formula": readable(tape.operations[place].text),
                "kind": _kind(tape, place),
                "x": layout.centres[at[place]][0],
                "y": layout.centres[at[place]][1],
            }
            for place in shown
        ],
        "edges": [
            {
                "source": source,
                "target": target,
                "order": flowing.get((target, position), -1),
                "route": route,
            }
            for (source, target, position), route in zip(edges, layout.routes, strict=True)
        ],
        "ways": [
            {
                "source": end.source,
                "target": end.target,
                "local": readable(slope.text),
                "masked": place in tape.masked,
            }
            for place, (end, slope) in enumerate(zip(ends, tape.slopes, strict=True))
        ],
        "costs": {name: str(n) for name, n in multiplications(starts, len(tape.steps), ends).items()},
        "size": {"width": layout.width, "height": layout.height, "node": [SIZES.width, SIZES.height]},
    }
    return pack(header, {})


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
