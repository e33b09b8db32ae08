"""Refused files, and copies that failed or wait, grouped by reason."""

from collections import defaultdict

from bareme.cli.screen import Screen
from bareme.domain.copies import CopyStatus
from bareme.domain.results import CopyResult
from bareme.exports.material import State, state_of
from bareme.graphs.session_snapshot import SessionSnapshot


def has_faults(snapshot: SessionSnapshot) -> bool:
    """Whether a file was refused, a copy failed, or a copy waits for something other than a higher budget."""
    return any(document.refused for document in snapshot.state.summaries) or bool(_faulty_copies(snapshot))


def models_to_check(snapshot: SessionSnapshot) -> list[str]:
    """Return the models to check: all paid graders, if a copy that can be read failed or waits."""
    policy = snapshot.state.policy
    if policy is None or all(state_of(copy) is State.UNREADABLE for copy in _faulty_copies(snapshot)):
        return []
    return list(dict.fromkeys(g.model for g in policy.graders if not g.follows_rules))


def show_faults(screen: Screen, snapshot: SessionSnapshot) -> None:
    """Print the refused files, and the copies that failed or wait, grouped by reason."""
    for document in snapshot.state.summaries:
        if document.refused:
            screen.print(
                screen.t("“{name}” is not graded: {reason}", name=document.name, reason=document.message),
                style="bold red",
            )
    alike: defaultdict[tuple[CopyStatus, str], list[CopyResult]] = defaultdict(list)
    for copy in _faulty_copies(snapshot):
        alike[copy.status, copy.error].append(copy)
    for (status, reason), copies in alike.items():
        first = copies[0]
        alone = first.copy_id if first.student is None else f"{first.copy_id} ({first.student.name})"
        many = screen.t.ngettext("{n} copy", "{n} copies", len(copies))
        ids = ", ".join(copy.copy_id for copy in copies)
        failed = status is CopyStatus.FAILED
        if len(copies) == 1 and failed:
            text = screen.t("copy {copy} is not graded: {reason}", copy=alone, reason=reason)
        elif len(copies) == 1:
            text = screen.t("copy {copy} is waiting: {reason}", copy=alone, reason=reason)
        elif failed:
            text = screen.t("{copies} are not graded ({ids}): {reason}", copies=many, ids=ids, reason=reason)
        else:
            text = screen.t("{copies} waiting ({ids}): {reason}", copies=many, ids=ids, reason=reason)
        screen.print(text, style="bold red")


def _faulty_copies(snapshot: SessionSnapshot) -> list[CopyResult]:
    """Return the copies that failed or wait with an error. Waiting for a higher budget is not an error."""
    progress = snapshot.state.progress
    return [
        copy
        for copy in (snapshot.result.copies if snapshot.result else ())
        if copy.status is CopyStatus.FAILED
        or (copy.status is CopyStatus.WAITING and copy.error and not progress[copy.copy_id].budget_reached)
    ]
