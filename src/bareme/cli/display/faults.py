"""What was not graded: files that were refused, copies that failed or wait, each reason told once."""

from collections import defaultdict

from bareme.cli.screen import Screen
from bareme.cli.wording import count
from bareme.domain.copies import CopyStatus
from bareme.domain.results import CopyResult
from bareme.graphs.session_snapshot import SessionSnapshot
from bareme.models.registry import is_paid


def faults_of(snapshot: SessionSnapshot) -> bool:
    """Whether a file was refused, a copy failed, or one waits for a model and not for a higher budget."""
    return any(document.refused for document in snapshot.state.summaries) or bool(_faulty_copies(snapshot))


def models_to_check(snapshot: SessionSnapshot) -> list[str]:
    """Return the models that may be at fault: all that grade, where a copy failed or waits for one of them."""
    policy = snapshot.state.policy
    if policy is None or not _faulty_copies(snapshot):
        return []
    return list(dict.fromkeys(g.model for g in policy.graders if is_paid(g.model)))


def show_faults(screen: Screen, snapshot: SessionSnapshot) -> None:
    """Name the files that were refused, and the copies that failed or wait, those of one reason together."""
    for document in snapshot.state.summaries:
        if document.refused:
            screen.say("refused_file", style="bold red", name=document.name, reason=document.message)
    alike: defaultdict[tuple[CopyStatus, str], list[CopyResult]] = defaultdict(list)
    for copy in _faulty_copies(snapshot):
        alike[copy.status, copy.error].append(copy)
    for (status, reason), copies in alike.items():
        first = copies[0]
        alone = first.copy_id if first.student is None else f"{first.copy_id} ({first.student.name})"
        many = count(len(copies), "copy", screen.language)
        ids = ", ".join(copy.copy_id for copy in copies)
        key = "failed" if status is CopyStatus.FAILED else "waiting"
        if len(copies) == 1:
            screen.say(f"{key}_copy", style="bold red", copy=alone, reason=reason)
        else:
            screen.say(f"{key}_copies", style="bold red", copies=many, ids=ids, reason=reason)


def _faulty_copies(snapshot: SessionSnapshot) -> list[CopyResult]:
    """Return the copies that failed, and those that wait and say why; what a budget has no room for is no fault."""
    progress = snapshot.state.progress
    return [
        copy
        for copy in (snapshot.result.copies if snapshot.result else ())
        if copy.status is CopyStatus.FAILED
        or (copy.status is CopyStatus.WAITING and copy.error and not progress[copy.copy_id].budget_reached)
    ]
