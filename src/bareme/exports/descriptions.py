"""Names of states, statuses, sources, flags and undefined figures, and descriptions of copies for tables."""

from collections.abc import Mapping
from decimal import Decimal

from bareme.domain.adjustments import Adjustment, AdjustmentCategory, CopyAdjustment, PercentBase
from bareme.domain.attempts import Flag, MarkStatus
from bareme.domain.calibration.severity import GraderSeverity
from bareme.domain.copies import CopyFlag, CopyStatus
from bareme.domain.decisions import MarkSource
from bareme.domain.figures import UndefinedReason
from bareme.domain.leaves import Leaf
from bareme.domain.papers import Paper
from bareme.domain.points import ZERO, Language, format_points
from bareme.domain.question_result import QuestionResult
from bareme.domain.results import CopyResult
from bareme.domain.second_look import SecondLook
from bareme.exports.criterion_lines import Role
from bareme.exports.material import State, state_of
from bareme.translation import Message, Translator

STATES: Mapping[State, Message] = {
    State.FINAL: Message("final"),
    State.PROVISIONAL: Message("provisional"),
    State.EXCUSED: Message("excused"),
    State.UNREADABLE: Message("nothing readable: look at it"),
    State.INCOMPLETE: Message("incomplete"),
    State.FAILED: Message("failed"),
    State.WAITING: Message("waiting"),
    State.PROCESSING: Message("processing"),
}

ABSENT = Message("absent")
"""The state of a student without a copy."""

STATUSES: Mapping[MarkStatus, Message] = {
    MarkStatus.GRADED: Message("graded"),
    MarkStatus.UNREADABLE: Message("unreadable"),
    MarkStatus.MISSING: Message("missing"),
    MarkStatus.NOT_TREATED: Message("not treated"),
    MarkStatus.NOT_JUDGED: Message("not judged"),
    MarkStatus.INVALID_OUTPUT: Message("invalid output"),
    MarkStatus.FAILED: Message("failed"),
    MarkStatus.WAITING: Message("waiting"),
    MarkStatus.EXCUSED: Message("excused"),
}

SOURCES: Mapping[MarkSource, Message] = {
    MarkSource.CONSENSUS: Message("consensus"),
    MarkSource.MODEL: Message("chosen grader"),
    MarkSource.TEACHER: Message("teacher"),
    MarkSource.NONE_YET: Message("undecided"),
}

MARK_FLAGS: Mapping[Flag, Message] = {
    Flag.DISAGREEMENT: Message("disagreement"),
    Flag.READING_DIFFERS: Message("reading differs"),
    Flag.LOW_CONFIDENCE: Message("low confidence"),
    Flag.UNREADABLE: Message("unreadable"),
    Flag.MISSING_ANSWER: Message("missing answer"),
    Flag.NOT_TREATED: Message("not treated"),
    Flag.NOT_JUDGED: Message("not judged"),
    Flag.INVALID_OUTPUT: Message("invalid output"),
    Flag.INJECTION_SUSPECTED: Message("injection suspected"),
    Flag.SAME_ANSWER_OTHER_MARK: Message("same answer, other mark"),
    Flag.FAILED: Message("failed"),
    Flag.WAITING: Message("waiting"),
}

COPY_FLAGS: Mapping[CopyFlag, Message] = {
    CopyFlag.NAME_UNCERTAIN: Message("name uncertain"),
    CopyFlag.DUPLICATE_STUDENT: Message("duplicate student"),
    CopyFlag.NAME_REPEATED: Message("name stands twice"),
    CopyFlag.NOTHING_READABLE: Message("nothing readable: look at it"),
    CopyFlag.PARTLY_READABLE: Message("partly readable: look at it"),
    CopyFlag.JOINED: Message("joined from several files"),
    CopyFlag.TURNED: Message("a page is not upright"),
    CopyFlag.NOT_JOINED: Message("may belong to another copy"),
    CopyFlag.NOT_SPLIT: Message("not split"),
    CopyFlag.OLDER_SCHEME: Message("older scheme"),
    CopyFlag.HIDDEN_TEXT: Message("hidden text"),
    CopyFlag.DOUBTFUL_TEXT: Message("text that can hardly be seen"),
    CopyFlag.INJECTION_SUSPECTED: Message("injection suspected"),
    CopyFlag.NAME_SHOWN: Message("the name is not covered"),
    CopyFlag.PAPERS_LEFT_OUT: Message("graded without all of your papers"),
}

PAPERS: Mapping[Paper, Message] = {
    Paper.ANSWER_KEY: Message("the answer key"),
    Paper.PICTURES: Message("the pages of your papers without text"),
    Paper.EXAM_PAPER: Message("the exam paper"),
}

ROLES: Mapping[Role, Message] = {
    Role.POINTS: Message("points"),
    Role.BONUS: Message("bonus"),
    Role.PENALTY: Message("penalty"),
    Role.BOUND: Message("bound"),
    Role.ADJUSTMENT: Message("adjustment"),
}

ADJUSTMENTS: Mapping[AdjustmentCategory, Message] = {
    AdjustmentCategory.LATE: Message("late"),
    AdjustmentCategory.PRESENTATION: Message("presentation"),
    AdjustmentCategory.SPELLING: Message("spelling"),
    AdjustmentCategory.CLASS_CORRECTION: Message("correction of the class"),
    AdjustmentCategory.OTHER: Message("other reason"),
}

UNDEFINED: Mapping[UndefinedReason, Message] = {
    UndefinedReason.NO_MARKS: Message("no marks"),
    UndefinedReason.TOO_FEW_MARKS: Message("too few marks"),
    UndefinedReason.TOO_FEW_QUESTIONS: Message("too few questions"),
    UndefinedReason.CONSTANT: Message("no variation"),
}

LABELS_NOTE = Message("The letters A, B… are assigned at random for each copy: A is not always the same grader.")
PROVISIONAL_LEGEND = Message("Provisional mark: the graders differ, or one is missing, and nobody has decided.")
HIDDEN_LEGEND = Message("The graders' marks stay hidden until the teacher has marked the question.")
SECOND_LOOK_NOTE = Message(
    "Second look: each grader looked at the question again and saw another grader's reading "
    "and reasons, but neither the points nor the letter. The first mark counts: second looks "
    "affect no mark and no total."
)
UNPRICED_NOTE = Message(
    "An empty cost cell means that the price of the model is not known. The total includes only known prices."
)
TOKENS_ESTIMATED = Message("Some token counts are estimated because the provider does not report them.")


def describe_state(copy: CopyResult, t: Translator) -> str:
    """Return the state of a copy's total and, if something is missing, why."""
    state = state_of(copy)
    open_questions = [
        f"{question.question_id} ({describe_status(question, t)})"
        for question in copy.questions.values()
        if state is State.INCOMPLETE and question.value is None and not question.is_excused
    ]
    # Why graders failed does not matter for a total that stands all the same.
    error = "" if copy.status is CopyStatus.COMPLETE or state is State.UNREADABLE else copy.error
    reason = error or ", ".join(open_questions)
    return t("{state}: {reason}", state=STATES[state], reason=reason) if reason else t(STATES[state])


def describe_status(question: QuestionResult, t: Translator) -> str:
    """Return the status of a question."""
    return t("for the teacher to mark first") if question.hidden else t(STATUSES[question.status])


def describe_worth(leaf: Leaf, t: Translator, notation: Language, separator: str = ", ") -> str:
    """Return a question's maximum, coefficient, choice and versions: "/5 ×2, best 4 of 5, v1".

    `notation` is the language that determines the decimal sign.
    """
    choice = t("best {best} of {parts}", best=leaf.choice[0], parts=leaf.choice[1]) if leaf.choice else ""
    return separator.join(part for part in (leaf.worth(notation), choice, leaf.version_names) if part)


def describe_flags(flags: tuple[Flag, ...], t: Translator) -> str:
    """Return the flags of a question, separated by commas."""
    return t.enumerate([MARK_FLAGS[flag] for flag in flags])


def describe_copy_flags(copy: CopyResult, t: Translator) -> str:
    """Return the flags of a copy and of its questions, separated by commas; a copy that is unread is so as a whole."""
    questions = copy.questions.values()
    unequal = [q.question_id for q in questions if Flag.SAME_ANSWER_OTHER_MARK in q.flags]
    unread = [q.question_id for q in questions if q.is_unread and not copy.is_unread]
    flags = [*copy.flags, *([CopyFlag.NOTHING_READABLE] if copy.is_unread and not copy.is_excused else [])]
    beside = [f"{question_id} ({t(MARK_FLAGS[Flag.SAME_ANSWER_OTHER_MARK])})" for question_id in unequal]
    beside += [f"{question_id} ({t(MARK_FLAGS[Flag.UNREADABLE])})" for question_id in unread]
    return t.enumerate([*(COPY_FLAGS[flag] for flag in dict.fromkeys(flags)), *beside])


def describe_amount(adjustment: Adjustment, t: Translator) -> str:
    """Return how much an adjustment adds: "−2 pt", "−10% of the points earned"."""
    if adjustment.percent is None:
        points = adjustment.points or ZERO
        return t("{points} pt", points=signed(points, t))
    percent = signed(adjustment.percent, t)
    if adjustment.percent_of is PercentBase.MAXIMUM:
        return t("{percent}% of the maximum", percent=percent)
    return t("{percent}% of the points earned", percent=percent)


def describe_adjustments(copy: CopyResult, t: Translator) -> str:
    """Return the adjustments of a copy's total with amounts and reasons, separated by semicolons."""
    return "; ".join(describe_adjustment(adjustment, t) for adjustment in copy.adjustments)


def describe_adjustment(given: CopyAdjustment, t: Translator) -> str:
    """Return the category, the amount and the reason of an adjustment."""
    values = {"category": ADJUSTMENTS[given.category], "amount": describe_amount(given.adjustment, t)}
    reason = given.adjustment.reason
    if reason:
        return t("{category}: {amount} ({reason})", reason=reason, **values)
    return t("{category}: {amount}", **values)


def signed(points: Decimal, t: Translator) -> str:
    """Return a number with its sign: "+1", "−0.5"."""
    number = format_points(abs(points), t.language)
    return f"{'−' if points < 0 else '+'}{number}"


def describe_excused(copy: CopyResult, t: Translator) -> str:
    """Return the ids of the excused questions, or that the whole copy is excused."""
    return t("the whole copy") if copy.is_excused else ", ".join(copy.excused_ids())


def describe_second_look(look: SecondLook, t: Translator) -> str:
    """Return the status of a second look, such as "failed", or an empty text if it was graded."""
    status = look.second.status
    return "" if status is MarkStatus.GRADED else t(STATUSES[status])


def describe_severity(severity: GraderSeverity, t: Translator) -> str:
    """Return whether a grader is harsher or milder than the others; an empty text if it is neither."""
    if not severity.systematic:
        return ""
    is_milder = (severity.bias.mean.value or 0) > 0
    return t("milder than the others") if is_milder else t("harsher than the others")
