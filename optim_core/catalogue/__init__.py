"""One module per method. A new file here with `ORDER` and `METHOD` is a new method everywhere."""
