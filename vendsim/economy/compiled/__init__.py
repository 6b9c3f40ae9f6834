"""The opening of worlds and trade, compiled: the same results as the array code, bit for bit. Needs numba."""
