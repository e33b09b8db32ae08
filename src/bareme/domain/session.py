"""A graded session as it is known: scheme, copies, attempts, decisions. The truth that results are computed from."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.attempts import Attempt, Mark, current_marks
from bareme.domain.calibration.same_answers import AnswerGroup
from bareme.domain.copies import Copy, CopyStatus, Student
from bareme.domain.decisions import Decision
from bareme.domain.money import BudgetLimit, Usage
from bareme.domain.policy import Policy
from bareme.domain.scheme import GradingScheme
from bareme.domain.scheme_versions import attempts_under


class CopyProgress(BaseModel):
    """How far one copy is, and which version of its evaluation stands."""

    model_config = ConfigDict(frozen=True)

    status: CopyStatus = CopyStatus.WAITING
    error: str = ""
    budget_reached: BudgetLimit | None = Field(None, description="Which limit an attempt that waits has met.")
    wasted: Usage | None = Field(
        None, description="What calls took that gave nothing of use, of attempts that were then left waiting."
    )
    seconds: float = Field(0.0, ge=0, description="Wall clock spent on the copy.")
    evaluation_version: int = Field(0, ge=0, description="One more at each change of the copy's marks.")
    graded_at: datetime | None = None
    scheme_version: int = Field(1, ge=1, description="The version of the scheme that the copy's total is under.")


class GradedSession(BaseModel):
    """All that is known of a session, as the exports and the views take it."""

    model_config = ConfigDict(frozen=True)

    session_id: str
    name: str
    created_at: datetime
    policy: Policy
    scheme: GradingScheme
    copies: tuple[Copy, ...] = ()
    progress: dict[str, CopyProgress] = Field(default_factory=dict)
    attempts: tuple[Attempt, ...] = ()
    second_looks: tuple[Attempt, ...] = Field((), description="Kept beside the attempts; no mark rests on them.")
    decisions: tuple[Decision, ...] = Field((), description="In their order.")
    earlier_schemes: tuple[GradingScheme, ...] = Field((), description="The versions before `scheme`.")
    roster: tuple[Student, ...] = ()
    shared_usage: Usage = Field(
        Usage(), description="What the calls took that are about no single copy: reading the files, comparing answers."
    )
    finished: bool = Field(default=False, description="Whether the teacher has ended the review.")
    same_answers: dict[str, tuple[AnswerGroup, ...]] = Field(
        default_factory=dict, description="By question id: the copies whose answers say the same."
    )

    @property
    def schemes(self) -> dict[int, GradingScheme]:
        """Every version of the scheme, by its number."""
        return {scheme.version: scheme for scheme in (*self.earlier_schemes, self.scheme)}

    def scheme_of(self, copy_id: str) -> GradingScheme:
        """Return the version of the scheme that a copy is under; one of which nothing is known is under the latest.

        A scheme may come with a version above 1, which a copy's progress need not know: it is under the first then.
        """
        progress = self.progress.get(copy_id)
        if progress is None:
            return self.scheme
        first = self.earlier_schemes[0] if self.earlier_schemes else self.scheme
        return self.schemes.get(progress.scheme_version, first)

    def valid_attempts(self, copy_id: str, attempts: Iterable[Attempt]) -> list[Attempt]:
        """Return a copy's `attempts` with only those marks that hold under the scheme that the copy is under."""
        return attempts_under(self.scheme_of(copy_id), attempts, self.schemes)

    def current_marks(self, copy_id: str, attempts: Iterable[Attempt]) -> dict[str, list[tuple[Attempt, Mark]]]:
        """Return, by question id, those marks of a copy's `attempts` that stand; see `current_marks`."""
        return current_marks(self.valid_attempts(copy_id, attempts), self.scheme_of(copy_id).leaf_ids())

    def groups_in_order(self) -> list[tuple[str, tuple[AnswerGroup, ...]]]:
        """Return the groups by question, in the order of the scheme; of questions that it does not have, none."""
        return [(i, self.same_answers[i]) for i in self.scheme.leaf_ids() if i in self.same_answers]
