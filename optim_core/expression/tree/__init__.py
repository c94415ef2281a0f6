"""The syntax tree of a formula, its words and how symbols are written."""
