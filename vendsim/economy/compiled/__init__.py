"""The opening of worlds, compiled: the same results as those of the array code, bit for bit. Needs numba."""
