"""Every string of the players of matrix calculus, in the visitor's language."""

from __future__ import annotations

from collections.abc import Callable

from ui.player.labels import labels as player_labels

_SHARED = ("language", "failed", "retry", "server_waits", "upgraded", "reload")
#: The list of keys of a page that has no steps.
_KEYS = ("keys", "close", "key_present", "key_scene", "key_help", "key_leave")


def labels(_: Callable[[str], str], language: str = "en") -> dict[str, str]:
    """The strings, translated by `_`; `language` also decides how numbers are written."""
    shared = player_labels(_, language)
    return {**{name: shared[name] for name in _SHARED}, **_regression(_), **_rule(_)}


def key_labels(_: Callable[[str], str]) -> dict[str, str]:
    """The strings of the list of keys, translated by `_`."""
    shared = player_labels(_)
    return {name: shared[name] for name in _KEYS}


def _regression(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "regression": _("When two features grow alike"),
        "correlation": _("Correlation of the two features"),
        "strength": _("Penalty λ"),
        "title_weights": _("Loss over both weights"),
        "title_condition": _("Condition number over the correlation"),
        "condition_axis": _("condition number κ"),
        "correlation_axis": _("correlation"),
        "gram": "XᵀX / N",
        "pseudo": _("X⁺ = V Σ⁺ Uᵀ, the first columns"),
        "singular_values": _("Singular values of X"),
        "condition": "κ(XᵀX)",
        "solution": "w = (XᵀX)⁻¹ Xᵀy",
        "shortest": _("w⁺ = X⁺y, of minimum norm"),
        "ridge": _("Ridge: (XᵀX + NλI)⁻¹ Xᵀy"),
        "ridge_condition": "κ(XᵀX + NλI)",
        "none": _("none: XᵀX has no inverse"),
        "away": _("{distance} away from the weights {weights} that made the target"),
        "regular": _("X⁺ = (XᵀX)⁻¹Xᵀ: the one minimum is also the shortest solution."),
        "singular": _(
            "The columns are equal: a whole line of weights has the same lowest loss. The pseudo-inverse gives the "
            "shortest of them, in which both features share the weight."
        ),
        "penalized": _("With the penalty there is one minimum whatever the columns, and κ is smaller."),
        "unpenalized": _("Without a penalty the ridge solution is the shortest one."),
        "key_plain": _("level lines of the loss, its minimum"),
        "key_shortest": _("shortest solution"),
        "key_ridge": _("ridge solution, and where it goes as λ grows"),
        "key_true": _("weights that made the target"),
        "agrees": _("The server's NumPy finds the same numbers."),
        "differs": _("The server's NumPy finds other numbers: {numbers}."),
        "summary": _("At correlation {correlation} the condition number is {condition}."),
    }


def _rule(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "rule": _("Checked by numbers"),
        "size": _("Size n"),
        "share": _("t, by which dX is multiplied"),
        "changed": "f(X + t dX) − f(X)",
        "linear": "t df",
        "missed": _("what df misses"),
        "chart": _("Norms over t"),
        "rounding_only": _("df misses nothing but rounding: at most {error}."),
        "second_order": _("What df misses shrinks like t to the power {slope}: of second order."),
        "shown_rows": _("of {rows} × {columns} the first entries"),
    }
