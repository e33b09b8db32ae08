"""Closing words of our own, where no model wrote any that fit the result."""

from collections.abc import Sequence

from bareme.domain.mock_exam.evaluation import QuestionFeedback
from bareme.domain.points import add
from bareme.translation import Message, Translator

_CLOSINGS = (
    (
        100,
        Message(
            "Every mark is yours: a faultless paper. Try a harder one next, and explain an answer to somebody else."
        ),
    ),
    (
        70,
        Message("A strong paper. You know this material well; the few marks that are missing are within reach."),
    ),
    (
        50,
        Message("Much of this is in place already. Go through the questions below once more and you will see it grow."),
    ),
    (
        25,
        Message(
            "You have made a start that can be built on. Take one topic at a time, beginning with the first below."
        ),
    ),
    (
        0,
        Message(
            "This exam shows where to begin, and that is worth knowing. Take the first topic below with an example."
        ),
    ),
)
"""By the lowest percentage that deserves each."""


def encourage(feedback: Sequence[QuestionFeedback], t: Translator) -> str:
    """Return a closing word for the marks of these questions. While one has no mark, it says nothing of the result."""
    counted = [entry for entry in feedback if entry.marks_possible]
    marked = [entry for entry in counted if entry.marks_earned is not None]
    if len(marked) < len(counted):
        return t(
            "Questions that are not marked yet: {open} of {total}. Your result stands when they are.",
            open=len(counted) - len(marked),
            total=len(counted),
        )
    if not counted:
        return t("Nothing in this exam counts for marks. Do again what did not go well.")
    possible = add(entry.marks_possible for entry in marked)
    earned = add(entry.marks_earned for entry in marked if entry.marks_earned is not None)
    closing = next(text for bound, text in _CLOSINGS if 100 * earned >= bound * possible)
    return t(
        "Questions that are fully right: {right} of {total}. {closing}",
        right=sum(entry.is_correct for entry in marked),
        total=len(marked),
        closing=closing,
    )
