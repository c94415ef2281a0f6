"""What the panels show, kept in small caches: a slider of one panel does not make the others' work again."""

from __future__ import annotations

from functools import lru_cache

from surfaces.data.optimum import normal_equations
from surfaces.data.studies.conditioning import bowl, standardized

# A dataset of 100,000 examples takes 2 MB, and every entry may keep one alive.
KEPT = 16

equations_of = lru_cache(maxsize=KEPT)(normal_equations)
bowl_of = lru_cache(maxsize=KEPT)(bowl)
standardized_of = lru_cache(maxsize=KEPT)(standardized)
