"""Functions that programs to take home call, as source."""

from __future__ import annotations

import math

from optim_core.catalogue.line_search import SMALLEST

#: Newton's step by module: the shortest solution, as of `optim_core.catalogue.newton.newton_steps`.
NEWTON_STEP = {
    "np": '''
def newton_step(H, g):
    """The shortest solution of H d = g; 0 where there is none, so that the point stays."""
    if not np.isfinite(H).all():
        return np.nan*g
    d = np.linalg.lstsq(H, g)[0]
    return d if np.linalg.norm(H @ d - g) <= 1e-6*np.linalg.norm(g) else 0*g
''',
    "torch": '''
def newton_step(H, g):
    """The shortest solution of H d = g; 0 where there is none, so that the point stays."""
    if not torch.isfinite(H).all():
        return math.nan*g
    d = torch.linalg.lstsq(H, g.unsqueeze(1), driver="gelsd").solution.squeeze(1)
    return d if torch.linalg.norm(H @ d - g) <= 1e-6*torch.linalg.norm(g) else 0*g
''',
}

LINE_SEARCH = '''
def line_search(w, g, t):
    """Shorten t until the loss {way} by c*t*|g|^2 at least (Armijo); stay where no t is short enough."""
    for _ in range(trials):
        if loss(w {sign} t*g) {relation} loss(w) {sign} c*t*(g @ g):
            return w {sign} t*g
        t = rho*t
    return w
'''

LOWEST = '''
def lowest(a, b):
    """Where the parabola through the loss at a and b, with the slope at b, is best: 0 is a, 1 is b."""
    rise = {sign}(loss(b) - loss(a))
    slope = {sign}(gradient(b) @ (b - a))
    curvature = slope - rise
    return (slope/2 - rise)/curvature if curvature > 0 else 1.0
'''


def trials(shrink: float) -> int:
    """How many steps a line search tries."""
    return math.ceil(math.log(SMALLEST) / math.log(shrink))
