"""Numbers as people of a language write them."""

from __future__ import annotations

import math

from ui.language.i18n import _, number_text


def short(value: float | None, digits: int = 4) -> str:
    """`value` with `digits` significant digits, very large and small ones as powers of ten; "—" for None."""
    if value is None:
        return "—"
    if not math.isfinite(value):
        return "∞" if value > 0 else "−∞" if value < 0 else _("undefined")
    large_or_small = value != 0 and not 1e-4 <= abs(value) < 1e6
    text = f"{value:.{digits - 2}e}" if large_or_small else f"{value:.{digits}g}"
    # Python takes to powers of ten where the digits end, which is earlier.
    return number_text(f"{float(text):.0f}" if "e" in text and not large_or_small else text)
