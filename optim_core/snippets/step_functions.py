"""Functions that programs to take home call, as source."""

from __future__ import annotations

import math

from optim_core.catalogue.line_search import SMALLEST
from optim_core.methods import exact_search

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

_EXACT_SEARCH = '''
def exact_search(w, d, height):
    """The {best} the search finds on w + t*d: from the parabola's, outwards, then between two sides (Illinois)."""
    highest = {sign}loss(w) + {rounding}*height
    slope = {sign}(gradient(w) @ d)
    curvature = {sign}(d @ hessian(w) @ d)

    def still(change):
        return all(abs(change*d) <= {still}*abs(w))

    length = (d @ d)**0.5
    t = -slope/curvature if math.isfinite(curvature) and curvature > 0 else 1.0/(length if length > 0 else 1.0)
    if not (math.isfinite(loss(w)) and math.isfinite(slope) and slope < 0) or still(t):
        return w
    near, near_slope, older, older_slope, far, far_slope, turn = 0.0, slope, 0.0, slope, math.inf, math.nan, 0
    for _ in range({trials}):
        value, found = {sign}loss(w + t*d), {sign}(gradient(w + t*d) @ d)
        allowed = math.isfinite(value) and math.isfinite(found) and value <= highest
        if allowed and found < 0:
            far_slope = far_slope/2 if turn < 0 else far_slope
            older, older_slope, near, near_slope, turn = near, near_slope, t, found, -1
        else:
            near_slope = near_slope/2 if turn > 0 else near_slope
            far, far_slope, turn = t, found if allowed else math.nan, 1
        if far == math.inf:
            after = {growth}*near
            if near_slope > older_slope:
                after = min(after, near - near_slope*(near - older)/(near_slope - older_slope))
        elif far_slope > near_slope:
            after = near - near_slope*(far - near)/(far_slope - near_slope)
        else:
            after = near**0.5*far**0.5 if near > 0 else {cut}*far
        level = allowed and abs(found) <= {tolerance}*abs(slope)
        if level or abs(after - t) <= {tolerance}*t or still(abs(after - t)):
            near = t if allowed else near
            break
        t = after
    return w + near*d if near > 0 else w
'''

#: Beta of conjugate gradients by whether it looks at the change of the gradient.
SHARE = {
    False: '''
def beta_of(g, g_old):
    """How much of the direction before is kept (Fletcher, Reeves)."""
    return (g @ g)/(g_old @ g_old) if g_old @ g_old > 0 else 0.0
''',
    True: '''
def beta_of(g, g_old):
    """How much of the direction before is kept (Polak, Ribière; not below 0)."""
    return max((g @ (g - g_old))/(g_old @ g_old), 0.0) if g_old @ g_old > 0 else 0.0
''',
}


def exact_search_source(maximize: bool) -> str:
    """The function of the exact line search, as `optim_core.methods.exact_search` makes it."""
    return _EXACT_SEARCH.format(
        best="maximum" if maximize else "minimum",
        sign="-" if maximize else "",
        rounding=exact_search.ROUNDING,
        still=exact_search.STILL,
        trials=exact_search.TRIALS,
        growth=exact_search.GROWTH,
        cut=exact_search.CUT,
        tolerance=exact_search.TOLERANCE,
    )


def trials(shrink: float) -> int:
    """How many steps a line search tries."""
    return math.ceil(math.log(SMALLEST) / math.log(shrink))
