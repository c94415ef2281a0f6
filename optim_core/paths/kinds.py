"""The names of verdicts, and their sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from optim_core.base.text import N_

Kind = Literal[
    "converged",
    "valley",
    "kink",
    "edge",
    "known_minimum",
    "degenerate",
    "inflection",
    "saddle",
    "maximum",
    "minimum",
    "passing",
    "flat",
    "no_gradient",
    "stalled",
    "oscillating",
    "growing",
    "stopped",
    "step_limit",
    "budget",
    "diverged",
    "left_domain",
]

#: Kinds of a run that has reached what it was looking for: a minimum (climbing: a maximum).
REACHED = ("converged", "valley", "kink", "known_minimum")
#: Kinds that are about the place where a run ended; the others are about how it moved.
PLACES = (
    *REACHED, "edge", "degenerate", "inflection", "saddle", "maximum", "minimum", "passing", "flat", "no_gradient",
)  # fmt: skip

SENTENCES: Mapping[str, str] = {
    "converged": N_(
        "Converged from step {step} on: at the end the gradient is {gradient:.2g}, and by gradient and curvature the "
        "minimum is {distance:.2g} away."
    ),
    "valley": N_(
        "In a valley from step {step} on: a minimum, but not the only one, for the loss is the same for {along:g} "
        "each way along the floor; at the end the gradient is {gradient:.2g}."
    ),
    "kink": N_(
        "At a kink from step {step} on, a minimum: the slopes on its two sides have opposite signs, and the gradient "
        "does not exist there."
    ),
    "edge": N_(
        "At the edge of where the loss is defined, from step {step} on: the gradient does not exist there, and inside "
        "the loss is higher all around."
    ),
    "known_minimum": N_("At a known minimum from step {step} on, although gradient and curvature do not decide that."),
    "degenerate": N_(
        "Not decided by gradient and curvature, from step {step} on: at the end the gradient is {gradient:.2g}, but "
        "Newton's method does not settle there. Nothing lower was found around."
    ),
    "inflection": N_(
        "At an inflection from step {step} on, not at a minimum: at the end the gradient has faded to {gradient:.2g}, "
        "but the loss falls on one side and rises on the other."
    ),
    "saddle": N_(
        "At a saddle from step {step} on: at the end the gradient is {gradient:.2g}, the loss rises in some directions "
        "and falls in others."
    ),
    "maximum": N_(
        "At a maximum from step {step} on: at the end the gradient is {gradient:.2g}, the loss falls on all sides."
    ),
    "minimum": N_(
        "Stuck at a minimum from step {step} on: at the end the gradient is {gradient:.2g}, though the run climbs."
    ),
    "passing": N_(
        "Passing: there is a stationary point {distance:.2g} away that is no minimum, and the last step led away from"
        " it."
    ),
    "flat": N_("Flat: the gradient is {gradient:.2g} and about as small all around; no minimum is in sight."),
    "no_gradient": N_("Stopped at step {step}: the gradient does not exist there, so there is no next step."),
    "stalled": N_("Stalled: the last {window} steps hardly moved, while the gradient is still {gradient:.2g}."),
    "oscillating": N_(
        "Oscillating: the last {window} steps went back and forth without lowering the loss; gradient {gradient:.2g}."
    ),
    "growing": N_(
        "Growing: over the last {window} steps the steps got longer and the loss higher; the gradient is "
        "{gradient:.2g}."
    ),
    "stopped": N_("Ended by the method at step {step}: the gradient is still {gradient:.2g}. SciPy says: {reason}"),
    "step_limit": N_("Step limit at step {step}: the gradient is still {gradient:.2g}."),
    "budget": N_("The gradient is still {gradient:.2g} there."),
    "diverged": N_("Diverged at step {step}: the numbers became too large to compute with."),
    "left_domain": N_("Left the domain at step {step}: the loss is undefined there."),
}

#: What a run that climbs says instead.
CLIMBING: Mapping[str, str] = {
    "converged": N_(
        "Converged from step {step} on: at the end the gradient is {gradient:.2g}, and by gradient and curvature the "
        "maximum is {distance:.2g} away."
    ),
    "valley": N_(
        "On a ridge from step {step} on: a maximum, but not the only one, for the loss is the same for {along:g} each"
        " way along the crest; at the end the gradient is {gradient:.2g}."
    ),
    "kink": N_(
        "At a kink from step {step} on, a maximum: the slopes on its two sides have opposite signs, and the gradient "
        "does not exist there."
    ),
    "edge": N_(
        "At the edge of where the loss is defined, from step {step} on: the gradient does not exist there, and inside "
        "the loss is lower all around."
    ),
    "degenerate": N_(
        "Not decided by gradient and curvature, from step {step} on: at the end the gradient is {gradient:.2g}, but "
        "Newton's method does not settle there. Nothing higher was found around."
    ),
    "inflection": N_(
        "At an inflection from step {step} on, not at a maximum: at the end the gradient has faded to {gradient:.2g}, "
        "but the loss falls on one side and rises on the other."
    ),
    "passing": N_(
        "Passing: there is a stationary point {distance:.2g} away that is no maximum, and the last step led away from"
        " it."
    ),
    "flat": N_("Flat: the gradient is {gradient:.2g} and about as small all around; no maximum is in sight."),
    "oscillating": N_(
        "Oscillating: the last {window} steps went back and forth without raising the loss; gradient {gradient:.2g}."
    ),
    "growing": N_(
        "Growing: over the last {window} steps the steps got longer and the loss lower, though the run climbs; the "
        "gradient is {gradient:.2g}."
    ),
}

NO_CURVATURE = N_(
    "Stopped at step {step}: the second derivative, which the method needs, does not exist there, so there is no next"
    " step."
)
#: Of a loss with many weights, whose curvature is not looked at.
STALLED_SOMEWHERE = N_(
    "Stalled: the last {window} steps hardly moved, and the gradient is {gradient:.2g}. Whether this is a minimum or a "
    "saddle is not looked at with {dimension} weights."
)
#: The method's numbers stopped being finite, the loss and its derivatives did not.
METHOD_FAILED = N_("Diverged at step {step}: the method's own numbers are no longer finite.")
RISEN = N_("Diverged: the loss is over {limit:.2g} above its start, first at step {step}.")
SUNK = N_("Diverged: the run climbs, but the loss is over {limit:.2g} below its start, first at step {step}.")
FALLS = N_(
    "Falls without bound, as far as was computed: the loss is over {limit:.2g} below its start, first at step {step}."
)
CLIMBS = N_(
    "Rises without bound, as far as was computed: the loss is over {limit:.2g} above its start, first at step {step}."
)
ON_THE_WAY = N_(
    "Step limit at step {step}: the gradient is still {gradient:.2g}; by gradient and curvature a minimum is "
    "about {distance:.2g} away."
)
ON_THE_WAY_UP = N_(
    "Step limit at step {step}: the gradient is still {gradient:.2g}; by gradient and curvature a maximum is "
    "about {distance:.2g} away."
)

FIRED = N_("Stopped at step {step} by {rules}. {finding}")
SPENT = N_("Budget used at step {step} of {steps}: the run is too much work to go on here. {finding}")
NOT_THERE = N_(
    "That is no minimum yet: the gradient is still {gradient:.2g}, by gradient and curvature a minimum is about "
    "{distance:.2g} away."
)
NOT_AT_TOP = N_(
    "That is no maximum yet: the gradient is still {gradient:.2g}, by gradient and curvature a maximum is about "
    "{distance:.2g} away."
)
NO_MINIMUM = N_("That is no minimum: the gradient is still {gradient:.2g}, and gradient and curvature show none near.")
NO_MAXIMUM = N_("That is no maximum: the gradient is still {gradient:.2g}, and gradient and curvature show none near.")

LOCAL = N_("{verdict} A local minimum: the loss is {value:.4g}, the lowest known one is {lowest:.4g}.")
KNOWN = N_("{verdict} It is the known minimum.")
