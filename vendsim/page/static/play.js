// A seat for a person; filled in by the server that plays.
