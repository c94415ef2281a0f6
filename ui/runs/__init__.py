"""Runs as pages choose, compute and show them: choices, caches, colours, views, scenes."""
