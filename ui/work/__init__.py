"""What is too much work for a page's script: budgets, worker processes, a fair queue, what is said meanwhile."""
