"""Runs as short Python programs to take home: the loss and the method written out, for NumPy and for PyTorch."""

from optim_core.snippets.bodies import has_steps
from optim_core.snippets.examples import Examples
from optim_core.snippets.numpy_snippet import numpy_snippet, numpy_training
from optim_core.snippets.pytorch_snippet import pytorch_snippet, pytorch_training
from optim_core.snippets.writing import WrittenLoss

__all__ = [
    "Examples",
    "WrittenLoss",
    "has_steps",
    "numpy_snippet",
    "numpy_training",
    "pytorch_snippet",
    "pytorch_training",
]
