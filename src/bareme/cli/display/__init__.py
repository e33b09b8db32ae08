"""What the terminal shows of a session: scales, criteria, marks, figures, decisions, costs, progress.

Every function writes to a `Screen`; several groups of commands use them.
"""
