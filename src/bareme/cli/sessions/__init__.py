"""`bareme sessions`, `show` and `export`: what is kept of a session, and how it is shown."""
