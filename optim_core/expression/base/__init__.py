"""Errors of the expression language, with their places, and its limits."""
