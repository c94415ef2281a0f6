"""Every string the player shows, so that one translated table can be sent with the scene."""

from __future__ import annotations

from collections.abc import Callable


def labels(_: Callable[[str], str], language: str = "en") -> dict[str, str]:
    """The player's strings, translated by `_`; `language` also decides how numbers are written."""
    return {"language": language, **_controls(_), **_axes(_), **_table(_), **_step(_), **_messages(_)}


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
        "view": _("View"),
        "loss_axis": _("Loss axis"),
        "linear": _("Linear"),
        "log": _("Log"),
        "reset_view": _("Reset view"),
        "start_point": _("Start point"),
        "click_hint": _("Click to choose the start, or drag the ring"),
    }


def _axes(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "landscape": _("Landscape"),
        "loss": _("Loss"),
        "loss_shifted": _("Loss − lowest shown"),
        "height_log": _("log₁₀(1 + loss − lowest)"),
        "minimum": _("Known minimum"),
    }


def _table(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "table": _("Methods and their results"),
        "method": _("Method"),
        "show": _("Show {method}"),
        "convention": _("Convention"),
        "learning_rate": _("Learning rate"),
        "loss_now": _("Loss at step {step}"),
        "steps": _("Steps"),
        "final_loss": _("Final loss"),
        "distance": _("Distance to nearest known minimum"),
        "verdict": _("Verdict"),
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


def _messages(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "failed": _("The picture could not be drawn"),
        "retry": _("Retry"),
        "no_webgl": _("3-D needs WebGL, which this browser does not offer"),
        "no_runs": _("No method is selected"),
        "undefined": _("not defined here"),
    }
