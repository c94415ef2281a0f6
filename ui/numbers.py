"""Numbers as people of a language write them."""

from __future__ import annotations

import math

from ui.i18n import _, current_language

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def short(value: float | None, digits: int = 4) -> str:
    """`value` with `digits` significant digits, very large and small ones as powers of ten; "—" for None."""
    if value is None:
        return "—"
    if not math.isfinite(value):
        return "∞" if value > 0 else "−∞" if value < 0 else _("undefined")
    if value != 0 and not 1e-4 <= abs(value) < 1e6:
        mantissa, _e, exponent = f"{value:.{digits - 2}e}".partition("e")
        return _localized(f"{mantissa}·10{str(int(exponent)).translate(SUPERSCRIPTS)}")
    return _localized(f"{value:.{digits}g}")


def _localized(text: str) -> str:
    text = text.replace("-", "−")
    return text.replace(".", ",") if current_language() == "ru" else text
