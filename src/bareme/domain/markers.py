"""What the markers of a session have still to mark."""

from bareme.domain.attempts import attempts_by_copy
from bareme.domain.decisions import current_decisions
from bareme.domain.session import GradedSession


def missing_by_marker(session: GradedSession) -> dict[str, list[tuple[str, str]]]:
    """Return the copy and question ids that each marker has not marked, in order.

    Decided questions, excused ones and complete copies are left out, as nothing can be handed in for them. So is a
    question whose decision was withdrawn, once another marker has marked it: the decision showed that mark.
    """
    missing: dict[str, list[tuple[str, str]]] = {name: [] for name in session.policy.markers}
    if not missing:
        return missing
    decided = current_decisions(session.decisions)
    names, by_copy = session.policy.grader_names, attempts_by_copy(session.attempts)
    for copy in session.copies:
        copy_id = copy.copy_id
        marks = session.current_marks(copy_id, by_copy[copy_id])
        labels = session.grader_key[copy_id]
        closed = copy_id in decided.complete or (copy_id, None) in decided.excused
        for question_id in () if closed else session.scheme_of(copy_id).leaf_ids():
            key = (copy_id, question_id)
            if key in decided.marks or key in decided.excused:
                continue
            marked = {names[labels[attempt.label]] for attempt, _ in marks.get(question_id, [])}
            for name in missing.keys() - marked:
                if key not in decided.withdrawn or not marked:
                    missing[name].append(key)
    return missing
