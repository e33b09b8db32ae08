"""Read the marks of one answer against the scheme: which question each is for, and how many points it says.

Only what can mean one thing is changed. Everything else is left as it came, for the schema to refuse.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from math import gcd
from typing import Any

from bareme.agents.identifiers import match_identifier
from bareme.agents.strict_json import parse_value
from bareme.domain.points import is_on_step
from bareme.domain.quantities import read_quantity
from bareme.domain.scheme import Question

type Note = Callable[[str], None]
"""Records what was interpreted."""

_LONGEST = 60
_PLACES = Decimal("0.01")
_NOISE = Decimal("1e-9")
_UNIT = r"(?:\s?(?:points?|pts?|marks?|punkte?|puntos?)\.?)?"
_NUMBER = r"[-+−]?(?:\d[\d.,]*+|[.,]\d++|\d*+\s?[¼-¾⅛-⅞])"
_EMPHASIS = re.compile(r"\*\*|__|`")
_POINTS = re.compile(
    rf"(?P<number>{_NUMBER}){_UNIT}"
    rf"(?:\s?(?P<open>\()?(?P<of>/|sur|out of|of|von|de)\s?(?P<whole>{_NUMBER}){_UNIT}(?(open)\)))?",
    re.IGNORECASE,
)


def read_marks(given: object, questions: Sequence[Question], step: Decimal, note: Note) -> list[object]:
    """Return the list of marks with the ids of the scheme and with points as numbers, as far as they are certain.

    The list may be written as text, may be an object by question id, or may be a single mark.
    """
    labels = {question.id: question.label for question in questions}
    by_id = {question.id: question for question in questions}
    marks = [parsed_json(mark) for mark in _listed(parsed_json(given))]
    return [_read_mark(mark, by_id, labels, step, note) for mark in marks]


def read_points(given: object, *, maximum: Decimal, step: Decimal) -> Decimal | None:
    """Return the points if `given` has one reading: 2.5, "2,5", "2 points", "2/4" of 4.

    A fraction in its lowest terms may be a number as well: "1/2" of 2 is 1 or a half, where halves are given.
    """
    if isinstance(given, float):
        return _without_noise(given)
    if not isinstance(given, str) or len(given) > _LONGEST:
        return None
    found = _POINTS.fullmatch(" ".join(_EMPHASIS.sub("", given).split()))
    number = _one_reading(found["number"]) if found else None
    if found is None or number is None or found["whole"] is None:
        return number
    whole = _one_reading(found["whole"])
    if whole != maximum:
        return None
    return None if found["of"] == "/" and _is_a_number_too(number, whole, step) else number


def _listed(given: object) -> list[object]:
    if isinstance(given, list):
        return given
    if not isinstance(given, dict):
        return [given]
    if "question_id" not in given and all(isinstance(mark, dict) for mark in given.values()):
        # The key is an id, and may not contradict the mark's own.
        return [mark if "question_id" in mark else {"question_id": key, **mark} for key, mark in given.items()]
    return [given]


def _criteria_listed(given: Any) -> Any:
    """Return a list of criteria that may be an object by criterion id, of objects or of points, or one criterion."""
    if not isinstance(given, dict):
        return given
    if "criterion_id" in given:
        return [given]
    entries = {key: entry if isinstance(entry, dict) else {"points": entry} for key, entry in given.items()}
    return [entry if "criterion_id" in entry else {"criterion_id": key, **entry} for key, entry in entries.items()]


def _read_mark(
    mark: object, by_id: Mapping[str, Question], labels: Mapping[str, str], step: Decimal, note: Note
) -> object:
    if not isinstance(mark, dict):
        return mark
    read = dict(mark)
    known = _named(read, "question_id", labels, note)
    if known is None:
        return read
    question = by_id[known]
    if "points" in read:
        read["points"] = _noted_points(read["points"], question.maximum, step, note, known)
    if question.criteria and "criteria" in read:
        criteria = {criterion.id: criterion for criterion in question.criteria}
        names = {criterion.id: criterion.name for criterion in question.criteria}
        entries = _criteria_listed(parsed_json(read["criteria"]))
        read["criteria"] = entries = [parsed_json(entry) for entry in entries] if isinstance(entries, list) else entries
        for place, entry in enumerate(entries if isinstance(entries, list) else []):
            if not isinstance(entry, dict):
                continue
            entries[place] = own = dict(entry)
            name = _named(own, "criterion_id", names, note)
            if name is not None and "points" in own:
                own["points"] = _noted_points(own["points"], criteria[name].points, step, note, known)
    return read


def _named(read: dict[str, Any], key: str, labels: Mapping[str, str], note: Note) -> str | None:
    """Replace an id by the one that it means, and return that."""
    given = read.get(key)
    known = match_identifier(given, labels)
    if known is not None and known != given:
        note(f"{key} {str(given)[:_LONGEST]!r} was read as {known!r}")
        read[key] = known
    return known


def _noted_points(given: object, maximum: Decimal, step: Decimal, note: Note, question_id: str) -> object:
    points = read_points(given, maximum=maximum, step=step)
    if points is None:
        return given
    if isinstance(given, str):
        note(f"{question_id!r}: points {given[:_LONGEST]!r} were read as {points}")
    return points


def _one_reading(numeral: str) -> Decimal | None:
    """Return the number if all its readings agree and it has no more than two decimal places."""
    quantity = read_quantity(numeral.replace("−", "-"))
    if quantity is None or quantity.unit is not None or len(set(quantity.readings)) != 1:
        return None
    hundredths = quantity.readings[0] * 100
    return Decimal(hundredths.numerator) / 100 if hundredths.denominator == 1 else None


def _is_a_number_too(number: Decimal, whole: Decimal, step: Decimal) -> bool:
    """Return whether a fraction would be written so if it meant its value, and that value is a mark."""
    top, bottom = int(number), int(whole)
    if top != number or bottom != whole or bottom <= 1 or gcd(top, bottom) != 1:
        return False
    value = number / whole
    return value.quantize(_PLACES) == value and is_on_step(value, step)


def _without_noise(given: float) -> Decimal | None:
    """Return 2.50 for 2.4999999999999996, which binary arithmetic makes of it."""
    if not abs(given) < 1e6:  # NaN, too
        return None
    exact = Decimal(repr(given))
    nearest = exact.quantize(_PLACES)
    return nearest if abs(exact - nearest) <= _NOISE else None


def parsed_json(given: object) -> Any:
    """Return what a text says as JSON, if it is an object or a list without faults."""
    if not isinstance(given, str) or not given.lstrip().startswith(("{", "[")):
        return given
    faults: list[str] = []
    try:
        value = parse_value(given, faults)
    except ValueError:
        return given
    return given if faults else value
