"""The state of `graph_grading`: plain JSON in every channel, references instead of bytes, dicts that merge by key."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WrapValidator, model_validator

from bareme.domain.answer_groups.same_answers import AnswerGroup
from bareme.domain.attempts import Attempt
from bareme.domain.calibration.report import CalibrationReport
from bareme.domain.comparison import Comparison
from bareme.domain.copies import Copy, Student
from bareme.domain.decisions import Decision
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.masking.shown_names import with_names
from bareme.domain.money import Usage
from bareme.domain.outcomes import ActionOutcome
from bareme.domain.policy import Policy
from bareme.domain.results import CopyResult
from bareme.domain.rubric import QuestionRubric
from bareme.domain.scheme import GradingScheme
from bareme.domain.session import CopyProgress, GradedSession
from bareme.domain.statistics import SessionStatistics
from bareme.graphs.analysis import Analysis
from bareme.graphs.contract import GradingContext, TypedCopy
from bareme.graphs.grader_key import open_labels
from bareme.graphs.interrupts import DocumentSummary
from bareme.graphs.state_version import of_known_version
from bareme.graphs.validation_cache import reuse_validated

type Json = dict[str, Any]

_Reused = WrapValidator(reuse_validated)


def merge(old: dict[str, Any] | None, new: dict[str, Any] | None) -> dict[str, Any]:
    """Return `old` updated with `new`, so that partial results and retries write to their own keys."""
    return {**(old or {}), **(new or {})}


class SessionInfo(FrozenModel):
    """Id, name and times of a session."""

    session_id: str
    name: str = ""
    created_at: datetime
    grading_started_at: datetime | None = None


class SameAnswers(FrozenModel):
    """Which answers of different copies say the same, and the usage of finding out."""

    questions: dict[str, tuple[AnswerGroup, ...]] = Field(default_factory=dict, description="By question id.")
    warnings: tuple[str, ...] = Field((), description="Why answers could not be compared, for the teacher.")
    usage: Usage = Usage()


class RubricWork(FrozenModel):
    """The criteria being drafted between the confirmed scale and the first copy."""

    round: int = Field(0, ge=0, description="How many times criteria were drafted.")
    to_write: tuple[str, ...] = Field((), description="Ids of the questions to draft now.")
    remarks: dict[str, str] = Field(default_factory=dict, description="The teacher's remarks, by question id.")
    questions: dict[str, QuestionRubric] = Field(default_factory=dict, description="By question id.")
    warnings: tuple[str, ...] = ()
    usage: Usage = Usage()
    pilot: tuple[str, ...] = Field((), description="Ids of the copies to grade first; empty: all.")


class GradingState(BaseModel):
    """Everything that `graph_grading` knows and returns."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, defer_build=True)

    # The request. `intake` validates it, with errors that a client can read, and puts references in place of files.
    # A later input on the thread overwrites these channels, so `held` keeps what the session uses.
    documents: Any = Field((), description="The files: DocumentInput as sent, DocumentSummary after intake.")
    typed_copies: Any = Field((), description="Copies that were typed (TypedCopy).")
    students: Any = Field((), description="The roster (Student).")
    session_name: Any = Field("", description="The name as requested; `session` has the one in use.")
    guidelines: Any = Field("", description="How the teacher wants it marked.")
    scheme: Any = Field(None, description="The scheme (GradingScheme): as sent, then as confirmed.")
    unknown_fields: Any = Field((), description="Names of fields in the input that do not exist; intake refuses them.")
    session_input: Json = Field(default_factory=dict, description="The six channels above, as the session uses them.")

    # The session.
    schema_version: int = Field(0, description="Version of this form; 0 if an earlier version of Barème began it.")
    owner: str = Field("", description="Who began it, and alone may run it; empty if an earlier version began it.")
    session: SessionInfo | None = Field(None, description="Id, name and times of the session.")
    policy: Policy | None = Field(None, description="The settings, frozen at intake.")
    analysis: Analysis | None = Field(None, description="What was found in the files, before it was confirmed.")
    rubric: RubricWork | None = Field(None, description="The drafted criteria; `scheme` has those accepted.")
    brief_id: str = Field("", description="Id in the store of what all graders share.")
    copies: Annotated[dict[str, Copy], _Reused] = Field(default_factory=dict, description="By copy id, in order.")
    pilot: list[str] = Field(default_factory=list, description="Ids of the copies to grade; the others wait.")
    grader_key: Annotated[dict[str, str | dict[str, int]], merge] = Field(
        default_factory=dict, description="By copy id: who is behind each label, sealed; see `graphs/grader_key.py`."
    )

    # Written while grading, each key once.
    progress: Annotated[dict[str, CopyProgress], _Reused, merge] = Field(
        default_factory=dict, description="How far each copy is, by copy id."
    )
    attempts: Annotated[dict[str, Attempt], _Reused, merge] = Field(
        default_factory=dict, description="What each grader marked, by attempt key."
    )
    second_looks: Annotated[dict[str, Attempt], merge] = Field(
        default_factory=dict,
        description="What a grader marked after seeing another's reading, by attempt key. No mark depends on it.",
    )
    comparisons: Annotated[dict[str, Comparison], _Reused, merge] = Field(
        default_factory=dict, description="What the attempts of each copy agree and differ on, by copy id."
    )

    # Written once all copies are graded.
    same_answers: SameAnswers = Field(SameAnswers(), description="Answers of different copies that say the same.")

    # The teacher's.
    decisions: Annotated[dict[str, Decision], _Reused, merge] = Field(
        default_factory=dict, description='By number: "00001" is the first. The list only grows.'
    )
    inbox_position: int = Field(0, description="Number of the last entry taken from the inbox of decisions.")
    outcomes: list[ActionOutcome] = Field(default_factory=list, description="Outcomes of the last answer's actions.")
    revision: int = Field(0, description="How many times the teacher has answered the review.")
    earlier_schemes: Annotated[dict[str, GradingScheme], merge] = Field(
        default_factory=dict, description="Versions before `scheme`, which copies may still be under, by version."
    )
    answered_in: str = Field("", description="Id of the run whose answer was taken last.")
    error: str = Field("", description="What was wrong with the last answer to an interrupt.")
    finished: bool = Field(default=False, description="Whether the teacher has ended the review.")

    # Computed from the above by `aggregate`.
    results_current: bool = Field(default=False, description="Whether everything graded is in the figures below.")
    results_revision: int | None = Field(None, description="The revision that the figures below are of.")
    changed_in: Annotated[dict[str, int], merge] = Field(
        default_factory=dict, description="In which revision each part last changed; see `graphs/revisions.py`."
    )
    results: Annotated[list[CopyResult], _Reused] = Field(
        default_factory=list, description="The result of every copy, in the roster's order."
    )
    absent: list[Student] = Field(
        default_factory=list, description="Students of the roster without a copy, in its order."
    )
    statistics: SessionStatistics | None = Field(None, description="Statistics of the class.")
    open_questions: int | None = Field(None, description="Questions whose mark is not decided yet, for lists.")
    calibration: CalibrationReport | None = Field(
        None, description="What comparing answers across copies shows; null if it is off."
    )
    usage: Usage = Field(Usage(), description="What all calls of the session took.")

    _of_known_version = model_validator(mode="before")(of_known_version)

    @property
    def labels(self) -> dict[str, dict[str, int]]:
        """Who is behind each label (index in policy.graders, then policy.markers), by copy id.

        Raises:
            SecretChanged: the server's secret is not the one that the session began with.
        """
        return open_labels(self.session.session_id, self.grader_key) if self.session else {}

    @property
    def spent(self) -> Usage:
        """The usage of all calls of the session."""
        attempts = (*self.attempts.values(), *self.second_looks.values())
        wasted = (progress.wasted for progress in self.progress.values() if progress.wasted)
        return sum((*(attempt.usage for attempt in attempts), *wasted), self.shared_usage)

    @property
    def shared_usage(self) -> Usage:
        """The usage of the calls that are not about a single copy."""
        analysed = self.analysis.usage if self.analysis else Usage()
        written = self.rubric.usage if self.rubric else Usage()
        return analysed + written + self.same_answers.usage

    @property
    def summaries(self) -> list[DocumentSummary]:
        """The documents, after intake."""
        return [DocumentSummary.model_validate(document) for document in self.documents]

    @property
    def roster(self) -> list[Student]:
        """The roster, after intake."""
        return [Student.model_validate(student) for student in self.students]

    @property
    def typed(self) -> list[TypedCopy]:
        """The typed copies, after intake."""
        return [TypedCopy.model_validate(copy) for copy in self.typed_copies]


class StartedState(GradingState):
    """The state after `intake`: the session has begun and its settings are frozen."""

    session: SessionInfo
    policy: Policy
    analysis: Analysis = Analysis()
    scheme: GradingScheme | None = None

    @property
    def has_copies(self) -> bool:
        """Whether there is anything to grade. Without copies a session drafts criteria."""
        return bool(self.typed_copies) or any(summary.role == "copies" for summary in self.summaries)


class ScaledState(StartedState):
    """The state after `confirm_scale`: there are a scheme and copies. Criteria may not be confirmed yet."""

    scheme: GradingScheme


class ConfirmedState(ScaledState):
    """The state after `begin_grading`: the brief is frozen and the copies are being graded."""

    def graded_session(self, *, named: bool = True) -> GradedSession:
        """Return the session as results and exports take it; `named`: with names where graders wrote pseudonyms."""
        session = GradedSession(
            session_id=self.session.session_id,
            name=self.session.name,
            created_at=self.session.created_at,
            policy=self.policy,
            scheme=self.scheme,
            copies=tuple(self.copies.values()),
            progress=self.progress,
            attempts=tuple(self.attempts.values()),
            second_looks=tuple(self.second_looks.values()),
            decisions=tuple(self.decisions[number] for number in sorted(self.decisions)),
            same_answers=self.same_answers.questions,
            earlier_schemes=tuple(self.earlier_schemes[version] for version in sorted(self.earlier_schemes, key=int)),
            roster=tuple(self.roster),
            grader_key=self.labels if self.policy.markers else {},
            finished=self.finished,
            shared_usage=self.shared_usage,
        )
        return with_names(session) if named else session


class GradingOutput(BaseModel):
    """What `graph_grading` returns: the whole session, except which model is behind which label."""

    session: SessionInfo | None = Field(None, description="Id, name and times of the session.")
    policy: Policy | None = Field(None, description="The settings, frozen at intake.")
    documents: list[DocumentSummary] = Field(default_factory=list, description="The files.")
    analysis: Analysis | None = Field(None, description="What was found in the files, before it was confirmed.")
    scheme: GradingScheme | None = Field(None, description="The marking scheme: as sent, then as confirmed.")
    earlier_schemes: dict[str, GradingScheme] = Field(
        default_factory=dict, description="Versions before `scheme`, which copies may still be under, by version."
    )
    copies: dict[str, Copy] = Field(default_factory=dict, description="By copy id, in order.")
    progress: dict[str, CopyProgress] = Field(default_factory=dict, description="How far each copy is, by copy id.")
    attempts: dict[str, Attempt] = Field(
        default_factory=dict, description="What each grader marked, by attempt key; a label hides the model."
    )
    second_looks: dict[str, Attempt] = Field(
        default_factory=dict,
        description="What a grader marked after seeing another's reading, by attempt key. No mark depends on it.",
    )
    comparisons: dict[str, Comparison] = Field(
        default_factory=dict, description="What the attempts of each copy agree and differ on, by copy id."
    )
    decisions: dict[str, Decision] = Field(
        default_factory=dict, description='By number: "00001" is the first. The list only grows.'
    )
    results: list[CopyResult] = Field(
        default_factory=list, description="The result of every copy, in the roster's order."
    )
    absent: list[Student] = Field(
        default_factory=list, description="Students of the roster without a copy, in its order."
    )
    statistics: SessionStatistics | None = Field(None, description="Statistics of the class.")
    calibration: CalibrationReport | None = Field(
        None, description="What comparing answers across copies shows; null if it is off."
    )
    usage: Usage = Field(Usage(), description="What all calls of the session took.")
    error: str = Field("", description="What was wrong with the last thing sent, if anything was.")


def with_budget[S: StartedState](state: S, context: GradingContext) -> S:
    """Return the state with its budget raised to that of the run's context, if that is higher."""
    budget = state.policy.budget.raised_to(context.budget)
    return state.model_copy(update={"policy": state.policy.model_copy(update={"budget": budget})})


MERGED_BY_KEY = {name for name, field in GradingState.model_fields.items() if merge in field.metadata}


def updated(values: Json, update: Json) -> Json:
    """Return the values of the channels after `update`. Channels by key are merged, as their reducer does."""
    return {
        **values,
        **{name: merge(values.get(name), new) if name in MERGED_BY_KEY else new for name, new in update.items()},
    }


def dump(model: BaseModel) -> Json:
    """Return `model` as plain JSON, the only thing that enters a channel."""
    return model.model_dump(mode="json")
