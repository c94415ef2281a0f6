"""Functions of matrices: their gradients by the rules of the differential, and what is wrong with another one.

>>> from optim_core.matrix import check_gradient, gradient
>>> gradient("x' A x", wrt="x")
"A x + A' x"
>>> check_gradient("x' A x", "2 A x", wrt="x").diagnosis
'symmetric'
"""

from optim_core.matrix.checking import GradientCheck, check_gradient, gradient
from optim_core.matrix.errors import MatrixError

__all__ = ["GradientCheck", "MatrixError", "check_gradient", "gradient"]
