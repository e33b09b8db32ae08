"""The parts of marking that are about a number and its unit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bareme.domain.points import ZERO
from bareme.domain.quantities import Quantity, Tolerance, agreement
from bareme.models.offline.elements import NOT_FOUND, Judgement, split_label
from bareme.models.offline.math_text import plain_math
from bareme.models.offline.results import Statement, statements
from bareme.models.offline.student_answer import StudentAnswer
from bareme.models.offline.verdict import Task
from bareme.models.offline.vocabulary import ALTERNATIVES
from bareme.models.offline.words import key_words, other_words

_SYMBOL = re.compile(r"[^\W\d_][^\W_]{0,3}")
_UNKNOWN = re.compile(r"\d*[^\W\d_]{1,2}\d?")
"""A symbol, perhaps with a coefficient: "x", "2x", "x2". A longer word ("vitesse") may mean the key's symbol."""
_PART_OF_A_NAME = re.compile(r"[-+×/^<>!]$|\d[^\W\d_]{3}")
"""What the name of a value has not: an operator behind it ("x += 1") or a number and a word ("x = 4 und y = 2")."""
_NEAR = Tolerance(relative=Fraction(1, 20))
"""A result that is no further off may be rounded."""


@dataclass(frozen=True)
class _Stated:
    """The statements of an answer that may be its result, and whether it is clear which one is."""

    statements: Sequence[Statement]
    clear: bool


def judge_number(answer: StudentAnswer, text: str, task: Task) -> Judgement:
    """Return whether the number in the key's `text`, or an accepted variant of it, is the result of `answer`.

    The judgement is in doubt where the answer states no result or several, or hedges.
    """
    key = [statement for statement in statements(split_label(text)[1]) if statement.results]
    if not key:
        return NOT_FOUND.in_doubt()
    symbol = _symbol(key[-1])
    solutions = frozenset().union(*(one.values for one in key if one.names[:1] == key[-1].names[:1]))
    stated = _stated(answer, symbol)
    plain = _is_one_result(text, key) and all(_says_no_more(one, key[-1], task) for one in stated.statements)
    if len(solutions) > 1:
        given = frozenset().union(*(one.values for one in stated.statements))
        settled = plain and answer.doubts <= ALTERNATIVES and given == solutions
        return Judgement(float(given >= solutions), met=given >= solutions, doubtful=not settled)
    targets = [key[-1].results[-1], *_variants(task)]
    found = _found(answer, stated, targets, task)
    ends_there = all(_says_no_more(one, key[-1], task) for one in statements(answer.text)[-1:])
    settled = stated.clear and plain and not answer.doubts and ends_there
    return found if settled and _is_named_alike(stated, key[-1]) else found.in_doubt()


def _is_named_alike(stated: _Stated, key: Statement) -> bool:
    """Whether the answer names its result as the key does, in a word or not at all: not "n = 46" for "2n = 46"."""
    names = {name for one in stated.statements for name in one.names[:1]} - set(key.names)
    return not any(re.search(r"^\d|[²³^]", name) or (key.names and _SYMBOL.fullmatch(name)) for name in names)


def _is_one_result(text: str, key: Sequence[Statement]) -> bool:
    """Whether the key gives the value of one thing, in signs that are all understood."""
    symbol, about = _symbol(key[-1]), key[-1].names[:1]
    related = all(one.names[:1] in {(), about} or (symbol and symbol in one.names[0]) for one in key)
    named = not any(_PART_OF_A_NAME.search(name) for one in key for name in one.names)
    braces = "{" in text and not re.search(r"[$\\]\w?", text.replace("\\ ", ""))
    return bool(related) and named and not braces and not any(one.signs for one in key)


def points_without_unit(points: Decimal, found: Judgement, task: Task) -> Decimal:
    """Return what is left of `points` where the unit is missing: what the key says, or by the rules."""
    if not found.met:
        return ZERO
    if not found.unit_missing:
        return points
    if task.expectation.without_unit is not None:
        return min(points, task.expectation.without_unit)
    return points if task.rules.fuzzy else ZERO


def _says_no_more(stated: Statement, key: Statement, task: Task) -> bool:
    """Whether the words beside the result are neutral, the question's or the key's, all of these, and no odd signs."""
    asked = set(other_words(task.question))
    return not stated.signs and set(stated.words) - asked == set(key.words) - asked


def _symbol(statement: Statement) -> str:
    """Return the symbol whose value the key gives: "x" of "x = 4", or ""."""
    name = statement.names[0] if statement.names else ""
    return name if _SYMBOL.fullmatch(name) else ""


def _variants(task: Task) -> list[Quantity]:
    texts = [v.text for v in task.expectation.variants if not v.target and not key_words(_no_units(v.text))]
    return [stated[-1].results[-1] for text in texts if (stated := [s for s in statements(text) if s.results])]


def _no_units(text: str) -> str:
    return re.sub(r"[\d.,]+\s*\S*", " ", plain_math(text))


def _stated(answer: StudentAnswer, symbol: str) -> _Stated:
    """Return the statements about the key's symbol; without any, those about no other symbol."""
    everything = [one for one in statements(answer.text) if one.results or one.names]
    about = [one for one in everything if symbol and symbol in one.names]
    if about:
        alike = len({one.values for one in about}) == 1
        return _Stated([one for one in about if one.results], clear=alike and bool(about[-1].results))
    other = [one for one in everything if symbol and one.names and _is_of_another(one.names[0], symbol)]
    neutral = [one for one in everything if one not in other]
    found = [one for one in neutral if one.results]
    # Several values without a name may be several answers; equations are a calculation.
    bare = frozenset().union(*(one.values for one in found if not one.names))
    clear = bool(found) and neutral[-1].results != () and len(found[-1].values) == 1 and len(bare) <= 1
    return _Stated(found or [one for one in other if one.results], clear=clear)


def _is_of_another(name: str, symbol: str) -> bool:
    """Whether the side of an equation is another unknown or one with the key's symbol in it: "y", "2x", "x^2"."""
    return _UNKNOWN.fullmatch(name) is not None or symbol in re.findall(r"[^\W\d_]+", name)


def _found(answer: StudentAnswer, stated: _Stated, targets: Sequence[Quantity], task: Task) -> Judgement:
    given = [quantity for statement in stated.statements for quantity in statement.results]
    for found in reversed(given if task.rules.fuzzy else given[-1:]):
        judgement = _judge(found, targets, task)
        if judgement.met:
            judgement = judgement.quoted(answer.line_with(found))
            return judgement if found is given[-1] else judgement.in_doubt()
    return _judge(given[-1], targets, task) if given else NOT_FOUND.in_doubt()


def _judge(found: Quantity, targets: Sequence[Quantity], task: Task) -> Judgement:
    """Compare a result with the expected one and the variants of it.

    A tolerance is in the unit of the expected one; for the variants it is taken in proportion.
    """
    main, named = targets[0], task.expectation.tolerance
    tolerance = named or Tolerance(relative=task.rules.relative_tolerance)
    share = tolerance.absolute / abs(main.readings[0]) if main.readings[0] else Fraction(0)
    in_proportion = Tolerance(relative=max(share, tolerance.relative))
    unit_missing = main.unit is not None and not main.unit.is_ratio and found.unit is None
    for target in targets:
        agreed = agreement(found, target, tolerance if target is main else in_proportion)
        if agreed != "none":
            exact = named is not None or agreement(found, target, Tolerance()) == "full"
            return Judgement(
                1.0,
                met=True,
                unit_missing=unit_missing,
                doubtful=agreed == "partial" or not exact or (found.unit is None) != (target.unit is None),
            )
    near = any(agreement(found, target, _NEAR) != "none" or found.notation == target.notation for target in targets)
    return Judgement(0.0, met=False, doubtful=near or unit_missing)
