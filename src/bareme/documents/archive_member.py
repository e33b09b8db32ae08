"""What a worker returns about a member of an archive."""

from dataclasses import dataclass

from bareme.errors import RefusalReason


@dataclass(frozen=True, slots=True)
class ArchiveMember:
    """A file in an archive. `place` is its position in the archive's directory."""

    place: int
    name: str  # with its folders, separated by "/"; safe to show, never used as a path
    refused: RefusalReason | None = None
