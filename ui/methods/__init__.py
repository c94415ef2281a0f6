"""The controls of the methods in a race, the same on every page that has one."""

from ui.methods.card import method_card
from ui.methods.field import MethodField

__all__ = ["MethodField", "method_card"]
