"""What a surface is: its form and kernels, catalogue entries, bounds, grids, stability."""
