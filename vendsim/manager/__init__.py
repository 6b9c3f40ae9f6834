"""The business as numbers: one decision a day, N worlds at once."""
