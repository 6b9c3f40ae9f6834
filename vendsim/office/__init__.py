"""One agent's desk: mail, search, notes, reminders, the clock and the tools."""
