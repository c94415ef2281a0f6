"""What a person takes home from a page: tables, pictures, an animation, a page that plays offline, programs."""

from ui.take_home.panel import take_home_panel
from ui.take_home.takeaway import Takeaway

__all__ = ["Takeaway", "take_home_panel"]
