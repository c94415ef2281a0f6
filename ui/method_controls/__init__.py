"""The controls of the methods in a race, the same on every page that has one."""

from ui.method_controls.card import method_card
from ui.method_controls.field import MethodField

__all__ = ["MethodField", "method_card"]
