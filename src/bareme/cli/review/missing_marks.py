"""What markers have still to mark, and how they go on."""

from bareme.cli.review.review import Review
from bareme.domain.markers import missing_by_marker


def print_missing_marks(review: Review) -> None:
    """Print how much each marker has still to mark."""
    t = review.screen.t
    for marker, missing in missing_by_marker(review.session).items():
        if missing:
            review.screen.print(
                t(
                    '{marker} has {questions} to mark:\n  bareme resume {session_id} --as "{marker}"',
                    marker=marker,
                    questions=t.ngettext("{n} question", "{n} questions", len(missing)),
                    session_id=review.snapshot.session_id,
                )
            )
