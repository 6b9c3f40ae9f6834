"""The economy: every rule of the world as functions of arrays whose leading axis is worlds.

No text, no clock, no input or output. See README.md in this folder.
"""
