"""Who decides in a review."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Decider:
    """Whoever sends a command. `identity` is what the server has authenticated; the command's author is only a name.

    A reviewer decides on marks in the session of another. What starts paid calls or ends the review is its owner's.
    """

    identity: str
    is_reviewer: bool = False


LOCAL_DECIDER = Decider("local")
"""Whoever uses the command line, or a server without authentication."""
