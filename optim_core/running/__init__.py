"""Making a run: the loop, batches, starts, and methods that make their path as a whole."""
