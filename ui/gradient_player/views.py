"""A surface as the player of the gradient shows it, and its form on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np

from optim_core.differential.flow import Flow, gradient_flow
from optim_core.differential.line import LineKernel
from optim_core.expression import Graph, rebuild
from optim_core.expression.code.means import mean_body
from optim_core.expression.typesetting.symbols import symbol_text
from surfaces import Surface
from surfaces.base.surface import Location
from ui.demos.demo import Demo
from ui.demos.tour import demo_message
from ui.gradient_player.labels import labels
from ui.gradient_player.seen import Seen
from ui.language.i18n import _, current_language
from ui.player.wire import pack

#: The flow may leave the picture by so much of its size.
AROUND = 1.0
#: The last time of a flow.
LONGEST = 1e4


@dataclass(frozen=True)
class GradientScene:
    """What stays while point, direction and step are dragged.

    Attributes:
        id: names the content.
        surface: the function.
        labels: texts of the page's language.
        value, taylor, line: JavaScript bodies: the value, value with first and second derivatives, and f with its
            derivatives along a direction.
    """

    id: str
    surface: Surface
    labels: Mapping[str, str]
    value: str
    taylor: str
    line: str

    @property
    def dimension(self) -> int:
        """Number of variables, 1 or 2."""
        return self.surface.dimension


def gradient_scene(surface: Surface) -> GradientScene:
    """The scene of a surface in the session's language."""
    language = current_language()
    return _scene(surface, language, tuple(labels(_, language).items()))


@lru_cache(maxsize=64)
def line_kernel(surface: Surface) -> LineKernel:
    """Derivatives along lines of a surface."""
    return LineKernel(surface.kernels.parsed.root, surface.variables, surface.parameters, surface.named_columns)


@lru_cache(maxsize=64)
def _scene(surface: Surface, language: str, texts: tuple[tuple[str, str], ...]) -> GradientScene:
    graph = Graph()
    numbers = {name: graph.const(float(value)) for name, value in surface.parameters.items()}
    value = mean_body(
        rebuild(graph, [surface.kernels.parsed.root], numbers), surface.variables, surface.named_columns
    )  # fmt: skip
    content = repr((surface.text, sorted(surface.parameters.items()), surface.domain, language, texts))
    return GradientScene(
        id=f"gradient-{blake2b(content.encode(), digest_size=12).hexdigest()}",
        surface=surface,
        labels=dict(texts),
        value=value,
        taylor=surface.kernels.taylor(surface.parameters),
        line=line_kernel(surface).javascript(),
    )


@lru_cache(maxsize=256)
def flow_of(surface: Surface, point: Location) -> Flow:
    """The gradient flow from a point, until it rests or leaves a box around the picture."""
    box = [(low - AROUND * (high - low), high + AROUND * (high - low)) for low, high in surface.domain]
    return gradient_flow(surface.gradient, surface.hessian, point, box, LONGEST)


def scene_message(scene: GradientScene) -> bytes:
    """What stays; the axes are the ends of the domain, the browser computes what it draws."""
    surface = scene.surface
    header = {
        "id": scene.id,
        "variables": [symbol_text(name) for name in surface.variables],
        "domain": [list(bounds) for bounds in surface.domain],
        "minima": [list(map(float, minimum)) for minimum in surface.minima],
        "levels": [],
        "labels": dict(scene.labels),
        "value": scene.value,
        "taylor": scene.taylor,
        "line": scene.line,
    }
    arrays = {f"axis{i}": np.array(bounds) for i, bounds in enumerate(surface.domain)}
    return pack(header, {**arrays, "values": np.zeros(1)})


def player_message(scene: GradientScene, seen: Seen, answered: int, demo: Demo | None) -> bytes:
    """What is dragged and, where it is shown, the flow from the point."""
    flow = flow_of(scene.surface, seen.point) if "flow" in seen.layers and scene.dimension == 2 else None
    header: dict[str, Any] = {
        "scene": scene.id,
        "point": list(seen.point),
        "angle": seen.angle,
        "h": seen.h,
        "layers": list(seen.layers),
        "rate": seen.rate,
        "steps": seen.steps,
        "answered": answered,
        "demo": demo_message(demo),
        "flow": {"end": flow.end, "nodes": len(flow.nodes) - 1} if flow else None,
    }
    return pack(header, {"times": flow.times, "points": flow.points} if flow else {})
