"""A copy of which nothing could be read: it is decided as one thing, not question by question."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bareme.cli.confirm import QUIT, UNDO
from bareme.cli.display.names import copy_names
from bareme.cli.review.case import Case, find_case, show_pages
from bareme.cli.review.pages import open_pages
from bareme.cli.review.review import Review
from bareme.cli.screen import Screen
from bareme.domain.points import to_points
from bareme.errors import InvalidInput, InvalidPoints
from bareme.exports.material import State, state_of
from bareme.graphs.state import Json
from bareme.translation import Translator


class Way(Enum):
    """How to go on without deciding the copy as one thing."""

    SKIP = auto()
    QUESTIONS = auto()
    UNDO = auto()
    QUIT = auto()


@dataclass(frozen=True)
class UnreadCopy:
    """An unread copy: its questions that nobody has decided, in the order of the scheme."""

    cases: tuple[Case, ...]

    @property
    def copy_id(self) -> str:
        """The id of the copy."""
        return self.cases[0].copy.copy_id


def unread_copies(review: Review) -> dict[str, UnreadCopy]:
    """Return the copies of which nothing could be read, by id."""
    found = {}
    for copy in review.result.copies:
        if state_of(copy) is State.UNREADABLE:
            cases = [find_case(review, copy.copy_id, question_id) for question_id in copy.questions]
            still_open = tuple(case for case in cases if not case.question.author)
            if still_open:
                found[copy.copy_id] = UnreadCopy(still_open)
    return found


def count_cases(cases: Sequence[tuple[str, str | None]], t: Translator) -> list[str]:
    """Return how many questions and how many whole copies there are to look at, in words."""
    copies = sum(question_id is None for _, question_id in cases)
    questions = len(cases) - copies
    counts = [t.ngettext("{n} question", "{n} questions", questions)] if questions or not copies else []
    if copies:
        counts.append(t.ngettext("{n} copy that could not be read", "{n} copies that could not be read", copies))
    return counts


def show_unread_copy(review: Review, unread: UnreadCopy, number: int, total: int) -> None:
    """Print whose copy it is, where its pages are, and what its questions are worth."""
    screen, t = review.screen, review.screen.t
    screen.console.print()
    title = t(
        "[{number}/{total}] {student}: nothing could be read in this copy",
        number=number,
        total=total,
        student=copy_names(screen, review.result.copies)[unread.copy_id],
    )
    screen.print(title, style="bold")
    show_pages(review, unread.cases[0].paper)
    maxima = [f"{case.question.question_id} /{screen.points(case.question.maximum)}" for case in unread.cases]
    screen.print(t("Questions: {questions}", questions=maxima))


def ask_unread(review: Review, unread: UnreadCopy) -> Way | list[Json]:
    """Return the decisions on the copy, or another way to go on."""
    screen, t = review.screen, review.screen.t
    prompt = t("o to open it, m to mark it, e to excuse the student, Enter to skip (? for the rest):")
    while True:
        typed = screen.ask(prompt).lower()
        if typed == "?":
            _show_help(screen)
        elif typed == "o":
            open_pages(review, unread.cases[0].paper)
        elif way := _way(typed):
            return way
        elif typed == "e":
            return [{"type": "excuse", "copy_ids": [unread.copy_id]}]
        else:
            try:
                return _marks(unread, typed)
            except InvalidInput as error:
                screen.print(error.explain(screen.language), style="red")


def _way(typed: str) -> Way | None:
    if typed in QUIT:
        return Way.QUIT
    if typed in UNDO:
        return Way.UNDO
    return {"": Way.SKIP, "m": Way.QUESTIONS}.get(typed)


def _show_help(screen: Screen) -> None:
    t = screen.t
    lines = [
        t("  o             open the pages of the copy"),
        t("  m             mark it question by question"),
        t("  2 0.5 3       the marks of all questions, in their order"),
        t("  e             excuse the student from the exam"),
        t("  u             undo the last decision"),
        t("  Enter         skip"),
        t("  q             quit; everything decided is kept"),
    ]
    screen.print("\n".join(lines))


def _marks(unread: UnreadCopy, typed: str) -> list[Json]:
    """Return the actions that give the copy the marks of a line: one number for each question.

    Raises:
        InvalidInput: it is no such line.
    """
    numbers = typed.split()
    try:
        points = [str(to_points(number)) for number in numbers]
    except InvalidPoints:
        raise InvalidInput("“{text}” is not a possible answer; ? lists them all.", text=typed) from None
    if len(points) != len(unread.cases):
        raise InvalidInput(
            "this copy has {wanted} questions, and there are {given} numbers: type one for each, in their order",
            wanted=len(unread.cases),
            given=len(points),
        )
    return [
        {"type": "set_mark", "copy_ids": [unread.copy_id], "question_id": case.question.question_id, "points": number}
        for case, number in zip(unread.cases, points, strict=True)
    ]
