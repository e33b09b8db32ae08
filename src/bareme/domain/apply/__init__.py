"""Applying a teacher's actions: what each decides, what is refused and why. Pure: a session in, what changes out."""

from bareme.domain.apply.command import apply_command
from bareme.domain.apply.session_draft import CommandEffects, RegradeOrder

__all__ = ["CommandEffects", "RegradeOrder", "apply_command"]
