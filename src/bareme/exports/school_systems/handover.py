"""Which marks a school's system gets, and which are left out and why."""

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from bareme.exports.material import ExportMaterial
from bareme.exports.options import FormatOptions
from bareme.exports.pupil_marks import Obstacle, PupilMark

type Keys = Callable[[PupilMark], frozenset[Hashable]]
"""What tells the system whose mark it is; empty if nothing does."""


@dataclass(frozen=True)
class Handover:
    """The marks of a session, divided."""

    marks: tuple[PupilMark, ...]
    left_out: tuple[tuple[PupilMark, Obstacle], ...]


def hand_over(marks: list[PupilMark], material: ExportMaterial, options: FormatOptions, keys: Keys) -> Handover:
    """Return the marks that the system gets: final ones, or provisional ones too if that is asked for.

    No two of them have a key in common, so that no mark gets to somebody else.
    """
    provisional, maximum = options.get("provisional", False), material.reference.total
    owners = Counter(key for mark in marks for key in keys(mark))
    ready: list[PupilMark] = []
    left_out: list[tuple[PupilMark, Obstacle]] = []
    for mark in marks:
        obstacle = mark.obstacle(maximum, provisional=provisional)
        if obstacle is None and not keys(mark):
            obstacle = Obstacle.NO_KEY
        if obstacle is None and any(owners[key] > 1 for key in keys(mark)):
            obstacle = Obstacle.SHARED_KEY
        if obstacle is None:
            ready.append(mark)
        else:
            left_out.append((mark, obstacle))
    return Handover(tuple(ready), tuple(left_out))
