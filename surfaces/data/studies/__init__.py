"""What is measured on data: conditioning, cost, noise, warm starts, many runs compared."""
