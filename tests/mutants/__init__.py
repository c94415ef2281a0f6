"""Wrong products on purpose, and whether the tests notice."""
