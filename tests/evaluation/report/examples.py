"""Marks of two models, in two tries each, on the answers of eight pupils to three questions, with everything told."""

from dataclasses import replace
from decimal import Decimal

from bareme.domain.money import Usage
from bareme.evaluation import DataSet, EvaluationItem, RaterMark
from bareme.evaluation.card import data_set_card
from bareme.evaluation.mark_columns import mark_table
from bareme.evaluation.metrics import score
from bareme.evaluation.report import GraderUsage, MarkedAnswer, ReportMaterial
from bareme.translation import Message

HOSTILE = (
    "<script>alert('x')</script> <img src=https://evil.example/x onerror=alert(1)> </style></svg></dd> "
    "$\\frac{1}{2}$ `code` ```` | **bold** [link](http://evil.example) &amp; \u202eright to left\u202c \x00\x07 \ud800 "
    "![x](//evil.example/y) # h {{7*7}} %s"
)
_QUESTIONS = (("Q1", "Why does the ball stop?", 2), ("Q2", "Name two forces.", 2), ("Q3", "Draw the path.", 4))
_HALF = Decimal("0.5")


def _items(text: str) -> list[EvaluationItem]:
    items = []
    for pupil in range(8):
        for place, (number, question, maximum) in enumerate(_QUESTIONS):
            points = _HALF * ((pupil * 3 + place * 5) % (2 * maximum + 1))
            second = min(points + _HALF, Decimal(maximum)) if (pupil + place) % 4 == 0 else points
            items.append(
                EvaluationItem(
                    item_id=f"{number}-p{pupil}",
                    question_id=number,
                    question=question,
                    maximum=Decimal(maximum),
                    step=_HALF,
                    reference_answer="Friction slows it down.",
                    student_id=f"p{pupil}",
                    answer=text if pupil == 2 else "It rubs on the ground." if pupil else "",
                    human_marks=(RaterMark(rater="Ada", points=points), RaterMark(rater="Bo", points=second)),
                )
            )
    return items


def full_material(text: str = "It rolls until it is tired.") -> ReportMaterial:
    """Return the material; `text` is what one pupil and one model wrote."""
    # An answer is UTF-8 in any file, so halves of characters come from replies of models alone.
    data = DataSet(name="Forces", format="jsonl", licence="CC BY 4.0", items=tuple(_items(text.replace("\ud800", ""))))
    rows = []
    for grader, shift in (("openai:large", 3), ("local:small", 5)):
        for attempt in (1, 2):
            for place, item in enumerate(data.items):
                humans = {mark.rater: mark.points for mark in item.human_marks}
                off = (place * shift + attempt) % 7
                moved = {0: _HALF, 1: -_HALF, 2: Decimal("1.5")}.get(off, Decimal(0))
                assert item.maximum is not None
                points = min(max(humans["Ada"] + moved, Decimal(0)), item.maximum)
                failed = place == 5 and attempt == 2
                rows.append(
                    MarkedAnswer(
                        humans=dict(humans),
                        points=None if failed else points,
                        maximum=item.maximum,
                        item_id=item.item_id,
                        question_id=item.question_id,
                        student_id=item.student_id,
                        question=item.question,
                        reference_answer=item.reference_answer,
                        answer=item.answer,
                        grader=grader,
                        attempt=str(attempt),
                        status="unreadable" if failed else "graded",
                        confidence=None if failed else round(0.95 - 0.3 * (off < 3) - 0.05 * (place % 4), 2),
                        feedback="Look at the ground.",
                        rationale=text,
                    )
                )
    marks = mark_table(data)
    repeated = replace(
        marks,
        humans={rater: list(given) * 4 for rater, given in marks.humans.items()},
        predicted=[row.points for row in rows],
        maxima=[row.maximum for row in rows],
        students=[row.student_id for row in rows],
        questions=[row.question_id for row in rows],
        models=[row.grader for row in rows],
        tries=[row.attempt for row in rows],
        confidence=[row.confidence for row in rows],
    )
    usage = Usage(
        calls=48, input_tokens=52_000, cached_input_tokens=12_000, output_tokens=6_100, seconds=91.4, cost="0.41"
    )
    return ReportMaterial(
        name=data.name,
        rows=tuple(rows),
        metrics=score(repeated, resamples=50),
        card=data_set_card(data, resamples=50),
        usage=(
            GraderUsage("openai:large", usage),
            GraderUsage("local:small", usage.model_copy(update={"cost": None, "unpriced_calls": 48})),
        ),
        remarks=(Message("The run is not complete."),),
    )


def bare_material() -> ReportMaterial:
    """Return marks of one person with nothing else known, and one grader who is always right."""
    humans = {"teacher": [Decimal(2), Decimal(2), None]}
    table = mark_table(DataSet(name="", format="", items=()))
    table = replace(table, humans=humans, predicted=[Decimal(2), Decimal(2), Decimal(1)], questions=None, maxima=None)
    rows = tuple(
        MarkedAnswer(humans={"teacher": held}, points=given, item_id=str(number))
        for number, (held, given) in enumerate(zip(humans["teacher"], table.predicted, strict=True), start=1)
    )
    return ReportMaterial(name="bare.csv", rows=rows, metrics=score(table, resamples=50))


def two_answers() -> ReportMaterial:
    """Return two answers, both marked wrong; their marks are never computed again."""
    rows = tuple(
        MarkedAnswer(humans={"teacher": Decimal(held)}, points=Decimal(2 - held), maximum=Decimal(2), item_id=str(held))
        for held in (0, 2)
    )
    table = mark_table(DataSet(name="", format="", items=()))
    humans = {"teacher": [Decimal(0), Decimal(2)]}
    table = replace(table, humans=humans, predicted=[Decimal(2), Decimal(0)], questions=None, maxima=[Decimal(2)] * 2)
    return ReportMaterial(name="two", rows=rows, metrics=score(table, resamples=0))
