"""Where runs start on the Playground, and what its surface tells."""

from __future__ import annotations

import numpy as np
import pytest

from optim_core.running.starts import uniform
from pages.playground.start_choice import StartChoice
from surfaces import surface
from tests.pages.playground.playground_session import Session


def test_random_starts_lie_on_all_sides_of_zero() -> None:
    landscape = surface("himmelblau")
    found = np.array([StartChoice("random", epsilon=0.25, seed=seed).single(landscape, None) for seed in range(40)])
    assert found.shape == (40, 2)
    assert found.min(axis=0) == pytest.approx([-0.25, -0.25], abs=0.05)
    assert found.max(axis=0) == pytest.approx([0.25, 0.25], abs=0.05)
    assert tuple(found[3]) == uniform(2, 0.25, 3)
    assert StartChoice("zero").single(landscape, (1.0, 2.0)) == (0.0, 0.0)
    assert StartChoice().single(landscape, (1.0, 2.0)) == (1.0, 2.0)
    assert StartChoice().single(landscape, None) == landscape.start


def test_a_surface_tells_its_story_and_where_it_is_from() -> None:
    (story,) = (c for c in Session(surface="himmelblau").app.caption if "Source: " in c.proto.help)
    assert "Himmelblau" in story.proto.help
    assert len(story.value) > 0 and story.value.endswith(".")
