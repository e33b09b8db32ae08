"""The values of the interrupts of `graph_grading`. Each carries the JSON Schema of its answer."""

from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.attempts import MarkStatus
from bareme.domain.calibration.offers import GroupOffer
from bareme.domain.calibration.report import CalibrationReport
from bareme.domain.copies import CopyFlag, MaskedName, PageRef, Student
from bareme.domain.criteria import Criterion
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.money import Budget, BudgetLimit, CostEstimate, Usage
from bareme.domain.outcomes import ActionOutcome
from bareme.domain.points import Points
from bareme.domain.policy import Grader, RubricMode
from bareme.domain.rubric import RubricFault
from bareme.domain.scale import ScaleCandidate
from bareme.domain.scheme_checks import SchemeFinding
from bareme.domain.scheme_edit import Dropped
from bareme.domain.statistics import SessionStatistics
from bareme.graphs.contract import DocumentRole
from bareme.graphs.events import SCHEMA_VERSION, Counts
from bareme.rosters import LeftOutRow


@cache
def answer_schema(answer: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of an interrupt's answer. It takes longer to make than the rest of an interrupt."""
    return answer.model_json_schema()


class RosterSummary(FrozenModel):
    """What was understood of a class list, for the teacher to check."""

    count: int = Field(description="Number of students.")
    first: tuple[Student, ...] = Field((), description="The first three students.")
    columns: dict[str, str] = Field(
        default_factory=dict, description="What each column holds, by title: name, family, given, number, email …"
    )
    ignored: tuple[str, ...] = Field((), description="Titles of the columns that are not used.")
    left_out: tuple[LeftOutRow, ...] = Field((), description="Rows that are no student of the class.")
    repeated: tuple[str, ...] = Field((), description="Numbers that stand beside several students.")
    titled: bool = Field(default=True, description="Whether the columns are known by titles, not by what is in them.")
    encoding: str = Field("", description="Of a text: utf-8, cp1252 …")
    sheet: str = Field("", description="Of a spreadsheet: the sheet that was read.")


class DocumentSummary(FrozenModel):
    """A document of the session."""

    document_id: str = ""
    role: DocumentRole = Field(description="copies, exam_paper, answer_key or roster.")
    name: str = Field(description="File name.")
    media_type: str = Field("", description="As its content says, whatever its name: application/pdf, image/png …")
    page_count: int = Field(0, description="0 if it was refused.")
    url: str = Field("", description="Its URL, if models are given that instead of its picture.")
    record_id: str = Field("", description="Id in the store of the record of the opened document.")
    warnings: tuple[str, ...] = Field((), description="Warning codes: repaired, hidden_text …")
    refused: str = Field("", description="Reason code, if the document cannot be graded.")
    message: str = Field("", description="The reason for the teacher, in the session's language.")
    roster: RosterSummary | None = Field(None, description="Of a roster: what was understood of it.")


class ProposedCopy(FrozenModel):
    """A copy found in the files, to be confirmed or corrected."""

    copy_id: str
    student: Student | None = None
    name_confidence: float = Field(0.0, ge=0, le=1, description="How sure the student's identity is.")
    name_read: str = Field("", description="What the copy or its file says, if it is not the student's name.")
    pages: tuple[PageRef, ...] = ()
    typed: bool = Field(default=False, description="Whether the copy is typed answers rather than pages.")
    flags: tuple[CopyFlag, ...] = ()
    mask_name: bool = Field(default=True, description="Whether the name is covered, as far as the session asks for it.")
    masked_name: MaskedName | None = Field(
        None, description="How the name is replaced in texts; null if it is not. The mask of each page is in `pages`."
    )


class ConfirmScale(BaseModel):
    """Value of the interrupt `confirm_scale`."""

    model_config = ConfigDict(defer_build=True)

    kind: Literal["confirm_scale"] = "confirm_scale"
    schema_version: int = SCHEMA_VERSION
    message: str = Field(description="For the teacher; asks for manual entry when no scale was found.")
    error: str = Field("", description="What was wrong with the last answer; nothing was lost.")
    session_name: str
    title: str = Field("", description="Title of the exam as printed; empty if unknown.")
    subject: str = Field("", description="The school subject; empty if unknown.")
    exam_language: str = Field("", description='"fr", "en" …; empty if unknown.')
    candidates: tuple[ScaleCandidate, ...] = Field((), description="Best first; an answer names one by its index.")
    shorthands: tuple[str, ...] = Field((), description="Each candidate in shorthand, to edit; empty if incomplete.")
    findings: tuple[tuple[SchemeFinding, ...], ...] = Field((), description="Inconsistencies, by candidate.")
    notes: tuple[tuple[str, ...], ...] = Field(
        (), description="All that is doubtful about each candidate, as sentences for the teacher."
    )
    dropped: tuple[Dropped, ...] = Field((), description="What the first candidate drops of the request's scheme.")
    students: tuple[ProposedCopy, ...] = Field((), description="The copies found, or as the teacher changed them.")
    left_out: tuple[ProposedCopy, ...] = Field(
        (), description="The copies that were found and of which something is left out, with just that."
    )
    absent: tuple[Student, ...] = Field((), description="Students of the roster without a copy, in its order.")
    documents: tuple[DocumentSummary, ...] = ()
    graders: tuple[Grader, ...] = ()
    rules_note: str = Field("", description="Says so if rules mark, not a model; else empty.")
    calls: int = Field(0, description="Model calls that grading will make if nothing is changed and none is repeated.")
    rubric: RubricMode = Field("off", description="generate: criteria are drafted and confirmed before grading.")
    estimate: CostEstimate | None = Field(None, description="What grading will take; null if no scale is complete yet.")
    budget: Budget = Field(Budget(), description="What the session may spend.")
    usage: Usage = Field(Usage(), description="What reading the files took.")
    warnings: tuple[str, ...] = Field((), description="Warnings about the files, for the teacher.")
    privacy: tuple[str, ...] = Field(
        (), description="Who sees the students' names, and what could not be covered, as sentences for the teacher."
    )
    response_schema: dict[str, object] = Field(description="JSON Schema of the answer, ScaleConfirmation.")


class RubricQuestion(FrozenModel):
    """One question's criteria, to be accepted, edited, dropped or drafted again."""

    question_id: str
    label: str = Field(description="Its id, its title on the paper, and the titles of its groups.")
    maximum: Points = Field(description="What its criteria must add up to.")
    criteria: tuple[Criterion, ...] = Field((), description="As drafted, or as the teacher edited them.")
    dropped: bool = Field(default=False, description="Whether it is to be marked without criteria.")
    faults: tuple[RubricFault, ...] = Field((), description="What must be corrected before it can be accepted.")
    messages: tuple[str, ...] = Field((), description="The faults in the session's language.")


class ConfirmRubric(BaseModel):
    """Value of the interrupt `confirm_rubric`."""

    model_config = ConfigDict(defer_build=True)

    kind: Literal["confirm_rubric"] = "confirm_rubric"
    schema_version: int = SCHEMA_VERSION
    message: str = Field(description="For the teacher.")
    error: str = Field("", description="What was wrong with the last answer; nothing was lost.")
    session_name: str
    round: int = Field(description="The number of drafts so far.")
    questions: tuple[RubricQuestion, ...] = Field(
        description="The questions without criteria in the scheme, in its order."
    )
    warnings: tuple[str, ...] = Field((), description="What the teacher should know about the drafts.")
    calls: int = Field(0, description="Model calls that grading will make, if none is repeated.")
    response_schema: dict[str, object] = Field(description="JSON Schema of the answer, RubricConfirmation.")


class SecondMark(FrozenModel):
    """A grader's mark after seeing another's reading. The first mark is the one that counts."""

    label: str = Field(description="The grader's blind label on this copy.")
    try_index: int = Field(description="Which of its tries.")
    first: Points = Field(description="The points of the first mark, which count.")
    points: Points | None = Field(description="Those of the second look, which do not count; null if it gave none.")
    status: MarkStatus = Field(description="The outcome of the second look: graded, failed …")


class FlaggedQuestion(FrozenModel):
    """A question of a copy that a person should look at."""

    copy_id: str
    question_id: str
    flags: tuple[str, ...] = Field(description="The reasons: disagreement, low_confidence, unreadable …")
    spread: Points | None = Field(None, description="Highest minus lowest points; null with fewer than two marks.")
    second_looks: tuple[SecondMark, ...] = Field(
        (), description="The second looks of graders whose marks differ. They change no mark."
    )


class PartialQuestion(FrozenModel):
    """A question of a copy of which only some criteria are decided."""

    copy_id: str
    question_id: str
    missing_criteria: tuple[str, ...] = Field(description="Ids of the criteria that are still to be decided.")


class MarkerProgress(FrozenModel):
    """How far a marker is."""

    name: str = Field(description="As in the context's `markers`.")
    missing: int = Field(description="Questions, over all copies, that are still to mark.")


class ReviewRequest(BaseModel):
    """Value of the interrupt `review`."""

    model_config = ConfigDict(defer_build=True)

    kind: Literal["review"] = "review"
    schema_version: int = SCHEMA_VERSION
    message: str = Field(description="For the teacher.")
    finished: bool = Field(
        default=False, description="Whether the review is finished. Every action but `reopen_session` is then refused."
    )
    error: str = Field("", description="What was wrong with the last answer; nothing was lost.")
    revision: int = Field(description="How many times the teacher has answered.")
    rules_note: str = Field("", description="Says so if rules marked, not a model; else empty.")
    counts: Counts
    statistics: SessionStatistics
    markers: tuple[MarkerProgress, ...] = Field((), description="How far the people who mark blind are.")
    usage: Usage = Field(Usage(), description="What the session has taken so far.")
    budget: Budget = Field(Budget(), description="What it may take.")
    budget_reached: BudgetLimit | None = Field(
        None, description="The limit that keeps copies waiting; to go on, regrade what is missing with a higher budget."
    )
    older_scheme: tuple[str, ...] = Field((), description="Copies graded by an older version of the scheme.")
    complete: int = Field(0, description="Copies that the teacher has marked as complete.")
    open_questions: int = Field(description="Questions whose mark is not decided yet.")
    partial: tuple[PartialQuestion, ...] = Field((), description="Those of them of which some criteria are decided.")
    flags: tuple[FlaggedQuestion, ...] = Field((), description="What to look at, the widest spread first.")
    calibration: CalibrationReport | None = Field(
        None, description="What comparing answers across copies shows; null if it is off."
    )
    offers: tuple[GroupOffer, ...] = Field(
        (), description="Decisions that could also apply to copies with the same answer, as actions to send."
    )
    outcomes: tuple[ActionOutcome, ...] = Field((), description="Outcomes of the last answer's actions.")
    conflicts: tuple[ActionOutcome, ...] = Field((), description="Actions refused because the copy had changed.")
    response_schema: dict[str, object] = Field(description="JSON Schema of the answer, ReviewCommand.")
