"""Every string the graph player shows, in the visitor's language."""

from __future__ import annotations

from collections.abc import Callable

from ui.player.labels import transport_labels


def labels(_: Callable[[str], str], language: str = "en") -> dict[str, str]:
    """The strings, translated by `_`; `language` also decides how numbers are written."""
    return {**transport_labels(_, language), **_sentences(_), **_panels(_)}


def _sentences(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "begin": _("The variables have their numbers. Forward comes first: every operation's value, one at a time."),
        "forward": _("Forward: {name} = {formula} = {value}."),
        "seed": _("Now backward. It begins at the output: the derivative of {name} by itself is 1."),
        "backward": _(
            "Backward from {above} to {by}: the local derivative {local} is {number}; times {adjoint}, which has "
            "arrived at {above}, that is {product}."
        ),
        "joined": _("Paths join at {by}: {before} and {product} add up to {after}."),
        "reused": _("What has arrived at {above} was worked out once and serves {count} operands."),
        "nowhere": _("At this point the formula has no finite value or no finite derivative."),
    }


def _panels(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "player": _("Backpropagation, one operation at a time"),
        "graph": _("Computation graph"),
        "value": _("Value"),
        "arrived": _("Derivative of the output by it"),
        "nothing_yet": _("not yet"),
        "variables": _("Variables"),
        "number": _("Number of {name}"),
        "derivative": _("∂{output}/∂{name}"),
        "paths": _("Paths of {name}"),
        "paths_hint": _("Choose a variable to see its paths to the output, the product along each, and their sum."),
        "paths_sum": _("Sum over {count} paths: {sum}. The backward pass gives {derivative}."),
        "paths_many": _("There are {count} paths; the first {shown} are listed. The backward pass gives {derivative}."),
        "paths_none": _("No derivative flows along any path from {name} to the output, so it is 0."),
        "costs": _(
            "Multiplications for the whole gradient: backward {reverse}, forward once per variable {forward}, over all "
            "paths {paths}. Local derivatives are not counted; all three need them."
        ),
        "costs_folded": _("They are those of all operations, whatever is folded."),
        "paths_folded": _("Paths are those of the picture: inside a folded box they are added up already."),
        "foldable": _("Operations that only it uses: {count}. Click it or press Enter to fold them into it."),
        "folded": _("Operations folded into it: {count}. Click it or press Enter to unfold them."),
        "gathered": _("Inputs that only it uses are in it, too: {count}."),
        "gathered_hint": _(
            "So many inputs could not be read: {count} are folded into the boxes that alone use them. Unfold a box to "
            "see its own, to move them and to follow their paths."
        ),
        "fold_all": _("Fold powers, norms and sums"),
        "unfold_all": _("Unfold everything"),
        "fold_hint": _("⊞ unfolds a box, ⊟ folds into it what only it uses."),
        "key_runs": _("the paths of a variable"),
        "key_fold": _("fold and unfold the box that has the focus"),
        "svg": _("Picture (SVG)"),
        "png": _("Picture (PNG)"),
    }
