"""A scale that was found, as a table: its questions, their points, and where each was read."""

import re

from bareme.cli.screen import Screen, clean, new_table
from bareme.cli.wording import percent
from bareme.domain.scale import CandidateQuestion, ScaleCandidate

_FROM = re.compile(r'page (?P<page>\d+): "(?P<text>.*)"', re.DOTALL)


def show_scale(screen: Screen, candidate: ScaleCandidate, *, number: int) -> None:
    """Print a scale under its number."""
    screen.heading(
        "scale_heading",
        number=number,
        total="?" if candidate.total is None else screen.points(candidate.total),
        confidence=percent(candidate.confidence, screen.language),
        witness=screen.text(f"witness_{candidate.witness.value}"),
    )
    table = new_table(screen.text("question"), screen.text("max_points"), screen.text("detected_from"), right=(1,))
    depths: dict[str, int] = {}
    for question in candidate.questions:
        depth = depths[question.id] = depths.get(question.parent or "", -1) + 1
        points = "?" if question.max_points is None else screen.points(question.max_points)
        style = "bold" if depth == 0 else ""
        table.add_row("  " * depth + clean(_title(question)), points, _place(screen, question), style=style)
    screen.console.print(table)


def _title(question: CandidateQuestion) -> str:
    return question.label or question.id


def _place(screen: Screen, question: CandidateQuestion) -> str:
    match = _FROM.fullmatch(question.detected_from)
    if match is None:
        return clean(question.detected_from)
    return screen.text("read_on_page", page=match["page"], text=clean(match["text"]))
