"""What is chosen on the page of data and batches: plain values that links carry and the page computes from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from optim_core.running.sampling import Sampling
from pages.batches.data_table import WideTable
from surfaces.base.surface import Location
from surfaces.data import MODELS, SOURCES, Dataset, Model, dataset, typed_model
from surfaces.data.models import Penalty
from ui.batch_player.settings import BatchSettings
from ui.runs.choice import MethodChoice

#: Data of one's own: typed, pasted, uploaded, or made by moving points.
OWN = "own"
TYPED_MODEL = "typed"
MAX_METHODS = 4
MAX_STEPS = 5000
SIZES = (10, 20, 40, 60, 100, 200, 500, 1000, 10_000, 100_000)
STEP_CHOICES = (20, 50, 100, 200, 300, 500, 1000, 2000, 5000)
SHARES = (0.0, 0.2, 0.3, 0.5)
FIRST_MODEL = {1: "w1*tanh(w0*x)", 2: "tanh(w0*x1 + w1*x2)"}


@dataclass(frozen=True)
class BatchesState:
    """Everything that is chosen on the page. `None` means: as the source of the data suggests.

    Attributes:
        source: a key of `SOURCES`, or `OWN` with the examples in `own`.
        wide, columns: a table with more columns than are used, and which are: features, then the target.
        origin: the source whose examples were moved, added or removed to make `own`; empty if they came from outside.
        size, noise, data_seed: of data that are made up.
        model: a key of `MODELS`, or `TYPED_MODEL` with `formula`, which is a prediction or a loss.
        penalty, strength, delta: what keeps weights small, how much, and Huber's turning point.
        scaled: whether features are standardized.
        held_out: the share of examples kept for validation.
        sampling: which examples a step looks at.
        methods, steps, start: the race.
        player: how it is shown.
    """

    source: str = "line"
    own: Dataset | None = None
    wide: WideTable | None = None
    columns: tuple[int, ...] = ()
    origin: str = ""
    size: int | None = None
    noise: float | None = None
    data_seed: int = 0
    model: str | None = None
    formula: str = ""
    formula_is_loss: bool = False
    penalty: Penalty = "none"
    strength: float = 0.1
    delta: float = 1.0
    scaled: bool = False
    held_out: float = 0.0
    sampling: Sampling = field(default_factory=lambda: Sampling("shuffle", 10))
    methods: tuple[MethodChoice, ...] = (MethodChoice("gradient_descent"),)
    steps: int = 200
    start: Location | None = None
    player: BatchSettings = field(default_factory=BatchSettings)

    def with_source(self, key: str) -> BatchesState:
        """Other data; what belonged to those before goes with them."""
        return replace(
            self, source=key, own=None, wide=None, columns=(), origin="", size=None, noise=None, model=None, formula="",
            start=None,
        )  # fmt: skip

    def with_own(self, data: Dataset, wide: WideTable | None = None, columns: tuple[int, ...] = ()) -> BatchesState:
        """Data from outside, those `columns` of a wide table; the model is kept if it fits."""
        return replace(self, source=OWN, own=data, wide=wide, columns=columns, origin="", start=None)

    def edited(self, data: Dataset) -> BatchesState:
        """The same data with some example changed; the race goes on as it was."""
        origin = self.source if self.source in SOURCES else self.origin
        model = self.model or SOURCES[origin].model if origin else self.model
        return replace(self, source=OWN, own=data, origin=origin, model=model)

    def with_data(self, data: Dataset) -> BatchesState:
        """The same settings over other examples."""
        return replace(self, own=data)

    def examples(self) -> Dataset:
        """The data, before anything is held out or scaled."""
        return self.own if self.own is not None else self.offered()

    def offered(self) -> Dataset:
        """The data as they were before any example was changed: learning rates are suggested for these."""
        key = self.source if self.source in SOURCES else self.origin
        if key in SOURCES:
            return dataset(key, self.size, self.noise, self.data_seed)
        return self.own if self.own is not None else dataset("line")

    def with_method(self, choice: MethodChoice) -> BatchesState:
        """The choice with the same slot replaced."""
        return replace(self, methods=tuple(choice if m.slot == choice.slot else m for m in self.methods))

    def with_slots(self, slots: list[str]) -> BatchesState:
        """The runs named by `slots`, those already there with their settings."""
        known = {m.slot: m for m in self.methods}
        return replace(self, methods=tuple(known.get(slot, MethodChoice(slot)) for slot in slots))

    def model_for(self, data: Dataset) -> Model:
        """The chosen model, or one that fits the data if it does not."""
        features = len(data.features)
        if self.model == TYPED_MODEL:
            return typed_model(self.formula or FIRST_MODEL[features], features, self.formula_is_loss)
        suggested = SOURCES[self.source].model if self.source in SOURCES else ""
        for key in (self.model, suggested, "logistic" if data.classes else "squares"):
            if key in MODELS and MODELS[key].fits(features, data.classes):
                return MODELS[key]
        return MODELS["squares"]

    @property
    def made_up(self) -> bool:
        """Whether the data have a size and a noise to choose."""
        return self.source in SOURCES and SOURCES[self.source].size is not None
