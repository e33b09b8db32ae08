"""Class lists: which file becomes which students.

Hands on `read_roster`, which reads bytes. `opening.open_roster` reads a file in a worker process.
"""

from bareme.rosters.reading import LeftOutRow, RosterReading, read_roster

__all__ = ["LeftOutRow", "RosterReading", "read_roster"]
