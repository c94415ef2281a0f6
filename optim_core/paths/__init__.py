"""A finished run and what is said of it: record, stopping rules, verdict, curves, many starts."""
