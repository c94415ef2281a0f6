"""The optimizers of torch.optim, called with the arguments that a method of the catalogue stands for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optim_core.methods.definition import Method
from optim_core.methods.hyperparameters import CLIPPING
from optim_core.methods.optimizer import Optimizer, methods
from optim_core.methods.schedules import KINDS
from optim_core.snippets.bodies import Body, setting, step_size_lines
from optim_core.snippets.dialects import TORCH
from optim_core.snippets.python_text import number_text
from optim_core.snippets.writing import python_names

_SINGLE = {"learning_rate": "lr", "momentum": "momentum", "epsilon": "eps", "momentum_decay": "momentum_decay"}
_PAIRS = {"betas": ("beta_1", "beta_2"), "etas": ("decrease", "increase")}
_MEMORY = {"torch.optim.RMSprop": "alpha", "torch.optim.Adadelta": "rho"}
_SWITCHES = {"nesterov": "nesterov=True", "amsgrad": "amsgrad=True"}
#: The only class whose own default is not zero.
_DECAYS_BY_DEFAULT = "torch.optim.AdamW"


def torch_body(optimizer: Optimizer, maximize: bool) -> Body | None:
    """A body that builds the optimizer ahead of the loop; None if no class does what the method does."""
    method, values = optimizer.method, optimizer.hyperparameters
    followed = optimizer.convention == "pytorch" and method.torch_name and methods().get(method.key) is method
    if not isinstance(method, Method) or not followed or not _accepted(values):
        return None
    names = python_names(p.symbol for p in method.parameters)
    by_key = {p.key: names[p.symbol] for p in method.parameters}
    arguments = _arguments(optimizer, by_key)
    arguments += ["maximize=True"] if maximize else []
    call = f"optimizer = {method.torch_name}([w], {', '.join(arguments)})"
    written = (*arguments, *_clip(optimizer, by_key))
    used = {p.key: p for p in method.parameters if any(by_key[p.key] in text for text in written)}
    return Body(
        settings=tuple(setting(by_key[key], optimizer, p) for key, p in used.items()),
        before=(call, *_scheduler(optimizer, maximize)),
        loop=(*_clip(optimizer, by_key), *_pace(optimizer)),
    )


def _accepted(values: Mapping[str, Any]) -> bool:
    """Whether torch.optim takes these numbers: some have no counterpart there."""
    if values.get("bias_correction", 1.0) == 0.0:
        return False
    return "increase" not in values or 0.0 < values["decrease"] < 1.0 < values["increase"]


def _arguments(optimizer: Optimizer, by_key: Mapping[str, str]) -> list[str]:
    values, name = optimizer.hyperparameters, optimizer.method.torch_name
    found = [f"{argument}={by_key[key]}" for key, argument in _SINGLE.items() if key in by_key]
    found += [f"{_MEMORY[name]}={by_key['decay']}"] if name in _MEMORY else []
    found += [f"{pair}=({by_key[a]}, {by_key[b]})" for pair, (a, b) in _PAIRS.items() if a in by_key and b in by_key]
    if "weight_decay" in by_key and (values["weight_decay"] or name == _DECAYS_BY_DEFAULT):
        found.append(f"weight_decay={by_key['weight_decay']}")
    # Without momentum nothing is ahead to look at, and PyTorch refuses the switch.
    if optimizer.key in _SWITCHES and values.get("momentum", 1.0):
        found.append(_SWITCHES[optimizer.key])
    return found


def _clip(optimizer: Optimizer, by_key: Mapping[str, str]) -> list[str]:
    """The line that shortens a long gradient, if any is. It divides by the length plus 1e-6."""
    clips = optimizer.hyperparameters.get(CLIPPING.key, 0.0) != 0.0
    return [f"torch.nn.utils.clip_grad_norm_([w], {by_key[CLIPPING.key]})"] if clips else []


def _scheduler(optimizer: Optimizer, maximize: bool) -> list[str]:
    """The line that makes PyTorch's own scheduler, for one that remembers what it has seen."""
    schedule = optimizer.schedule
    if schedule is None or not schedule.memory:
        return []
    numbers = (f"{key}={number_text(value)}" for key, value in schedule.values.items())
    plain = (f'mode="{"max" if maximize else "min"}"', "threshold=0.0", 'threshold_mode="abs"', "eps=0.0")
    called = KINDS[schedule.kind].torch_name
    return [f"scheduler = torch.optim.lr_scheduler.{called}(optimizer, {', '.join((*numbers, *plain))})"]


def _pace(optimizer: Optimizer) -> list[str]:
    """Lines that set the step size of step k, if it changes."""
    schedule, symbol = optimizer.schedule, optimizer.paced_symbol
    if schedule is None or schedule.constant:
        return []
    if schedule.memory:
        return ["scheduler.step(loss(w).item())"]
    return [*step_size_lines(symbol, schedule, TORCH), f'optimizer.param_groups[0]["lr"] = {symbol}_k']
