"""The usage of a session by copy and blind label, and by grader."""

from collections import defaultdict
from collections.abc import Mapping

from bareme.domain.money import Usage
from bareme.domain.session import GradedSession


def usage_by_label(session: GradedSession) -> dict[str, dict[str, Usage]]:
    """Return the usage of all attempts by copy id and blind label."""
    usages: defaultdict[str, dict[str, Usage]] = defaultdict(dict)
    for attempt in sorted((*session.attempts, *session.second_looks), key=lambda attempt: attempt.label):
        labels = usages[attempt.copy_id]
        labels[attempt.label] = labels.get(attempt.label, Usage()) + attempt.usage
    return dict(usages)


def usage_by_grader(session: GradedSession, names: Mapping[str, Mapping[str, str]]) -> dict[str, Usage]:
    """Return the usage of all attempts by grader name, without `GradedSession.shared_usage`.

    `names` maps copy id and blind label to the grader's name; attempts of other labels are left out.
    """
    usages: dict[str, Usage] = {}
    for copy_id, labels in usage_by_label(session).items():
        for label, usage in labels.items():
            name = names.get(copy_id, {}).get(label)
            if name is not None:
                usages[name] = usages.get(name, Usage()) + usage
    return dict(sorted(usages.items()))
