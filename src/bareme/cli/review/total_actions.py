"""The actions of `bareme review ID` that change the total of a copy, not its marks."""

from bareme.cli.exits import WrongUsage
from bareme.cli.review.actions import report
from bareme.cli.review.addressing import find_copies, find_questions
from bareme.cli.review.review import Review
from bareme.cli.review.target import ReviewTarget, in_review
from bareme.domain.points import to_points
from bareme.errors import InvalidPoints
from bareme.graphs.state import Json
from bareme.translation import Message

_NONE = {"none", "aucun"}


def adjust(
    target: ReviewTarget, category: str, amount: str, copy_ids: list[str], *, every: bool, of: str, reason: str
) -> int:
    """Adjust the total of copies."""
    if bool(copy_ids) is every:
        raise WrongUsage(Message("give copies, or {option} for the whole class", option="--all"), "COPY…")
    action: Json = {"category": category, "reason": reason}
    text = amount.strip().removesuffix("%").strip()
    try:
        if amount.strip().casefold() in _NONE:
            action["withdraw"] = True
        elif amount.strip().endswith("%"):
            action |= {"percent": str(to_points(text)), "percent_of": of}
        else:
            action["points"] = str(to_points(text))
    except InvalidPoints as error:
        raise WrongUsage(error.message, "AMOUNT") from None

    def work(review: Review) -> int:
        open_copies = [copy.copy_id for copy in review.result.copies if not copy.is_complete]
        wanted = open_copies if every else find_copies(review.result, copy_ids)
        return report(review, review.act({"type": "set_adjustment", "copy_ids": wanted, **action}))

    return in_review(target, work)


def excuse(target: ReviewTarget, copy_ids: list[str], question_ids: list[str], *, excused: bool, reason: str) -> int:
    """Excuse students from the exam or from questions, or take that back."""

    def work(review: Review) -> int:
        wanted = find_copies(review.result, copy_ids)
        questions: list[str | None] = [*find_questions(review.result, question_ids)] or [None]
        codes = [
            report(
                review,
                review.act(
                    {"type": "excuse", "copy_ids": wanted, "question_id": i, "excused": excused, "reason": reason}
                ),
            )
            for i in questions
        ]
        return max(codes)

    return in_review(target, work)
