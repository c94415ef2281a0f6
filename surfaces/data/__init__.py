"""Losses over data: examples, models of them, and the mean loss over all examples or over a batch."""

from surfaces.data.data_loss import DataLoss
from surfaces.data.dataset import MAX_EXAMPLES, Dataset
from surfaces.data.factory import data_loss
from surfaces.data.models import MODELS, Model, typed_model
from surfaces.data.sources import COLUMNS, SOURCES, dataset

__all__ = [
    "COLUMNS",
    "MAX_EXAMPLES",
    "MODELS",
    "SOURCES",
    "DataLoss",
    "Dataset",
    "Model",
    "data_loss",
    "dataset",
    "typed_model",
]
