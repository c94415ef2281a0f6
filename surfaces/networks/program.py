"""A network's training as a program to take home: with NumPy both passes by hand, with PyTorch by autograd."""

from __future__ import annotations

from collections.abc import Sequence

from optim_core import Optimizer
from optim_core.running.sampling import Sampling
from optim_core.snippets import Examples, numpy_training, pytorch_training
from surfaces.networks.loss import NetworkLoss

#: An activation of sums z, and its derivative from these and what came out, for NumPy; for PyTorch the former.
_BENDS = {
    "tanh": ("np.tanh(z)", "1 - a*a", "torch.tanh(z)"),
    "relu": ("np.maximum(z, 0.0)", "(z > 0)*1.0", "torch.relu(z)"),
    "sigmoid": ("sigmoid(z)", "a*(1 - a)", "torch.sigmoid(z)"),
    "identity": ("z", "np.ones_like(z)", "z"),
}
#: The loss of outputs a and targets y, and its derivative by a, for NumPy; for PyTorch the former.
_MISSES = {
    "squared": ("(a - y)**2", "2*(a - y)", "(a - y)**2"),
    "logistic": ("np.logaddexp(0.0, a) - y*a", "sigmoid(a) - y", "softplus(a) - y*a"),
}

_UNPACKED = '''
def unpacked(point):
    """Weights (units before, units after) and biases of every layer."""
    found, at = [], 0
    for before, after in zip(layers, layers[1:]):
        biases = at + before*after
        found.append((point[at:biases].reshape(before, after), point[biases : biases + after]))
        at = biases + after
    return found
'''

_FORWARD = '''
def forward(point, rows):
    """Sums that go into the units of every layer, and what comes out of them, inputs first."""
    sums, outputs = [], [{library}.stack([{inputs}], {axis}=1)]
    for place, (weights, biases) in enumerate(unpacked(point), start=1):
        z = outputs[-1] @ weights + biases
        sums.append(z)
        outputs.append({bend} if place < len(layers) - 1 else z)
    return sums, outputs
'''

_LOSS = """
def loss(point{signature}):
    {rows}
    a, y = forward(point, rows)[1][-1][:, 0], all_y[rows]
    return {library}.mean({miss})
"""

_GRADIENT = '''
def gradient(point{signature}):
    """What has arrived at a layer's sums goes to its weights times what came in, and on through the weights."""
    {rows}
    sums, outputs = forward(point, rows)
    a, y = outputs[-1], all_y[rows][:, None]
    flow = ({slope})/len(y)
    found = []
    for place in reversed(range(len(sums))):
        found.append(np.concatenate([(outputs[place].T @ flow).ravel(), flow.sum(axis=0)]))
        if place:
            z, a = sums[place - 1], outputs[place]
            flow = (flow @ unpacked(point)[place][0].T)*({bent})
    return np.concatenate(found[::-1])
'''


def numpy_program(
    loss: NetworkLoss, optimizer: Optimizer, start: Sequence[float], steps: int, sampling: Sampling
) -> str | None:
    """A program that makes the training and leaves its `points`; None for a method that cannot be written so.

    Raises:
        ValueError: a network of several outputs.
    """
    bend, bent, _ = _BENDS[loss.shape.activation]
    miss, slope, _ = _MISSES[loss.loss]
    examples, words = _examples(loss, sampling), _words(loss, sampling)
    functions = (
        _layers(loss) + _UNPACKED,
        _FORWARD.format(library="np", axis="axis", bend=bend, inputs=_inputs(loss)),
        _LOSS.format(library="np", miss=miss, **words),
        _GRADIENT.format(slope=slope, bent=bent, **words),
    )
    return numpy_training(_told(loss, examples), functions, optimizer, start, steps, examples)


def pytorch_program(
    loss: NetworkLoss, optimizer: Optimizer, start: Sequence[float], steps: int, sampling: Sampling
) -> str | None:
    """The same with PyTorch, whose autograd finds the gradient."""
    examples, words = _examples(loss, sampling), _words(loss, sampling)
    functions = (
        _layers(loss) + _UNPACKED,
        _FORWARD.format(library="torch", axis="dim", bend=_BENDS[loss.shape.activation][2], inputs=_inputs(loss)),
        _LOSS.format(library="torch", miss=_MISSES[loss.loss][2], **words),
    )
    return pytorch_training(_told(loss, examples), functions, optimizer, start, steps, examples)


def _examples(loss: NetworkLoss, sampling: Sampling) -> Examples:
    if loss.shape.layers[-1] != 1:
        raise ValueError("a program is written for networks of one output")
    columns = {f"x_{i}": column for i, column in enumerate(loss.inputs.T, start=1)}
    return Examples({**columns, "y": loss.targets[:, 0]}, None if sampling.kind == "full" else sampling)


def _words(loss: NetworkLoss, sampling: Sampling) -> dict[str, str]:
    """What a function takes beside the point, and how it finds its examples."""
    if sampling.kind == "full":
        return {"signature": "", "rows": "rows = slice(None)"}
    return {
        "signature": ", rows=None",
        "rows": "rows = batch if rows is None else rows  # The step's, if not told",
    }


def _layers(loss: NetworkLoss) -> str:
    return f"layers = {loss.shape.layers}  # Units, inputs first\n\n"


def _inputs(loss: NetworkLoss) -> str:
    return ", ".join(f"all_x_{i}[rows]" for i in range(1, loss.shape.layers[0] + 1))


def _told(loss: NetworkLoss, examples: Examples) -> str:
    units = "-".join(map(str, loss.shape.layers))
    return f"the weights of a {units} network ({loss.shape.activation}, {loss.loss} loss), {examples.told}"
