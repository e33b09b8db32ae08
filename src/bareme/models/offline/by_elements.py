"""Marking by elements: the parts of the answer that the key or the scheme's criteria give points for."""

import re
from collections.abc import Sequence
from decimal import Decimal

from bareme.domain.points import ZERO, add, snap
from bareme.models.offline.answer_key import Element, KeyVariant, place_of
from bareme.models.offline.by_number import judge_number, points_without_unit
from bareme.models.offline.elements import Judgement, confidence_in, judge, kind_of
from bareme.models.offline.rules import Rules
from bareme.models.offline.student_answer import StudentAnswer
from bareme.models.offline.verdict import Share, Task, Verdict
from bareme.models.offline.wording_match import doubts, words_beyond
from bareme.models.offline.words import fold, key_words, sentences

_SYNONYM = re.compile(r"(?P<said>[\w' -]{3,40}?)\s+(?:for|pour)\s+(?P<meant>[\w' -]{3,40})")
_OPTION = re.compile(r"\s*[A-H][\s.]*")
_LONG_VARIANT = 5
_IN_DOUBT = 0.5


def mark_by_elements(answer: StudentAnswer, task: Task) -> Verdict:
    """Return the verdict: the points of each element that is in the answer."""
    judgements = [_element(element, answer, task) for element in task.expectation.elements]
    if not all(found.met for found in judgements):
        judgements = _with_variants(judgements, answer, task)
    shares = tuple(
        Share(element, _points(element, found, task), found)
        for element, found in zip(task.expectation.elements, judgements, strict=True)
    )
    points = snap(add(share.points for share in shares), task.step, maximum=task.maximum)
    sure = min(_confidence_of(share, task.rules) for share in shares)
    known = [task.question, task.expectation.expected, *(element.text for element in task.expectation.elements)]
    if answer.doubts - doubts(" ".join(known)) or words_beyond(answer.text, known):
        sure = min(sure, _IN_DOUBT)
    return Verdict(
        "elements",
        points,
        round(sure, 2),
        shares=shares,
        quotes=quotes_of(judgements),
        unit_missing=any(found.unit_missing for found in judgements),
    )


def _element(element: Element, answer: StudentAnswer, task: Task) -> Judgement:
    if kind_of(element.text) == "result":
        return judge_number(answer, element.text, task)
    if _OPTION.fullmatch(element.text):
        met = answer.options[-1:] == [element.text.strip(" .")]
        return Judgement(float(met), met=met, quote=answer.text.strip(), doubtful=len(answer.options) != 1)
    found = judge(element.text, answer, task.rules, given=task.given)
    if not found.met or answer.arrow_sides is None:
        return found
    return (
        found
        if _right_side_of_arrow(element.text, answer, task)
        else Judgement(0.0, met=False, missing=(element.text,))
    )


def _right_side_of_arrow(text: str, answer: StudentAnswer, task: Task) -> bool:
    """Whether `text` is on the same side of the reaction arrow in the answer as in the key."""
    expected = StudentAnswer(task.expectation.expected).arrow_sides
    if expected is None or answer.arrow_sides is None:
        return True
    sides = [set(key_words(text)) <= set(key_words(side)) for side in expected]
    if sides[0] == sides[1]:
        return True
    return set(key_words(text)) <= set(key_words(answer.arrow_sides[sides.index(True)]))


def _with_variants(judgements: Sequence[Judgement], answer: StudentAnswer, task: Task) -> list[Judgement]:
    """Return `judgements` in which each accepted variant found in the answer meets the element it replaces."""
    elements, now = task.expectation.elements, list(judgements)
    for variant in task.expectation.variants:
        synonym = _SYNONYM.fullmatch(variant.text)
        if synonym and not variant.target:
            now = _with_synonym(synonym["said"], synonym["meant"], now, answer, task)
            continue
        found = judge(variant.text, answer, task.rules, given=task.given)
        enough = task.rules.met - (0.1 if len(key_words(variant.text)) > _LONG_VARIANT and task.rules.fuzzy else 0)
        if found.share < enough:
            continue
        place = _place(variant, elements, now, task.expectation.expected)
        if place is not None and not now[place].met:
            now[place] = Judgement(max(found.share, task.rules.met), met=True, quote=found.quote)
    return now


def _with_synonym(said: str, meant: str, now: list[Judgement], answer: StudentAnswer, task: Task) -> list[Judgement]:
    if fold(said) not in fold(answer.text):
        return now
    rewritten = StudentAnswer(re.sub(re.escape(said), f"{said} ({meant})", answer.text, flags=re.IGNORECASE))
    again = [_element(element, rewritten, task) for element in task.expectation.elements]
    return [better if better.share > found.share else found for found, better in zip(now, again, strict=True)]


def _place(
    variant: KeyVariant, elements: Sequence[Element], judgements: Sequence[Judgement], expected: str
) -> int | None:
    """Return the index of the element that `variant` replaces: the named, the most similar or the first unmet one."""
    named = place_of(variant)
    if named is not None:
        return named if named < len(elements) else None
    kind = kind_of(variant.text)
    if variant.target and "place" not in variant.target:
        return next((n for n, e in enumerate(elements) if variant.target.rstrip("s") in fold(e.text)), None)
    candidates = [n for n, e in enumerate(elements) if (kind_of(e.text) == "words") == (kind == "words")]
    if kind == "result" or not candidates:
        return None
    if not variant.target:
        # A variant without a word in common with any element may share one with a longer sentence of the key.
        sentence = max(sentences(expected), key=lambda text: _likeness(variant.text, text), default="")
        for text in (variant.text, sentence if _likeness(variant.text, sentence) else ""):
            likeness = {n: _likeness(text, elements[n].text) for n in candidates}
            if max(likeness.values()) > 0:
                return max(candidates, key=lambda n: likeness[n])
    return next((n for n in candidates if not judgements[n].met), None)


def _likeness(one: str, other: str) -> float:
    """Return the share of the second text's words that are in the first, from 0 to 1."""
    words, others = key_words(one, directions=False), key_words(other, directions=False)
    shared = sum(any(word == other or (len(other) > 4 and other in word) for word in words) for other in others)
    return shared / len(others) if others else 0.0


def _points(element: Element, found: Judgement, task: Task) -> Decimal:
    if not found.met:
        return ZERO
    return snap(points_without_unit(element.points, found, task), task.step, maximum=element.points)


def _confidence_of(share: Share, rules: Rules) -> float:
    """Return the confidence in one element: high for results, low for words near the threshold.

    What was not found may have been said in other words or written in another form.
    """
    found, kind = share.judgement, kind_of(share.element.text)
    if kind == "result":
        return confidence_in(found)
    if found.doubtful or not found.met:
        return _IN_DOUBT
    return 0.95 if kind == "formula" else 0.5 + 0.25 * (found.share - rules.met) / (1 - rules.met)


def quotes_of(judgements: Sequence[Judgement]) -> tuple[str, ...]:
    """Return the student's words in which elements were found."""
    return tuple(dict.fromkeys(found.quote for found in judgements if found.met and found.quote))
