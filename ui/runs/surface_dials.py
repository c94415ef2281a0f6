"""The numbers of a surface as the player offers them."""

from __future__ import annotations

from optim_core.base.text import N_, Message
from optim_core.expression.typesetting.symbols import symbol_text
from surfaces import Surface
from surfaces.base.parameters import ParameterValue, SurfaceParameter
from ui.language.i18n import _, translate
from ui.player.dials import DialControl


def surface_dials(surface: Surface) -> tuple[DialControl, ...]:
    """A dial for each number in the formula that people may change, in the formula's order."""
    return tuple(_dial(symbol, value) for symbol, value in surface.parameters.items())


def _dial(symbol: str, value: ParameterValue) -> DialControl:
    label = _label(value.parameter)
    return DialControl(
        key=value.parameter.key,
        symbol=symbol,
        name=label,
        label=label,
        value=value.value,
        low=value.minimum,
        high=value.maximum,
        scale="log" if value.parameter.logarithmic else "linear",
        minimum=value.minimum,
        maximum=value.maximum,
        range=translate(_range(value.parameter)),
    )


def _label(parameter: SurfaceParameter) -> str:
    """A letter's own name, or what the catalogue calls the number."""
    if parameter.label == parameter.symbol:
        return symbol_text(parameter.symbol)
    return _(parameter.label)


def _range(parameter: SurfaceParameter) -> Message:
    ends = {"minimum": parameter.minimum, "maximum": parameter.maximum}
    return Message(N_("between {minimum:g} and {maximum:g}"), ends)
