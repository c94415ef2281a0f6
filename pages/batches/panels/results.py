"""What the panels show, kept in small caches: a slider of one panel does not make the others' work again."""

from __future__ import annotations

from functools import lru_cache

from surfaces.data.optimum import normal_equations
from surfaces.data.studies.comparison import compare
from surfaces.data.studies.conditioning import bowl, standardized
from surfaces.data.studies.noise import gradient_noise, noise_balls
from surfaces.data.studies.warm_start import warm_start

# A dataset of 100,000 examples takes 2 MB, and every entry may keep one alive.
KEPT = 16

comparison_of = lru_cache(maxsize=KEPT)(compare)
noise_of = lru_cache(maxsize=KEPT)(gradient_noise)
balls_of = lru_cache(maxsize=KEPT)(noise_balls)
warm_start_of = lru_cache(maxsize=KEPT)(warm_start)
equations_of = lru_cache(maxsize=KEPT)(normal_equations)
bowl_of = lru_cache(maxsize=KEPT)(bowl)
standardized_of = lru_cache(maxsize=KEPT)(standardized)
