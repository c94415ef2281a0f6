"""Formulas as graphs with shared parts: nodes, the table of functions, derivatives, SymPy."""
