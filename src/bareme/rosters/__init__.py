"""Class lists: which file becomes which students.

Hands on `read_roster`, which reads bytes, and `open_roster`, which reads a file in a worker process.
"""

from bareme.rosters.opening import open_roster
from bareme.rosters.reading import LeftOutRow, RosterReading, read_roster

__all__ = ["LeftOutRow", "RosterReading", "open_roster", "read_roster"]
