"""A graded session: the scheme, copies, attempts and decisions from which results are computed."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import Field

from bareme.domain.answer_groups.same_answers import AnswerGroup
from bareme.domain.attempts import Attempt, Mark, current_marks
from bareme.domain.copies import Copy, CopyStatus, Student
from bareme.domain.decisions import Decision
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.money import BudgetLimit, Usage
from bareme.domain.policy import Policy
from bareme.domain.scheme import GradingScheme
from bareme.domain.scheme_versions import attempts_under


class CopyProgress(FrozenModel):
    """The progress of one copy and the current version of its evaluation."""

    status: CopyStatus = CopyStatus.WAITING
    error: str = ""
    budget_reached: BudgetLimit | None = Field(None, description="The budget limit that keeps an attempt waiting.")
    wasted: Usage | None = Field(
        None, description="Usage of calls without a usable answer, of attempts that are still waiting."
    )
    seconds: float = Field(0.0, ge=0, description="Wall-clock time spent on the copy.")
    evaluation_version: int = Field(0, ge=0, description="Incremented at each change of the copy's marks.")
    graded_at: datetime | None = None
    scheme_version: int = Field(1, ge=1, description="The scheme version of the copy's total.")


class GradedSession(FrozenModel):
    """The complete data of a session, from which results, exports and statistics are computed."""

    session_id: str
    name: str
    created_at: datetime
    policy: Policy
    scheme: GradingScheme
    copies: tuple[Copy, ...] = ()
    progress: dict[str, CopyProgress] = Field(default_factory=dict)
    attempts: tuple[Attempt, ...] = ()
    second_looks: tuple[Attempt, ...] = Field((), description="Second looks of graders; they do not affect marks.")
    decisions: tuple[Decision, ...] = Field((), description="In chronological order.")
    earlier_schemes: tuple[GradingScheme, ...] = Field((), description="The versions before `scheme`.")
    roster: tuple[Student, ...] = ()
    shared_usage: Usage = Field(
        Usage(), description="Usage of calls for the whole session: reading the files, comparing answers."
    )
    finished: bool = Field(default=False, description="Whether the teacher has ended the review.")
    grader_key: dict[str, dict[str, int]] = Field(
        default_factory=dict,
        description="By copy id, where people mark blind: who is behind each label, as an index in the policy's names.",
    )
    same_answers: dict[str, tuple[AnswerGroup, ...]] = Field(
        default_factory=dict, description="By question id: groups of copies with equal answers."
    )

    @property
    def schemes(self) -> dict[int, GradingScheme]:
        """All versions of the scheme by number."""
        return {scheme.version: scheme for scheme in (*self.earlier_schemes, self.scheme)}

    def scheme_of(self, copy_id: str) -> GradingScheme:
        """Return the version of the scheme that a copy is under; the latest if the copy has no progress.

        The first version may be numbered above 1. It is returned if the copy's version does not exist.
        """
        progress = self.progress.get(copy_id)
        if progress is None:
            return self.scheme
        first = self.earlier_schemes[0] if self.earlier_schemes else self.scheme
        return self.schemes.get(progress.scheme_version, first)

    def valid_attempts(self, copy_id: str, attempts: Iterable[Attempt]) -> list[Attempt]:
        """Return a copy's `attempts`, with only the marks that are valid under the copy's scheme."""
        return attempts_under(self.scheme_of(copy_id), attempts, self.schemes)

    def current_marks(self, copy_id: str, attempts: Iterable[Attempt]) -> dict[str, list[tuple[Attempt, Mark]]]:
        """Return the current marks of a copy by question id, under its scheme; see `attempts.current_marks`."""
        return current_marks(self.valid_attempts(copy_id, attempts), self.scheme_of(copy_id).leaf_ids())

    def groups_in_order(self) -> list[tuple[str, tuple[AnswerGroup, ...]]]:
        """Return the groups of equal answers by question, in the order of the scheme."""
        return [(i, self.same_answers[i]) for i in self.scheme.leaf_ids() if i in self.same_answers]
