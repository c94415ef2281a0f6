"""Every string the player shows, so that one translated table can be sent with the scene."""

from __future__ import annotations

from collections.abc import Callable

from ui.demos.catalogue import DEMOS

#: What players with a timeline of their own call as this one does.
TRANSPORT = (
    "language", "play", "pause", "step_back", "step_forward", "to_start", "to_end", "loop", "step", "step_of", "speed",
    "rate", "present", "keys", "close", "key_play", "key_step", "key_ends", "key_present", "key_help", "key_leave",
    "failed", "retry", "server_waits", "upgraded", "reload",
)  # fmt: skip


def labels(_: Callable[[str], str], language: str = "en") -> dict[str, str]:
    """The player's strings, translated by `_`; `language` also decides how numbers are written."""
    return {
        "language": language,
        **_controls(_),
        **_axes(_),
        **_curves(_),
        **_models(_),
        **_table(_),
        **_step(_),
        **_crowd(_),
        **_messages(_),
        **_keys(_),
        **_scenes(_),
    }


def transport_labels(_: Callable[[str], str], language: str = "en") -> dict[str, str]:
    """Of these strings those of the transport and its keys, and of failures."""
    shared = labels(_, language)
    return {name: shared[name] for name in TRANSPORT}


def _controls(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "player": _("Optimization player"),
        "play": _("Play"),
        "pause": _("Pause"),
        "step_back": _("Step back"),
        "step_forward": _("Step forward"),
        "to_start": _("To start"),
        "to_end": _("To end"),
        "loop": _("Loop"),
        "step": _("Step"),
        "step_of": _("Step {step} of {steps}"),
        "speed": _("Speed"),
        "rate": _("{rate} steps/s"),
        "surface_numbers": _("Numbers in the formula"),
        "view": _("View"),
        "side": _("Beside the landscape"),
        "side_curve": _("Curve"),
        "side_numbers": _("Numbers"),
        "present": _("Present (F)"),
        "loss_axis": _("Loss axis"),
        "linear": _("Linear"),
        "log": _("Log"),
        "reset_view": _("Reset view"),
        "fit_paths": _("Fit to the paths"),
        "fit_surface": _("Back to the surface"),
        "fit_hint": _("All that the paths reach, at most ten times as far as the picture of the surface."),
        "true_shape": _("True shape"),
        "fill_picture": _("Fill the picture"),
        "axes_differ": _("The axes have different scales, so right angles are not drawn as such."),
        "wheel_hint": _("Ctrl and the wheel zoom; the wheel alone scrolls the page"),
        "start_point": _("Start point"),
        "click_hint_solid": _("Click or drag the ring to choose the start; drag beside it to turn"),
        "click_hint": _("Click or drag the ring to choose the start"),
    }


def _axes(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "landscape": _("Landscape"),
        "loss": _("Loss"),
        "loss_shifted": _("Loss − lowest shown"),
        "height_log": _("log₁₀(1 + loss − lowest)"),
        "minimum": _("Known minimum"),
    }


def _curves(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "curve": _("Curve"),
        "curve_loss": _("Loss"),
        "curve_gradient_norm": _("Gradient norm |∇Q|"),
        "curve_step_length": _("Step length"),
        "curve_effective_rate": _("Effective rate per coordinate"),
        "curve_distance": _("Distance to the minimum"),
        "x_axis": _("Horizontal axis"),
        "x_steps": _("Steps"),
        "x_evaluations": _("Evaluations"),
        "evaluations_of": _("Evaluations of Q, ∇Q and the Hessian"),
        "evaluations_hint": _("One value, one whole gradient or one whole Hessian counts as one evaluation."),
        "rate_meaning": _("How far a step moved each weight per unit of the partial derivative it used."),
        "rate_legend": _("Thick line: {first}, thin line: {second}."),
        "rate_missing": _("Not drawn, because their steps follow no gradient: {methods}."),
        "no_minimum": _("No minimum of this surface is known, so there is no distance to it."),
    }


def _models(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "model": _("Model of Q where a method stands"),
        "model_none": _("No model"),
        "model_linear": _("Linear model"),
        "model_quadratic": _("Quadratic model"),
        "model_flat_only": _("Models are drawn in the 2-D view"),
        "model_levels": _(
            "Dashed: level lines of the model at step {step} of {method}. Solid: the level of the point itself."
        ),
        "model_curve": _("Dashed: the model at step {step} of {method}."),
        "model_undefined": _("At step {step} of {method}, Q has no such model."),
        "model_minimum": _("minimum of the model"),
        "model_maximum": _("maximum of the model"),
        "model_saddle": _("saddle of the model"),
    }


def _crowd(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "crowd": _("Whose starts are shown"),
        "crowd_home": _("{letter} {point}: {count} of {total}"),
        "crowd_elsewhere": _("elsewhere: {count} of {total}"),
        "crowd_nowhere": _("not converged: {count} of {total}"),
    }


def _table(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "table": _("Methods and their results"),
        "method": _("Method"),
        "show": _("Show {method}"),
        "summary_step": _("At step {step}:"),
        "summary_lowest": _("the lowest loss, {loss}, is that of {methods}."),
        "summary_place": _("{method} stands at ({point}), loss {loss}."),
        "more_numbers": _("{method}: more numbers"),
        "step_limit": _("Steps"),
        "map_best": _("Lowest loss near {value}."),
        "map_highest": _("Highest loss near {value}."),
        "map_tips": _("From {value} on it ends worse than it began."),
        "map_costly": _("No map here: over so many examples and steps it would take too long."),
    }


def _step(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "step_numbers": _("The step, in numbers"),
        "step_number": _("Step {step}"),
        "step_last": _("Step {step}, the last of this run"),
        "step_none": _("No step has been made yet. Move on to see the first one."),
        "step_unexplained": _("This method has no equations per coordinate to put numbers into."),
        "step_irreproducible": _("The browser computes this run differently, so no numbers are shown."),
        "arrows": _("Arrows"),
        "arrow_gradient": _("Downhill: minus the gradient, direction only"),
        "arrow_step": _("The step taken"),
        "arrow_inertia": _("Inertia: the step if the gradient were zero"),
        "arrow_ahead": _("Where the gradient is taken"),
        "arrow_step_short": _("step"),
        "arrow_inertia_short": _("inertia"),
    }


def _keys(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "keys": _("Keys"),
        "close": _("Close"),
        "key_play": _("play and pause"),
        "key_step": _("a step back, a step forward"),
        "key_ends": _("to the start, to the end"),
        "key_present": _("the whole window, and back"),
        "key_view": _("2-D and 3-D"),
        "key_side": _("curve, numbers, both"),
        "key_runs": _("show and hide a run"),
        "key_scene": _("next and previous scene, in presentation"),
        "key_help": _("this list"),
        "key_leave": _("close, leave"),
    }


def _scenes(_: Callable[[str], str]) -> dict[str, str]:
    titles = {f"scene {demo.key}": _(demo.title) for demo in DEMOS}
    return {
        "scenes": _("Scenes"),
        "scene_none": _("Choose a scene"),
        "scene_previous": _("Previous scene (P)"),
        "scene_next": _("Next scene (N)"),
        "scene_close": _("Close the scene's note"),
        **titles,
    }


def _messages(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "failed": _("The picture could not be drawn"),
        "retry": _("Retry"),
        "no_webgl": _("3-D needs WebGL, which this browser does not offer"),
        "no_solid": _("What draws 3-D could not be loaded. Try again once the server can be reached."),
        "no_runs": _("There is no run to show"),
        "undefined": _("not defined here"),
        **_dragged(_),
    }


def _dragged(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "verdict_waits": _("Judged when you let go"),
        "upgraded": _("There is a new version of this page. What you see is in its address and comes again."),
        "reload": _("Reload"),
        "server_waits": _("Links and verdicts wait for the connection to the server."),
        "digits_end": _("From step {step} on rounding decides"),
        "digits_end_hint": _(
            "A start moved by one unit in the last place ends more than a hundredth of the picture away. From this "
            "step on the digits of the path mean nothing, and NumPy, PyTorch and a browser go different ways."
        ),
    }
