"""Numbers in fields: written as people of the language write them, read however they may be typed."""

from __future__ import annotations

import math
import re

from optim_core.base.text import N_, Message
from ui.language.i18n import decimal_mark
from ui.language.number_spelling import plain_spaces, spelled

#: Longer texts are no numbers, and are not looked at.
LONGEST = 60
SHOWN = 20
_SUPERSCRIPTS = str.maketrans("⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹", "-+0123456789")
#: 2·10⁻³ as pages write it, 2*10^-3, 2e-3, with the Cyrillic letter as well.
_TIMES_POWER = re.compile(
    r"(?P<mantissa>.*?)\s*(?:[·×*⋅]\s*10\s*(?:\^|\*\*)?\s*[({]?|[eEеЕ])\s*(?P<exponent>[-+−]?\d{1,5})[)}]?"
)
_POWER = re.compile(r"(?P<sign>[-+−]?)10\s*(?:\^|\*\*)\s*[({]?(?P<exponent>[-+−]?\d{1,5})[)}]?")
_SUPERSCRIPT = re.compile(r"(?<=\d)[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+$")
_PLAIN = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)", re.ASCII)
#: Where a point is the decimal mark, a comma before three digits may part thousands as well.
_TWO_MEANINGS = re.compile(r"[-+]?[1-9]\d{0,2},\d{3}", re.ASCII)


class NumberRefused(ValueError):
    """A text that is not taken for a number: what is wrong, as a translatable sentence."""

    def __init__(self, template: str, **arguments: object) -> None:
        self.parts = Message(template, arguments)
        super().__init__(self.parts.text)


def written(value: float) -> str:
    """The shortest text that reads back as the same float, with the language's decimal mark."""
    mantissa, exponential, exponent = repr(float(value)).removesuffix(".0").partition("e")
    text = f"{mantissa}e{int(exponent)}" if exponential else mantissa
    return text.replace("-", "−").replace(".", decimal_mark())


def read_number(text: str) -> float:
    """The number that a text stands for in the current language.

    A comma and a point are both understood. Where both would be possible, thousands and decimals, nothing is guessed.

    Raises:
        NumberRefused: no number, one of two meanings, or one too large for a float.
    """
    shown = "".join(c for c in text.strip() if c.isprintable())[:SHOWN]
    mantissa, exponent = _parts(text.strip()) if len(text) <= LONGEST else ("", 0)
    if decimal_mark() == "." and _TWO_MEANINGS.fullmatch(mantissa.replace("−", "-")):
        raise NumberRefused(
            N_("“{text}” may be {with_point} or {without}. Please write it in one of these ways."),
            text=shown,
            with_point=mantissa.replace(",", "."),
            without=mantissa.replace(",", ""),
        )
    plain = spelled(plain_spaces(mantissa))
    if not _PLAIN.fullmatch(plain):
        raise NumberRefused(
            N_("“{text}” is no number. Numbers are written like {one} or {other}."),
            text=shown,
            one=written(0.05),
            other=written(2e-7),
        )
    value = float(f"{plain}e{exponent}")
    if not math.isfinite(value):
        raise NumberRefused(N_("“{text}” is too large a number."), text=shown)
    return value


def _parts(text: str) -> tuple[str, int]:
    """What stands before the power of ten, as typed, and its exponent."""
    raised = _SUPERSCRIPT.sub(lambda found: f"^{found[0].translate(_SUPERSCRIPTS)}", text)
    power = _POWER.fullmatch(raised)
    if power:
        return f"{power['sign']}1", _whole(power["exponent"])
    found = _TIMES_POWER.fullmatch(raised)
    return (found["mantissa"], _whole(found["exponent"])) if found else (raised, 0)


def _whole(text: str) -> int:
    return int(text.replace("−", "-"))
