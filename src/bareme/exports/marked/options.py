"""What a teacher chooses of marked copies."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MarkingOptions:
    """The options of marked copies."""

    provisional: bool = False
    """Whether marks that nobody has decided are shown too, as such."""
    class_figures: bool = False
    """Whether the summary has the figures of the class."""
    offset: tuple[float, float] = (0.0, 0.0)
    """How far an overlay is moved, in points to the right and down."""
    max_bytes: int | None = None
    """How large a file should be at most."""
