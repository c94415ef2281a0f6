"""Every string that the player of the gradient shows, so that one translated table can be sent with the scene."""

from __future__ import annotations

from collections.abc import Callable

from ui.player.labels import labels as player_labels

#: What the players have in common: messages, the way between scenes, and the list of keys.
_SHARED = (
    "language", "failed", "retry", "server_waits", "upgraded", "reload",
    "scenes", "scene_none", "scene_previous", "scene_next", "scene_close", "keys",
    "close", "key_present", "key_scene", "key_help", "key_leave",
)  # fmt: skip


def labels(_: Callable[[str], str], language: str = "en") -> dict[str, str]:
    """The player's strings, translated by `_`; `language` also decides how numbers are written."""
    given = player_labels(_, language)
    shared = {name: text for name, text in given.items() if name in _SHARED or name.startswith("scene ")}
    return {**shared, **_pictures(_), **_controls(_), **_notes(_), **_flow(_)}


def _pictures(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "gradient_player": _("Gradient and differential"),
        "title_map": _("Level lines"),
        "title_line": _("Along the direction"),
        "title_rose": _("Rose of directions"),
        "title_solid": _("Tangent plane"),
        "title_remainder": _("Remainder over h"),
        "title_differences": _("Error of difference quotients over h"),
        "along_axis": _("distance from the point"),
        "from_point": _("distance from the point"),
        "error": _("error"),
        "curvatures": _("Eigenvalues of the Hessian"),
        "rounding": _("rounding"),
    }


def _controls(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "layer_field": _("Antigradients"),
        "layer_curvature": _("Hessian"),
        "layer_flow": _("Flow and descent"),
        "near": _("As large as the step"),
        "step_length": _("Step length h"),
        "rate_name": _("Learning rate"),
        "steps_name": _("Number of steps"),
        "handle_point": _("Point"),
        "handle_direction": _("Direction"),
        "handle_step": _("Step dx"),
        "key_nudge": _("move the ring, diamond or dot that has the focus; with Shift further"),
    }


def _notes(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "map_note": _(
            "Drag the ring (point), the diamond (direction) and the dot (dx). Both axes have one scale: the gradient "
            "stands at right angles to the level line."
        ),
        "line_note": _("h across, df up to the tangent, o(h) from the tangent to the curve."),
        "near_note": _("The picture shrinks with h: the curve becomes its tangent, until rounding shows as stairs."),
        "solid_note": _("A square with side {side} around the point, and its tangent plane. Drag to turn."),
        "rose_note": _("∂f/∂u = {slope} at {angle}° from the gradient; the largest is |∇f| = {norm}."),
        "rose_zero": _("The gradient is zero: every directional derivative is zero."),
        "no_derivative": _("There is no finite derivative here."),
        "remainder_slope": _(
            "Slope {slope}; theory: {theory}, the order of the first derivative after f′ that is not zero."
        ),
        "remainder_free": _("Slope {slope}. The next derivatives that are known are zero or do not exist."),
        "remainder_kink": _(
            "Slope {slope}: at all steps that were measured the remainder shrinks no faster than h, as at a kink."
        ),
        "remainder_none": _("The remainder never rises clear of rounding: along this line f is linear, or nearly so."),
        "best": _(
            "Best h: forward (solid) {forward}, theory {forward_theory}; central (dashed) {central}, theory "
            "{central_theory}. Smaller h is worse: rounding is divided by h."
        ),
        "best_none": _("none"),
    }


def _flow(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "flow_later": _("The flow appears when the point is let go of."),
        "flow_away": _(
            "Descent is at most {away} from the flow at equal times. Solid: the flow in {nodes} steps of their own "
            "length; dashed: descent."
        ),
        "flow_rest": _("The flow comes to rest by t = {time}."),
        "flow_time": _("The flow is followed until t = {time}."),
        "flow_left": _("The flow leaves the picture at t = {time}."),
        "flow_budget": _("The flow is followed until t = {time}, as far as the work allowed goes."),
        "flow_undefined": _("The flow ends at t = {time}, where the gradient jumps, has no value or is too large."),
    }
