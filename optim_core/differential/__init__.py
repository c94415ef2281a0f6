"""A function near a point: its increment, differential and remainder, differences, directions, the flow downhill."""
