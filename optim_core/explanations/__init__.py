"""A step of a run with its numbers."""
