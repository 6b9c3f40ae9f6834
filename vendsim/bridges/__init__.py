"""Doors to other frameworks, one module each; a framework is imported only with its own module."""
