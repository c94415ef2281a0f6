"""Formulas as LaTeX and as MathML, as they were written."""
