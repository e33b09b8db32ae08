"""One conversation about parts of a mock exam: the model is asked, told once what is wrong, and asked again."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from bareme.agents.agent import Agent, Calls, Dialogue
from bareme.agents.answer_faults import explain_answer
from bareme.agents.evaluation_readings import read_evaluation
from bareme.agents.forms import Form
from bareme.agents.latex import restore_everywhere
from bareme.agents.mock_examiner import TOOL, Part
from bareme.agents.replies import Reply, find_objects, storable
from bareme.agents.strict_json import is_same
from bareme.domain.mock_exam.coverage import uncovered
from bareme.domain.mock_exam.evaluation import Check, CheckKind, EvaluationResult, LearningRecommendation
from bareme.domain.mock_exam.marking import (
    MarkedQuestions,
    RawFeedback,
    collect_feedback,
    is_another_mark,
    mark_questions,
    mark_step,
)
from bareme.domain.mock_exam.results import read_encouragement, read_recommendations
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from bareme.domain.points import ZERO, to_points
from bareme.errors import BudgetReached, InvalidPoints, ModelFailure, PicturesUnsupported
from bareme.graphs.mock_exam.pictures import ExamPictures
from bareme.graphs.state import Json
from bareme.translation import Message, Translator

CALLS_A_PART = 3
"""Calls for one part: a readable answer may take two, and then the model is told once what is wrong with it."""
CORRECTED_MARKS = frozenset({CheckKind.KEY_OVERRULED_MODEL, CheckKind.NOT_MARKED, CheckKind.BREAKDOWN_CORRECTED})
"""Checks of a mark that is not the one that the model gave."""
_MOST_CUT_OFF = 2
"""Answers that are cut off, after which a part is not asked about again in the same form."""
DONE = "Grading complete. Results returned to student."


@dataclass
class Conversation:
    """The messages about one or more parts of an exam, and what can be used of them."""

    parts: Sequence[Part]
    t: Translator
    seen: frozenset[str]
    """The questions whose drawing the model is shown."""
    is_whole: bool
    """Whether the answer is the whole result, with its recommendations and closing words."""
    said: RawFeedback = field(default_factory=dict)
    marked: MarkedQuestions = field(default_factory=MarkedQuestions)
    recommendations: list[LearningRecommendation] = field(default_factory=list)
    encouragement: str = ""
    encouraged_for: Decimal | None = None
    """The marks that the model had given in all when it wrote the encouragement."""
    replies: list[AIMessage] = field(default_factory=list)
    """What the model said, in order."""
    messages: list[AnyMessage] = field(default_factory=list)
    """The conversation after the question, as far as it was about one form of answer."""
    slips: dict[str, None] = field(default_factory=dict)
    """What had to be interpreted, each once."""
    changes: dict[str, Check] = field(default_factory=dict)
    """Accepted marks that a correction of others would have changed, by question id."""
    recommendations_checks: list[Check] = field(default_factory=list)
    problem: str = ""
    """Why the last answer is unusable, in words for the model."""
    explanation: Message | None = None
    """Why the last answer holds nothing, in words for people."""
    failure: ModelFailure | BudgetReached | None = None
    is_completed: bool = False
    """Whether a later conversation marked what this one left open."""

    def note(self, slip: str) -> None:
        """Record what had to be interpreted."""
        self.slips[slip] = None

    @property
    def notes(self) -> list[Check]:
        """What the model need not be told: what no marker can change, and what had to be interpreted."""
        interpreted = [Check(kind=CheckKind.INTERPRETED, message=slip) for slip in self.slips]
        return [*self.marked.notes, *self.changes.values(), *interpreted]

    @property
    def is_marked(self) -> bool:
        """Whether any question has a mark, or all that could be said of it without one."""
        beyond = {note.question_id for note in self.marked.notes if note.kind is CheckKind.NOT_MARKED}
        return any(e.marks_earned is not None or e.question_id in beyond for e in self.marked.feedback)

    @property
    def open_parts(self) -> list[Part]:
        """The questions without a mark, in their sections."""
        beyond = {note.question_id for note in self.marked.notes if note.kind is CheckKind.NOT_MARKED}
        unmarked = {entry.question_id for entry in self.marked.feedback if entry.marks_earned is None} - beyond
        left = [Part(p.section, tuple(q for q in p.questions if q.question_id in unmarked)) for p in self.parts]
        return [part for part in left if part.questions]

    def complete_with(self, later: "Conversation") -> None:
        """Take over what a later conversation about the open questions says of them."""
        self.is_completed = True
        self.marked = self.marked.updated_by(later.marked)
        self.slips |= later.slips
        self.replies += later.replies
        self.messages = []
        self.failure = later.failure

    @property
    def checks(self) -> list[Check]:
        """What had to be corrected."""
        checks = [*self.marked.checks, *self.recommendations_checks]
        if isinstance(self.failure, BudgetReached):
            checks.append(Check(kind=CheckKind.BUDGET_REACHED, message=f"{self._what_is_open}: {self.failure}"))
        elif self.failure is not None:
            checks.append(Check(kind=CheckKind.CALL_FAILED, message=f"a call of the model failed: {self.failure}"))
        elif self.is_whole:
            checks += self._closing_checks()
        return checks

    def _closing_checks(self) -> Iterator[Check]:
        numbers = uncovered(self.recommendations, self.marked.feedback)
        if self.recommendations and numbers:
            message = f"learning_recommendations: none is about the questions {numbers}, where most marks were lost"
            yield Check(kind=CheckKind.RECOMMENDATIONS_CORRECTED, message=message)
        if not self.encouragement:
            yield Check(kind=CheckKind.INCOMPLETE_COMMENT, message="encouragement_message is empty or unfit to read")

    @property
    def _what_is_open(self) -> str:
        numbers = [question.question_number for part in self.parts for question in part.questions]
        sections = ", ".join(dict.fromkeys(repr(part.section.section_label) for part in self.parts))
        state = "were not looked at again" if self.is_marked else "are not marked"
        return f"questions {numbers[0]} to {numbers[-1]} (section {sections}) {state}"


async def converse(
    submission: ExamSubmissionWithExam,
    parts: Sequence[Part],
    agent: Agent[EvaluationResult],
    calls: Calls,
    *,
    pictures: ExamPictures,
    is_whole: bool,
    t: Translator,
) -> Conversation:
    """Talk to the model until its answer is valid or no call is left. `is_whole`: the answer is the whole result."""
    talk = Conversation(parts, t, pictures.seen, is_whole)
    _read(talk, submission, [])
    dialogue = Dialogue(agent, pictures.content(submission, parts), calls)
    correction: list[AnyMessage] = []
    told = False
    cut_off = 0
    for call in range(CALLS_A_PART):
        try:
            reply = await dialogue.ask(correction)
        except PicturesUnsupported:
            raise
        except (ModelFailure, BudgetReached) as failure:
            talk.failure = failure
            break
        talk.replies.append(reply.message)
        arguments = [given for given in _arguments(reply.message) if not dialogue.is_quoted(given)]
        talk.explanation = None if arguments else explain_answer(reply.finish_reason, in_prose=not reply.faults)
        cut_off += not arguments and reply.finish_reason == "length"
        if arguments:
            _read(talk, submission, arguments)
        elif reply.is_final:
            talk.failure = ModelFailure(explain_answer(reply.finish_reason, in_prose=False), retryable=False)
            break
        talk.problem = _problem(reply, arguments, dialogue.form)
        complaints = [talk.problem] if talk.problem else _complaints(talk)
        enough = told or not complaints if arguments else cut_off >= _MOST_CUT_OFF and dialogue.form_stands
        if enough or call == CALLS_A_PART - 1:
            break
        told = told or bool(arguments)
        # An enforced schema forces the model to give everything again.
        whole = bool(talk.problem) or dialogue.form is Form.JSON_SCHEMA
        correction = _answers(reply.message, _correction(complaints, dialogue.form, whole=whole))
    if talk.replies:
        # Marks of an earlier answer are kept, whatever came of the last one.
        last = talk.replies[-1]
        talk.messages = [*dialogue.messages, last, *_answers(last, DONE if talk.said else talk.problem)]
    return talk


def _complaints(talk: Conversation) -> list[str]:
    complaints = [check.message for check in talk.checks]
    if talk.is_whole and any(check.kind in CORRECTED_MARKS for check in talk.marked.checks):
        complaints.append("encouragement_message: write it anew, for the marks that you give now")
    return complaints


def _arguments(reply: AIMessage) -> list[Json]:
    """Return the different evaluations in a reply: of its tool calls, or of its text."""
    found: list[Json] = []
    for call_id, answers in find_objects(reply, EvaluationResult):
        other = [answers.other] if call_id and answers.other is not None else []
        for given in answers.objects or other:
            if not any(is_same(given, known) for known in found):
                found.append(given)
    return [restore_everywhere(storable(given)) for given in found]


def _read(talk: Conversation, submission: ExamSubmissionWithExam, arguments: list[Json]) -> None:
    """Add one more answer, which may repeat everything or have only what was wrong before."""
    step = mark_step(submission.mock_exam)
    asked = [question for part in talk.parts for question in part.questions]
    arguments = [read_evaluation(given, asked, step, talk.note) for given in arguments]
    given_now = collect_feedback(arguments)
    before, talk.said = talk.said, {**talk.said, **given_now, **_sound(talk, given_now)}
    talk.marked = _mark(talk, submission)
    spoilt = {entry.question_id for entry in talk.marked.feedback if entry.marks_earned is None} & before.keys()
    if spoilt:
        # A mark that the model gave before, and did not repeat, is kept.
        talk.said |= {question_id: before[question_id] for question_id in spoilt}
        talk.marked = _mark(talk, submission)
    if encouragement := read_encouragement(arguments):
        talk.encouragement, talk.encouraged_for = encouragement, _marks_said(talk.said)
    numbers = frozenset(question.question_number for question in submission.mock_exam.questions())
    lists = [call.get("learning_recommendations") for call in arguments]
    given = [entry for entries in lists if isinstance(entries, list) for entry in entries]
    if given or not talk.recommendations:
        talk.recommendations_checks = []
        talk.recommendations = read_recommendations(
            given, numbers, checks=talk.recommendations_checks if talk.is_whole else None
        )


def _marks_said(said: RawFeedback) -> Decimal:
    """Return the sum of the marks that the model gave, valid or not."""
    total = ZERO
    for entries in said.values():
        with suppress(InvalidPoints):
            total += to_points(entries[0].get("marks_earned"))
    return total


def _sound(talk: Conversation, given: RawFeedback) -> RawFeedback:
    """Return the entries that were accepted before. A correction of others does not change them."""
    told = {check.question_id for check in talk.marked.checks}
    sound: RawFeedback = {}
    for entry in talk.marked.feedback:
        known = entry.question_id
        if entry.marks_earned is None or known in told or known not in given or known not in talk.said:
            continue
        sound[known] = talk.said[known]
        if any(is_another_mark(said.get("marks_earned"), entry.marks_earned) for said in given[known]):
            change = f"{known!r} was given another mark when others were asked about again; the first one stands"
            talk.changes[known] = Check(kind=CheckKind.MARK_CHANGED, message=change, question_id=known)
    return sound


def _mark(talk: Conversation, submission: ExamSubmissionWithExam) -> MarkedQuestions:
    marked = [
        mark_questions(submission, part.section, part.questions, talk.said, talk.t, seen=talk.seen)
        for part in talk.parts
    ]
    return MarkedQuestions(
        [entry for piece in marked for entry in piece.feedback],
        [check for piece in marked for check in piece.checks],
        [note for piece in marked for note in piece.notes],
    )


def _problem(reply: Reply[EvaluationResult], arguments: list[Json], form: Form) -> str:
    if not arguments:
        return reply.problem
    if len(arguments) == 1:
        return ""
    if form is Form.TOOL:
        return f"The tool {TOOL} was called {len(arguments)} times. Call it once, with everything."
    return f"Your answer holds {len(arguments)} different evaluations. Give one, with everything."


def _correction(complaints: Sequence[str], form: Form, *, whole: bool) -> str:
    listed = "\n".join(f"- {complaint}" for complaint in complaints)
    again = f"call {TOOL}" if form is Form.TOOL else "answer"
    if whole:
        return f"The evaluation does not stand yet. Look again, and {again} with the whole evaluation:\n{listed}"
    return (
        f"Not all of the evaluation stands yet. Look again, and {again} with only the questions and fields that are "
        f"listed here; keep the others as they are, and leave them out:\n{listed}"
    )


def _answers(reply: AIMessage, content: str) -> list[AnyMessage]:
    """Return an answer to each tool call of `reply`, as providers require, or to its prose."""
    calls = [(call["id"], call["name"]) for call in reply.tool_calls]
    calls += [(call["id"], call["name"] or TOOL) for call in reply.invalid_tool_calls]
    if not calls:
        return [HumanMessage(content)]
    return [
        ToolMessage(content, tool_call_id=call_id or "", name=name, status="success" if content == DONE else "error")
        for call_id, name in calls
    ]
