"""Write a marking scheme as CSV for `scheme_reader`: one row per question, criterion or level, in order.

A criterion belongs to the question above it, a level to the criterion above it, and a question to the nearest question
above it whose depth is one less. The first row has the scheme's name, version and printed total.
"""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from bareme.domain.points import Language
from bareme.domain.scheme import GradingScheme, Question
from bareme.exports.cells import is_formula_like
from bareme.exports.dialect import dialect_for
from bareme.exports.scheme_columns import COLUMNS, KINDS, ROWS, YES
from bareme.translation import Translator, translator

type Cells = dict[str, str]
"""The cells of a row by field."""


def write_scheme_csv(scheme: GradingScheme, language: Language) -> bytes:
    """Return the scheme as CSV in the dialect of spreadsheets of `language`."""
    dialect, t = dialect_for(None, language), translator(language)
    out = io.StringIO(newline="")
    # Line ends within texts are preserved, which requires quoting.
    writer = csv.writer(out, delimiter=dialect.delimiter, lineterminator="\r\n")
    writer.writerow([t(column.title) for column in COLUMNS])
    for row in _rows(scheme, t):
        writer.writerow([row.get(column.field, "") for column in COLUMNS])
    return (dialect.prefix + out.getvalue()).encode()


def _rows(scheme: GradingScheme, t: Translator) -> Iterator[Cells]:
    own = {"name": _text(scheme.name), "version": str(scheme.version), "deleted": _flag(scheme.deleted, t)}
    yield {"row": t(ROWS["scheme"]), **own, "points": _number(scheme.printed_total, t)}
    for question in scheme.questions:
        yield from _question(question, 1, t)


def _question(question: Question, depth: int, t: Translator) -> Iterator[Cells]:
    yield {
        "row": t(ROWS["question"]),
        "depth": str(depth),
        "id": _text(question.id),
        "name": _text(question.label),
        "points": _number(question.max_points, t),
        "text": _text(question.text),
        "expected_answer": _text(question.expected_answer),
        "guidelines": _text(question.guidelines),
        "coefficient": "" if question.coefficient == 1 else _number(question.coefficient, t),
        "best_of": "" if question.best_of is None else str(question.best_of),
        "follow_through": _flag(question.follow_through, t),
    }
    for criterion in question.criteria:
        yield {
            "row": t(ROWS["criterion"]),
            "id": _text(criterion.id),
            "name": _text(criterion.name),
            "points": _number(criterion.points, t),
            "text": _text(criterion.description),
            "kind": t(KINDS[criterion.kind]),
            "bonus": _flag(criterion.bonus, t),
            "group": _text(criterion.group),
        }
        for level in criterion.levels:
            points = _number(level.points, t)
            yield {"row": t(ROWS["level"]), "points": points, "text": _text(level.description)}
    for part in question.parts:
        yield from _question(part, depth + 1, t)


def _text(text: str) -> str:
    # As `csv_text`, but without removing any characters, so that a scheme can be read back without loss.
    return f"'{text}" if is_formula_like(text) else text


def _number(value: Decimal | None, t: Translator) -> str:
    return "" if value is None else t.number(value)


def _flag(value: bool, t: Translator) -> str:  # noqa: FBT001 - one cell
    return t(YES) if value else ""
