"""A scale as a table: questions, points, and where each was read."""

import re
from collections.abc import Sequence

from bareme.cli.screen import Screen, clean, new_table, percent
from bareme.domain.scale import CandidateQuestion, CandidateSource, ScaleCandidate
from bareme.translation import Message

_WITNESSES = {
    CandidateSource.RULES: Message("read from the document"),
    CandidateSource.MODEL: Message("read by the model"),
    CandidateSource.BOTH: Message("read twice with the same result"),
    CandidateSource.TEACHER: Message("given by you"),
}
_FROM = re.compile(r'page (?P<page>\d+): "(?P<text>.*)"', re.DOTALL)


def show_scale(screen: Screen, candidate: ScaleCandidate, *, number: int) -> None:
    """Print a scale with its number."""
    screen.heading(
        screen.t(
            "Scale {number}: {total} points (confidence {confidence}, {witness})",
            number=number,
            total="?" if candidate.total is None else screen.points(candidate.total),
            confidence=percent(candidate.confidence, screen.t),
            witness=_WITNESSES[candidate.witness],
        )
    )
    table = new_table(screen.t("Question"), screen.t("Points"), screen.t("Read from"), right=(1,))
    depths: dict[str, int] = {}
    for question in candidate.questions:
        depth = depths[question.id] = depths.get(question.parent or "", -1) + 1
        points = "?" if question.max_points is None else screen.points(question.max_points)
        style = "bold" if depth == 0 else ""
        table.add_row("  " * depth + clean(_title(question)), points, _place(screen, question), style=style)
    screen.console.print(table)


def show_notes(screen: Screen, notes: Sequence[str]) -> None:
    """Print what the teacher should know, a line each."""
    for note in notes:
        screen.print(screen.t("Note: {text}", text=note), style="yellow")


def _title(question: CandidateQuestion) -> str:
    return question.label or question.id


def _place(screen: Screen, question: CandidateQuestion) -> str:
    match = _FROM.fullmatch(question.detected_from)
    if match is None:
        return clean(question.detected_from)
    return screen.t("page {page}: “{text}”", page=match["page"], text=clean(match["text"]))
