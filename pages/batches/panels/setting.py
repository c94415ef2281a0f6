"""What every panel is about: the data, the first chosen method, and how it looks at examples."""

from __future__ import annotations

from dataclasses import dataclass

from optim_core import Optimizer, Trajectory
from optim_core.running.sampling import Sampling
from surfaces.data import DataLoss
from ui.language.i18n import _, number_text


@dataclass(frozen=True)
class PanelSetting:
    """What the page has chosen.

    Attributes:
        loss: over the examples that are learned from, scaled if chosen.
        unscaled: the same without scaling of features.
        validation: over the examples held out; None if there are none.
        optimizer: the first of the chosen methods; `label` and `color` are how it is shown.
        sampling, start, steps: of its run.
        path: that run.
    """

    loss: DataLoss
    unscaled: DataLoss
    validation: DataLoss | None
    optimizer: Optimizer
    label: str
    color: str
    sampling: Sampling
    start: tuple[float, float]
    steps: int
    path: Trajectory

    @property
    def batch_size(self) -> int:
        """Examples of a batch."""
        return self.sampling.size(self.loss.examples)


def needs_steps(setting: PanelSetting) -> str | None:
    """Why batches make no sense for the method; None if they do."""
    if setting.optimizer.method.steppable:
        return None
    return _(
        "{method} makes its path as a whole, so its steps cannot see different examples. Choose another method first."
    ).format(method=setting.label)


def loss_label(loss: DataLoss) -> str:
    """What a loss along a path is called: of all examples, or of a sample of very many."""
    if loss.curves_sampled is None:
        return _("Loss over all examples")
    return _("Loss over a sample of {count} examples").format(count=whole(loss.curves_sampled))


def sample_note(loss: DataLoss) -> str:
    """That the losses beside it are of a sample; empty where they are of all examples."""
    if loss.curves_sampled is None:
        return ""
    return _("All losses here are of the same random sample of {count} of the {total} examples.").format(
        count=whole(loss.curves_sampled), total=whole(loss.examples)
    )


def whole(count: int) -> str:
    """A count with its thousands apart."""
    return number_text(f"{count:,}")
