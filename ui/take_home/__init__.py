"""What a person takes home from a page: tables, pictures, an animation, a page that plays offline, programs."""

from ui.take_home.batch_files import BatchTakeaway, drawn
from ui.take_home.panel import batch_take_home_panel, take_home_panel
from ui.take_home.takeaway import Takeaway

__all__ = ["BatchTakeaway", "Takeaway", "batch_take_home_panel", "drawn", "take_home_panel"]
