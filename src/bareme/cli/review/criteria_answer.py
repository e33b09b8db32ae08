"""What a teacher types about the criteria of a question: their points, or feedback on one of them."""

from bareme.cli.review.case import Case
from bareme.cli.screen import Screen
from bareme.domain.points import to_points
from bareme.errors import InvalidInput
from bareme.graphs.state import Json

_LEFT = {"-", "–", "_"}
"""What stands for a criterion that is left as it is."""


def typed_points(case: Case, rest: str) -> Json:
    """Return the action for "1 0.5 -": the points of each criterion, in order.

    Raises:
        InvalidPoints: something typed is no number of points.
        InvalidInput: there is not one for each criterion, or none is decided.
    """
    typed = rest.split()
    if len(typed) != len(case.criteria) or _LEFT.issuperset(typed):
        raise InvalidInput(
            "“c” takes {wanted} numbers, one per criterion, or “-” to leave one as it is",
            wanted=len(case.criteria),
        )
    points = zip(case.criteria, typed, strict=True)
    given = {criterion.id: str(to_points(text)) for criterion, text in points if text not in _LEFT}
    return {"type": "set_mark", "criteria": given}


def typed_feedback(case: Case, rest: str) -> Json:
    """Return the action for "2 Look at…": the number of a criterion, and the feedback on it.

    Raises:
        InvalidInput: there is no criterion with this number.
    """
    number, _, text = rest.partition(" ")
    if not number.isdecimal() or not 1 <= int(number) <= len(case.criteria):
        raise InvalidInput(
            "“fc” takes the number of a criterion, from 1 to {count}, and the feedback on it", count=len(case.criteria)
        )
    return {"type": "set_feedback", "criterion_id": case.criteria[int(number) - 1].id, "text": text.strip()}


def describe_missing(screen: Screen, case: Case) -> str:
    """Return which criteria are still to be decided."""
    names = {criterion.id: criterion.name for criterion in case.criteria}
    missing = ", ".join(names[criterion_id] for criterion_id in case.question.missing_criteria)
    return screen.t("Kept. Still to be decided: {criteria}", criteria=missing)
