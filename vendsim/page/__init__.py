"""The page on which a run is looked at: one model of it, delivered as a file or by a server."""
