"""Apply a review command to a session: which decisions it makes, which actions it refuses and why.

Pure functions. Hands on `apply_command`, which takes a session and a command and returns `CommandEffects`.
"""

from bareme.domain.apply.command import apply_command
from bareme.domain.apply.session_draft import CommandEffects, RegradeOrder

__all__ = ["CommandEffects", "RegradeOrder", "apply_command"]
