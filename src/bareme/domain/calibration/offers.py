"""Offers to give a teacher's decision to the other copies with the same answer, as one action to send."""

from collections.abc import Sequence

from pydantic import Field

from bareme.domain.frozen_model import FrozenModel
from bareme.domain.points import Points
from bareme.domain.results import CopyResult
from bareme.domain.review import SetMark
from bareme.domain.session import GradedSession
from bareme.translation import translator


class GroupOffer(FrozenModel):
    """A teacher's decision that could go for the other copies with the same answer. Never applied by itself."""

    question_id: str
    points: Points
    decided: tuple[str, ...] = Field(description="The copies whose decision it is.")
    by_model: bool = Field(description="Whether the calibrator, rather than rules alone, found the answers the same.")
    action: SetMark = Field(description="Ready to be sent: it leaves alone what was decided in the meantime.")


def offers_to_groups(session: GradedSession, copies: Sequence[CopyResult]) -> tuple[GroupOffer, ...]:
    """Return an offer for each group whose decided copies agree on a mark that undecided copies do not have.

    If a person gave copies of one group different marks, there is no offer.
    """
    offers = []
    by_id = {copy.copy_id: copy for copy in copies}
    for question_id, groups in session.groups_in_order():
        for group in groups:
            results = {
                copy_id: by_id[copy_id].questions[question_id]
                for copy_id in group.copy_ids
                if copy_id in by_id and question_id in by_id[copy_id].questions
            }
            decided = {copy_id: mark for copy_id, mark in results.items() if mark.author}
            values = {mark.points for mark in decided.values()}
            points = values.pop() if len(values) == 1 else None
            others = [i for i, mark in results.items() if not mark.author and mark.value != points]
            if points is None or not others:
                continue
            t = translator(session.policy.language)
            reason = t("same answer as {copies} ({points})", copies=list(decided), points=points)
            action = SetMark(
                copy_ids=tuple(others), question_id=question_id, points=points, reason=reason, only_undecided=True
            )
            offers.append(
                GroupOffer(
                    question_id=question_id,
                    points=points,
                    decided=tuple(decided),
                    by_model=group.by_model,
                    action=action,
                )
            )
    return tuple(offers)
