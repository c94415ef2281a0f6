"""Scenes: what a lecture says, one click away. `catalogue.py` has all of them; menu, keys, tests and docs follow."""
