"""Measurements behind docs/performance.md; `make bench` runs them all."""
