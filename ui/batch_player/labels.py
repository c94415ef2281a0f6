"""Every string the batch player shows, so that one translated table can be sent with the scene."""

from __future__ import annotations

from collections.abc import Callable

from surfaces.data.data_loss import MOST_FOR_CURVES, MOST_FOR_PICTURES
from ui.batch_player.builder import MOST_DRAWN
from ui.player.labels import labels as player_labels


def labels(_: Callable[[str], str], language: str = "en", examples: int = 0, held_out: int = 0) -> dict[str, str]:
    """The batch player's strings, translated by `_`; `language` also decides how numbers are written.

    `examples` are those learned from, `held_out` those that are not: what is shown of a sample of very many says so.
    """
    words = {**player_labels(_, language), **_data(_), **_full(_), **_batch(_), **_chart(_)}
    return {**words, **_sampled(_, examples, held_out)}


def _sampled(_: Callable[[str], str], examples: int, held_out: int) -> dict[str, str]:
    """The strings that are other ones where only a fixed random sample is looked at."""
    words: dict[str, str] = {}
    words_of_all = _batch(_)
    if examples > MOST_FOR_PICTURES:
        picture = _("The picture is of a sample of {count}.").format(count=MOST_FOR_PICTURES)
        words |= {
            "full_loss": _("Loss of a sample of {count} examples").format(count=MOST_FOR_PICTURES),
            "step_uses_all": f"{words_of_all['step_uses_all']} {picture}",
            "last_used_all": f"{words_of_all['last_used_all']} {picture}",
        }
    if examples > MOST_DRAWN:
        words |= {
            "arrow_all": _("sample"),
            "arrows_equal": _(
                "Every step follows the gradient over all examples; the arrow is of the sample that is drawn."
            ),
            "cloud": _("Dots: where this step could lead with other batches of {size} out of that sample."),
            "cloud_plain": _(
                "Dots: where plain steps at this learning rate would lead with other batches of {size} out of that "
                "sample."
            ),
            "arrows_alike": _(
                "Arrows: minus the gradient over the sample that is drawn and over the batch, on one scale."
            ),
            "arrows_one": _(
                "Arrows: minus the gradient over the sample that is drawn and of example {number}, on one scale."
            ),
        }
    if examples > MOST_FOR_CURVES:
        text = _("Loss of a sample of {count} examples").format(count=MOST_FOR_CURVES)
        over_time = _("Loss of a sample of {count} examples over time").format(count=MOST_FOR_CURVES)
        words |= {"loss_all": text, "loss_curves": over_time}
    if held_out > MOST_FOR_CURVES:
        thin = _("Thin: loss of a sample of {count} held-out examples.").format(count=MOST_FOR_CURVES)
        words |= {"validation_dashed": thin, "validation_loss": _("Held-out loss, of a sample")}
    return words


def _data(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "batch_player": _("Descent over batches"),
        "data": _("Data"),
        "data_hint": _("Up and down arrows choose an example, together with Shift arrows move it, Delete removes it"),
        "lit_batch": _("Lit: the batch of step {step}, examples: {size} of {total}."),
        "lit_all": _("Every step looks at all examples ({total})."),
        "lit_line": _("Line: the model after step {step}."),
        "sample_of": _("A sample of {shown} of {total} examples is drawn."),
        "held_out_hollow": _("Hollow: held out, not learned from."),
        "not_movable": _("Prediction over target: examples cannot be moved here."),
        "tool": _("What a press on the data does"),
        "tool_move": _("Move"),
        "tool_add": _("Add"),
        "tool_add_class": _("Add {class}"),
        "tool_remove": _("Remove"),
        "example": _("Example {number}"),
        "example_loss": _("Its loss"),
        "prediction": _("Prediction"),
        "probability": _("Probability of class 1"),
        "predicted_target": _("Predicted {target}"),
        "true_target": _("True {target}"),
    }


def _full(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "full_loss": _("Loss of all examples"),
        "next_steps": _("Possible next steps"),
        "arrow_all": _("all"),
        "arrow_batch": _("batch"),
        "arrows_alike": _("Arrows: minus the gradient over all examples and over the batch, on one scale."),
        "arrows_one": _("Arrows: minus the gradient over all examples and of example {number}, on one scale."),
        "arrows_equal": _("Every step follows the gradient over all examples."),
        "cloud": _("Dots: where this step could lead with other batches of {size}."),
        "cloud_plain": _("Dots: where plain steps at this learning rate would lead with other batches of {size}."),
        "cloud_none_full": _("There is only one possible step if it looks at all examples."),
        "cloud_none_rate": _("This method has no learning rate, so its possible steps are not known."),
        "cloud_waits": _("Where this step could lead is worked out when you let go: its size depends on the losses."),
        "valley": _("Dash-dotted: a whole line of minima."),
    }


def _batch(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "batch_loss": _("Loss of this batch"),
        "one_loss": _("Loss of example {number}"),
        "back_to_batch": _("Show the batch"),
        "whose": _("Method whose batch is shown"),
        "step_uses": _("Step {step} follows the loss of a batch ({size} of {total}): {examples}."),
        "last_used": _("The last step, {step}, followed the loss of a batch ({size} of {total}): {examples}."),
        "step_uses_all": _("Step {step} follows the loss of all examples ({total})."),
        "last_used_all": _("The last step, {step}, followed the loss of all examples ({total})."),
        "one_is_lit": _("It is in the batch of step {step}."),
        "one_is_dark": _("It is not in the batch of step {step}."),
        "darker": _("The darker, the lower."),
        "star": _("Star: the minimum over all examples."),
        "computed_from": _("Computed from part of the batch ({shown})."),
        "no_steps": _("No step was made."),
    }


def _chart(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "follows_on_release": _("So many steps and examples are followed when you let go."),
        "loss_curves": _("Loss of all examples over time"),
        "over_steps": _("Steps"),
        "over_examples": _("Examples seen"),
        "over_epochs": _("Epochs"),
        "loss_all": _("Loss of all examples"),
        "validation_dashed": _("Thin: loss of the held-out examples."),
        "early_stop": _("early stopping"),
        "validation_loss": _("Held-out loss"),
    }
