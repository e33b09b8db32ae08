"""`bareme mock-exam …`."""
