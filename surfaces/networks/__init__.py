"""Losses of small neural networks: as many dimensions as there are weights, and gradients by backpropagation."""

from surfaces.networks.clouds import CLOUDS, cloud
from surfaces.networks.loss import MAX_WEIGHTS, NetworkLoss, network
from surfaces.networks.shape import ACTIVATIONS, SCALES, Shape

__all__ = ["ACTIVATIONS", "CLOUDS", "MAX_WEIGHTS", "SCALES", "NetworkLoss", "Shape", "cloud", "network"]
