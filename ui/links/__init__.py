"""Links: reading with notes on what makes no sense, values, methods."""
