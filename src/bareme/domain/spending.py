"""What a session took, divided: by copy and blind label, and by grader for eyes that may know who is who."""

from collections import defaultdict
from collections.abc import Mapping

from bareme.domain.money import Usage
from bareme.domain.session import GradedSession


def usage_by_label(session: GradedSession) -> dict[str, dict[str, Usage]]:
    """Return what all attempts took, by copy id and blind label."""
    usages: defaultdict[str, dict[str, Usage]] = defaultdict(dict)
    for attempt in sorted((*session.attempts, *session.second_looks), key=lambda attempt: attempt.label):
        labels = usages[attempt.copy_id]
        labels[attempt.label] = labels.get(attempt.label, Usage()) + attempt.usage
    return dict(usages)


def usage_by_grader(session: GradedSession, names: Mapping[str, Mapping[str, str]]) -> dict[str, Usage]:
    """Return what all attempts took by grader. `names` are the graders by copy id and blind label; others are left out.

    What the first grader does beside marking (`GradedSession.shared_usage`) is not in it.
    """
    usages: dict[str, Usage] = {}
    for copy_id, labels in usage_by_label(session).items():
        for label, usage in labels.items():
            name = names.get(copy_id, {}).get(label)
            if name is not None:
                usages[name] = usages.get(name, Usage()) + usage
    return dict(sorted(usages.items()))
