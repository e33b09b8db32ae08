"""In which revision of the results each part of a session last changed, so that a screen reads what is new and no more.

A revision is a number that rises whenever results change. The parts are the copies, by id, and some channels, by name.
"""

from collections.abc import Mapping, Sequence

from bareme.domain.results import CopyResult

type Revisions = Mapping[str, int]


def revision_of(changed_in: Revisions) -> int:
    """Return the revision that a session's results are at; 0 before there are any."""
    return max(changed_in.values(), default=0)


def next_revision(changed_in: Revisions, parts: Sequence[str]) -> dict[str, int]:
    """Return the entries to add where `parts` change together."""
    return dict.fromkeys(parts, revision_of(changed_in) + 1)


def changed_copies(before: Sequence[CopyResult], after: Sequence[CopyResult]) -> list[str]:
    """Return the ids of the copies whose results differ. Ranks do not count: one change moves those of others."""
    known = {copy.copy_id: copy for copy in before}
    return [copy.copy_id for copy in after if _differ(known.get(copy.copy_id), copy)]


def _differ(before: CopyResult | None, after: CopyResult) -> bool:
    if before is None or before is after:
        return before is None
    return before.model_copy(update={"rank": None}) != after.model_copy(update={"rank": None})
