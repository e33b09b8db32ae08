"""One question of one copy in review: the graders' marks, or where to read the answer."""

from dataclasses import dataclass

from bareme.cli.display.names import copy_names
from bareme.cli.display.proposal import page_spans
from bareme.cli.display.results import describe_mark
from bareme.cli.review.review import Review
from bareme.cli.screen import Screen, clean, new_table, percent
from bareme.domain.attempts import Mark, Slot, slot_name
from bareme.domain.copies import Copy
from bareme.domain.criteria import Criterion
from bareme.domain.leaves import Leaf
from bareme.domain.policy import Reveal
from bareme.domain.question_result import CriterionResult, QuestionResult
from bareme.domain.results import CopyResult
from bareme.domain.second_look import SecondLook
from bareme.exports.criterion_lines import role_of
from bareme.exports.descriptions import ROLES, describe_flags, describe_worth


@dataclass(frozen=True)
class Case:
    """A question of a copy in its current state."""

    paper: Copy
    copy: CopyResult
    question: QuestionResult
    leaf: Leaf
    marks: dict[Slot, Mark]
    second_looks: dict[Slot, SecondLook]
    flags_tell: bool
    """Whether the flags may be shown; they could reveal hidden marks."""

    @property
    def labels(self) -> dict[str, Slot]:
        """The graders whose mark can be chosen, by the label to type."""
        return {slot_name(slot): slot for slot, mark in self.marks.items() if mark.points is not None}

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria of the question."""
        return self.leaf.question.criteria


def find_case(review: Review, copy_id: str, question_id: str) -> Case:
    """Return the current state of a question of a copy."""
    material = review.material
    copy = next(copy for copy in review.result.copies if copy.copy_id == copy_id)
    versions = (leaf for leaf in material.leaves if leaf.question.id == question_id)
    return Case(
        paper=next(paper for paper in review.session.copies if paper.copy_id == copy_id),
        copy=copy,
        question=copy.questions[question_id],
        leaf=next(leaf for leaf in versions if copy.scheme_version in leaf.versions),
        marks=material.marks(copy, question_id),
        second_looks=material.second_looks(copy, question_id),
        flags_tell=review.session.policy.reveal is Reveal.ALWAYS,
    )


def show_case(review: Review, case: Case, number: int, total: int) -> None:
    """Print a question with its graders' marks, or, if they are hidden, where to read the answer."""
    screen = review.screen
    flags = describe_flags(case.question.flags, screen.t) if case.flags_tell else ""
    screen.console.print()
    said = {
        "number": number,
        "total": total,
        "student": copy_names(screen, review.result.copies)[case.copy.copy_id],
        "question": case.question.question_id,
        "worth": describe_worth(case.leaf, screen.t, screen.language),
    }
    if flags:
        title = screen.t("[{number}/{total}] {student}, question {question} {worth}: {flags}", flags=flags, **said)
    else:
        title = screen.t("[{number}/{total}] {student}, question {question} {worth}", **said)
    screen.print(title, style="bold")
    _show_question(review, case)
    if case.question.hidden:
        _show_place(review, case)
        screen.print(screen.t("Mark it first: the graders' marks are shown afterwards."), style="dim")
    else:
        show_pages(review, case.paper)
        if case.marks:
            show_marks(screen, case)
    if case.criteria:
        show_criteria(screen, case)


def show_marks(screen: Screen, case: Case, *, every_feedback: bool = False) -> None:
    """Print each grader's mark, reading and rationale, and its second look, if any.

    The feedback of the first grader stands beside its mark; `every_feedback`: that of the others too.
    """
    t = screen.t
    table = new_table("", t("Mark"), t("Confidence"), t("Answer as read"), t("Why"), t("Feedback"), right=(1, 2))
    for position, (slot, mark) in enumerate(case.marks.items()):
        shown = mark.feedback if every_feedback or not position else "… (v)" if mark.feedback else ""
        table.add_row(slot_name(slot), *_describe(screen, mark), clean(mark.rationale), clean(shown))
        look = case.second_looks.get(slot)
        if look:
            name = t("{label}, second look", label=slot_name(slot))
            why = look.second.rationale or look.second.note
            table.add_row(name, *_describe(screen, look.second), clean(why), "", style="dim")
    screen.console.print(table)
    if case.second_looks:
        screen.print(
            screen.t("Second look: after seeing another grader's reading, not the points. The first mark remains."),
            style="dim",
        )


def _describe(screen: Screen, mark: Mark) -> tuple[str, str, str]:
    """Return the points, the confidence and the reading of a mark."""
    confidence = percent(mark.confidence, screen.t) if mark.status.has_points else ""
    return describe_mark(screen, mark), confidence, clean(mark.transcription)


def _show_question(review: Review, case: Case) -> None:
    """Print the question and its expected answer, or the papers where they are."""
    t, question = review.screen.t, case.leaf.question
    papers = {
        role: ", ".join(paper.name for paper in review.snapshot.state.summaries if paper.role == role)
        for role in ("exam_paper", "answer_key")
    }
    for title, text, paper in [
        (t("Question"), question.text, papers["exam_paper"]),
        (t("Expected"), question.expected_answer, papers["answer_key"]),
    ]:
        if text:
            review.screen.print(t("{title}: {text}", title=title, text=text))
        elif paper:
            review.screen.print(t("{title}: see {paper}", title=title, paper=paper), style="dim")


def _show_place(review: Review, case: Case) -> None:
    """Print the student's typed answer, or the pages of the copy with what graders read there, without their marks."""
    typed = case.paper.answers.get(case.question.question_id)
    if typed is not None:
        review.screen.print(typed)
    else:
        show_pages(review, case.paper)
        for reading in _readings(review, case):
            review.screen.print(review.screen.t("Answer as read: {text}", text=reading))


def _readings(review: Review, case: Case) -> list[str]:
    """Return the different readings of the answer, without the labels of those who read it so."""
    own = [attempt for attempt in review.session.attempts if attempt.copy_id == case.copy.copy_id]
    marks = review.session.current_marks(case.copy.copy_id, own).get(case.question.question_id, [])
    return list(dict.fromkeys(clean(mark.transcription) for _, mark in marks if mark.transcription))


def show_pages(review: Review, paper: Copy) -> None:
    """Print the file and the pages of the copy."""
    files = {document.document_id: document.name for document in review.snapshot.state.summaries}
    place = ", ".join(
        review.screen.t("{name}, p. {pages}", name=files.get(document_id, "?"), pages=span)
        for document_id, span in page_spans(paper.pages)
    )
    if place:
        review.screen.print(review.screen.t("Copy {copy_id}: {place}", copy_id=paper.copy_id, place=place), style="dim")


def show_criteria(screen: Screen, case: Case) -> None:
    """Print the criteria of a question with what each has so far, if any has something."""
    criteria = case.criteria
    given = {one.criterion_id: _given(screen, case, one) for one in case.question.criteria}
    titles = ["c", screen.t("Criterion"), screen.t("Kind"), screen.t("Possible points")]
    titles += [screen.t("Given"), screen.t("Feedback")] if any(map(any, given.values())) else []
    table = new_table(*titles, right=(0,))
    for number, criterion in enumerate(criteria, start=1):
        others = [c.name for c in criteria if c.group and c.group == criterion.group and c is not criterion]
        only = f" ({screen.t('only one counts: {names}', names=', '.join(others))})" if others else ""
        cells = [
            str(number),
            clean(criterion.name + only),
            screen.t(ROLES[role_of(criterion)]),
            _possible_points(screen, criterion),
            *given.get(criterion.id, ("", "")),
        ]
        table.add_row(*cells[: len(titles)])
    screen.console.print(table)


def _given(screen: Screen, case: Case, now: CriterionResult) -> tuple[str, str]:
    """Return the points of a criterion that count in the mark or are decided, and its feedback."""
    is_given = now.points is not None and (case.question.points is not None or case.question.missing_criteria)
    return screen.points(now.points) if is_given else "", clean(now.feedback)


def _possible_points(screen: Screen, criterion: Criterion) -> str:
    match criterion.kind.value:
        case "levels":
            return " / ".join(screen.points(level.points) for level in criterion.levels)
        case "all_or_nothing":
            return f"{screen.points(criterion.points * 0)} / {screen.points(criterion.points)}"
        case _:
            low, high = criterion.bounds
            return screen.t("{low} to {high}", low=screen.points(low), high=screen.points(high))
