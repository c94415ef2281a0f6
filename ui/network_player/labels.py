"""Every string of the network's player, in the visitor's language."""

from __future__ import annotations

from collections.abc import Callable

from ui.player.labels import transport_labels


def labels(_: Callable[[str], str], language: str = "en") -> dict[str, str]:
    """The strings, translated by `_`; `language` also decides how numbers are written."""
    return {**transport_labels(_, language), **_pictures(_), **_network(_), **_sentences(_)}


def _pictures(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "player": _("A network that trains"),
        "title_plane": _("What the network makes of the plane"),
        "title_curve": _("The network's curve through the examples"),
        "plane_note": _(
            "Circles are class 1, squares class 0; hollow ones are held out. Click an example to follow it through the "
            "network."
        ),
        "plane_note_numbers": _(
            "Circles have targets above the middle of their range, squares below; hollow ones are held out. Click an "
            "example to follow it through the network."
        ),
        "curve_note": _("Hollow examples are held out. Click an example to follow it through the network."),
        "title_loss": _("Loss"),
        "loss_axis": _("mean loss"),
        "loss_train": _("training data"),
        "loss_held": _("held out"),
        "title_gradients": _("Gradient size by layer"),
        "gradients_axis": _("root mean square"),
        "gradients_note": _("Of the derivatives by a layer's weights, in the gradient that each step was given."),
        "title_spreads": _("Activations by layer"),
        "spreads_axis": _("spread"),
        "spreads_note": _(
            "How far apart the examples are in what comes out of a layer: the standard deviation, mean over its units."
        ),
        "all_zero": _("All of them are exactly 0, which has no place on this axis."),
        "layer": _("layer {number}"),
        "output_layer": _("output"),
        "title_slice": _("Loss over {first} and {second}"),
        "slice_note": _(
            "All other weights are held where they are at the step that is shown. The line is the training's way, seen "
            "along them."
        ),
        "slice_waits": _("The level lines are those of step {step} until the training rests."),
        "slice_says": _("At this step {first} is {x} and {second} is {y}; the loss is {loss}."),
        "title_history": _("History of {name}"),
    }


def _network(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "edges": _("What the lines between the units show"),
        "edges_weights": _("Weights"),
        "edges_gradients": _("Gradient"),
        "edges_updates": _("Last update"),
        "edges_note_weights": _(
            "Blue: positive. Dashed orange: negative. The wider, the larger. Click one to see more."
        ),
        "edges_note_gradients": _("The gradient that the last step was given, of the examples it saw."),
        "edges_note_example": _("The gradient of the example that is followed, at this step's weights."),
        "edges_note_updates": _("What the last step added to each weight."),
        "edges_weights_one": _("weight"),
        "edges_gradients_one": _("gradient"),
        "net_says": _("The network {layers}; its lines show: {shown}. Blue is positive, dashed orange negative."),
        "weight": _("Weight to look at"),
        "other": _("Second weight"),
        "weight_says": _("{name} = {value}; gradient {gradient}; last update {update}"),
        "none": _("none"),
        "example": _("Example to follow"),
        "pass": _("Its pass, layer by layer"),
        "svg_network": _("Picture of the network (SVG)"),
        "png_plane": _("Picture of the plane (PNG)"),
    }


def _sentences(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "pass_begin": _("Example {number}: inputs {inputs}, target {target}. Forward comes first."),
        "pass_forward": _("Forward, {layer}: the sums {sums} go in, and {activation} makes of them {outputs}."),
        "pass_output": _("Forward, output: {output}. The loss of this example is {loss}."),
        "pass_seed": _("Backward begins at the output: the derivative of the loss by it is {flow}."),
        "pass_backward": _(
            "Backward, {layer}: through the weights and the slopes of {activation} the derivatives by its sums become "
            "{flows}. Times what came in they are the derivatives by the weights."
        ),
        "summary": _("Step {step}: loss on training data {loss}."),
        "summary_held": _("On held-out data {loss}."),
        "summary_right": _("Classified rightly: {right}."),
        "summary_held_right": _("Held out: {right}."),
        "training": _("Training: {made} of {steps} steps made."),
        "ended": _("Step {step} led to no finite number, so the training ended there."),
    }
