"""What the panels show, kept in small caches: a slider of one panel does not make the others' work again."""

from __future__ import annotations

from surfaces.data.optimum import normal_equations
from surfaces.data.studies.conditioning import bowl, standardized
from ui.runs.kept import kept

# A dataset of 100,000 examples takes 2 MB.
MEGABYTES = 32

equations_of = kept(MEGABYTES)(normal_equations)
bowl_of = kept(MEGABYTES)(bowl)
standardized_of = kept(MEGABYTES)(standardized)
