"""The figures: a landscape with paths, losses, both playing, and what a notebook shows of a path."""
