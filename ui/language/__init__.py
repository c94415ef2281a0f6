"""The reader's language: catalogues of texts, numbers, words in formulas."""
