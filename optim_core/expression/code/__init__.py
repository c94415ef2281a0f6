"""Graphs as code: Python kernels, programs of several lines, JavaScript."""
