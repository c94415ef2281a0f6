"""Two features that grow alike: examples with a correlation that can be chosen."""

from __future__ import annotations

import numpy as np

from surfaces.data.dataset import Dataset

SIZE, SEED, NOISE = 40, 11, 0.4
#: What the target is made from.
TRUE_WEIGHTS = (1.0, 2.0)


def correlated(correlation: float) -> Dataset:
    """Forty examples of two standardized features (mean 0, mean square 1) with exactly this correlation, from 0 to 1.

    X'X/N has the eigenvalues 1 + correlation and 1 - correlation; the target is x1 + 2 x2 and noise.
    """
    random = np.random.default_rng(SEED)
    drawn = random.normal(size=(SIZE, 2))
    first, other = np.sqrt(SIZE) * np.linalg.qr(drawn - drawn.mean(axis=0))[0].T
    second = first if correlation == 1.0 else correlation * first + np.sqrt(1.0 - correlation**2) * other
    target = TRUE_WEIGHTS[0] * first + TRUE_WEIGHTS[1] * second + NOISE * random.normal(size=SIZE)
    return Dataset((first, second), target, feature_names=("x1", "x2"))
