"""The points that one answer deserves by the rules."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from rapidfuzz import fuzz

from bareme.domain.points import ZERO, add, snap
from bareme.models.offline.answer_key import Element, Expectation, Variant, place_of
from bareme.models.offline.elements import (
    NOTHING,
    Judgement,
    expected_results,
    judge,
    judge_result,
    judge_words,
    kind_of,
    word_groups,
)
from bareme.models.offline.math_text import plain_math
from bareme.models.offline.quantities import Tolerance
from bareme.models.offline.rules import Rules
from bareme.models.offline.student_answer import StudentAnswer, compact
from bareme.models.offline.words import fold, key_words, same_word, sentences

Way = Literal["option", "several_options", "number", "term", "several_terms", "elements", "tier", "overlap"]

_OPTION_LETTER = re.compile(r"(?<![\w'’-])([A-H])(?![\w'’])")
_SYNONYM = re.compile(r"(?P<said>[\w' -]{3,40}?)\s+(?:for|pour)\s+(?P<meant>[\w' -]{3,40})")
_SHORT = 3
"""An expected answer of so few key words is a term: it is there or it is not."""
_LONG_VARIANT = 5


@dataclass(frozen=True)
class Share:
    """Points for one element."""

    element: Element
    points: Decimal
    judgement: Judgement


@dataclass(frozen=True)
class Verdict:
    """What the rules make of one answer."""

    way: Way
    points: Decimal
    confidence: float
    shares: tuple[Share, ...] = ()
    quotes: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    """Words of the key that are not in the answer."""
    unit_missing: bool = False
    overlap: float = 0.0


@dataclass(frozen=True)
class Task:
    """One question to mark."""

    maximum: Decimal
    step: Decimal
    expectation: Expectation
    given: frozenset[str]
    """Stems of the question's own words."""
    rules: Rules


def mark(text: str, task: Task) -> Verdict:
    """Return the verdict on the answer `text`."""
    answer, expectation = StudentAnswer(text), task.expectation
    if expectation.option:
        return _option(answer, task)
    if expectation.elements:
        return _by_elements(answer, task)
    whole = _whole(answer, task)
    if whole.points < task.maximum:
        lower = _by_tiers(answer, task)
        if lower is not None and lower.points > whole.points:
            return lower
    return whole


def _option(answer: StudentAnswer, task: Task) -> Verdict:
    expectation = task.expectation
    letters = list(dict.fromkeys(_OPTION_LETTER.findall(answer.text)))
    if not letters:
        # "rectiligne uniforme" without its letter, or the letter alone in lower case.
        bare = answer.text.strip(" .()").upper()
        named = fold(expectation.option_text) and fold(expectation.option_text) in fold(answer.text)
        right = bool(named) or bare == expectation.option
        return Verdict("option", task.maximum if right else ZERO, 0.85 if right else 0.7, quotes=(answer.text.strip(),))
    chosen = letters[-1]
    several = len(letters) > 1
    right = chosen == expectation.option and not (several and not task.rules.last_of_several)
    return Verdict(
        "several_options" if several else "option",
        task.maximum if right else ZERO,
        0.5 if several else 0.97,
        quotes=(answer.text.strip(),),
    )


def _whole(answer: StudentAnswer, task: Task) -> Verdict:
    """Judge the answer against the expected one as a whole."""
    expectation = task.expectation
    targets = [expectation.expected, *(v.text for v in expectation.variants if not v.target)]
    if re.search(r"\d", expectation.expected) and (
        "=" in expectation.expected or kind_of(expectation.expected) == "result"
    ):
        found = _result(answer, expectation.expected, task)
        points = _without_unit(task.maximum, found, task)
        return Verdict(
            "number", snap(points, task.step, maximum=task.maximum), 0.95 if found.met and not found.unit_missing else 0.8,
            quotes=_quotes([found]), lacking=() if found.met else (expectation.expected,), unit_missing=found.unit_missing,
        )  # fmt: skip
    if len(key_words(expectation.expected)) <= _SHORT:
        return _term(answer, targets, task)
    return _overlap(answer, targets, task)


def _term(answer: StudentAnswer, targets: Sequence[str], task: Task) -> Verdict:
    words = key_words(answer.text, directions=False)
    listed = 1 < len(words) <= 3 and len(re.findall(r"\w+", answer.text)) == len(words)
    if listed and len(key_words(task.expectation.expected)) == 1:
        # "fer aluminium": two answers, of which a reader of the paper may see one crossed out.
        words = words[-1:] if task.rules.last_of_several else ()
    for target in targets:
        wanted = key_words(target, directions=False)
        exact = fold(target).strip() == fold(answer.text).strip(" .")
        there = all(any(_same_term(word, want, task.rules) for word in words) for want in wanted) if wanted else False
        if exact or there or (not wanted and compact(target) == compact(answer.text)):
            confidence = 0.95 if exact else 0.5 if listed else 0.85
            return Verdict(
                "several_terms" if listed else "term", task.maximum, confidence, quotes=(answer.text.strip(),)
            )
    return Verdict("several_terms" if listed else "term", ZERO, 0.75, lacking=(task.expectation.expected,))


def _same_term(word: str, wanted: str, rules: Rules) -> bool:
    if same_word(word, wanted, fuzzy=False):
        return True
    return rules.fuzzy and min(len(word), len(wanted)) >= 5 and fuzz.ratio(word, wanted) >= 85


def _overlap(answer: StudentAnswer, targets: Sequence[str], task: Task) -> Verdict:
    """Judge by how much of the expected words is there, sentence by sentence of the key."""
    best = NOTHING
    for target in targets:
        found = _coverage(target, answer, task)
        if found.share > best.share:
            best = found
    share = best.share
    if not task.rules.fuzzy:
        share = 1.0 if share >= task.rules.met else 0.0
    else:
        # Three quarters of the weight is as good as all of it; a quarter says nothing yet.
        share = min(1.0, max(0.0, (share - 0.25) / 0.5))
    points = snap(task.maximum * Decimal(f"{share:.4f}"), task.step, maximum=task.maximum)
    confidence = 0.7 if share in {0.0, 1.0} else 0.4
    return Verdict("overlap", points, confidence, quotes=_quotes([best]), lacking=best.lacking, overlap=best.share)


def _coverage(target: str, answer: StudentAnswer, task: Task) -> Judgement:
    """Return the share of the target's words in the whole answer, with the sentence that holds most of them."""
    groups = word_groups(target, directions=task.rules.fuzzy)
    words = key_words(answer.text, directions=task.rules.fuzzy)
    if not groups:
        return NOTHING
    nearest = judge_words(target, answer, task.rules, given=task.given)
    weights = [0.3 if all(word in task.given for _, word in group) else 1.0 for group in groups]
    there = [
        any(same_word(word, want, fuzzy=task.rules.fuzzy) for _, want in group for word in words) for group in groups
    ]
    share = sum(weight for weight, is_there in zip(weights, there, strict=True) if is_there) / sum(weights)
    lacking = tuple(group[0][0] for group, is_there in zip(groups, there, strict=True) if not is_there)
    return Judgement(share, met=share >= task.rules.met, quote=nearest.quote, lacking=lacking)


def _by_tiers(answer: StudentAnswer, task: Task) -> Verdict | None:
    """Return what the best of the key's lower tiers gives: "0.5 point if the multiplication is written"."""
    for tier in sorted(task.expectation.tiers, key=lambda t: t.points, reverse=True):
        if tier.points >= task.maximum:
            continue
        condition = re.split(r",?\s+(?:mais|but|m[êe]me si|even if)\s+", tier.text)[0]
        found = judge(condition, answer, task.rules, given=task.given)
        if re.search(r"[×/+-]\s*\d", plain_math(condition)):
            found = judge(f"formule {condition}", answer, task.rules, given=task.given)
        if found.met:
            return Verdict("tier", snap(tier.points, task.step, maximum=task.maximum), 0.7, quotes=_quotes([found]),
                           lacking=(task.expectation.expected,))  # fmt: skip
    return None


def _by_elements(answer: StudentAnswer, task: Task) -> Verdict:
    judgements = [_element(element, answer, task) for element in task.expectation.elements]
    if not all(found.met for found in judgements):
        judgements = _with_variants(judgements, answer, task)
    shares = tuple(
        Share(element, _points(element, found, task), found)
        for element, found in zip(task.expectation.elements, judgements, strict=True)
    )
    points = snap(add(share.points for share in shares), task.step, maximum=task.maximum)
    return Verdict(
        "elements", points, _confidence(shares, task.rules), shares=shares, quotes=_quotes(judgements),
        unit_missing=any(found.unit_missing for found in judgements),
    )  # fmt: skip


def _element(element: Element, answer: StudentAnswer, task: Task) -> Judgement:
    if kind_of(element.text) == "result":
        return _result(answer, element.text, task)
    found = judge(element.text, answer, task.rules, given=task.given)
    if not found.met or answer.arrow_sides is None:
        return found
    return (
        found
        if _right_side_of_arrow(element.text, answer, task)
        else Judgement(0.0, met=False, lacking=(element.text,))
    )


def _right_side_of_arrow(text: str, answer: StudentAnswer, task: Task) -> bool:
    """Whether what the key has on one side of a reaction's arrow stands on that side in the answer too."""
    expected = StudentAnswer(task.expectation.expected).arrow_sides
    if expected is None or answer.arrow_sides is None:
        return True
    sides = [set(key_words(text)) <= set(key_words(side)) for side in expected]
    if sides[0] == sides[1]:
        return True
    return set(key_words(text)) <= set(key_words(answer.arrow_sides[sides.index(True)]))


def _result(answer: StudentAnswer, text: str, task: Task) -> Judgement:
    expectation = task.expectation
    quantities = expected_results(text)[:1]
    variants = [v.text for v in expectation.variants if not v.target and not key_words(_no_units(v.text))]
    quantities += [quantity for variant in variants for quantity in expected_results(variant)[:1]]
    tolerance = expectation.tolerance or Tolerance(relative=task.rules.relative_tolerance)
    return judge_result(quantities, answer, tolerance, last_only=not task.rules.fuzzy)


def _no_units(text: str) -> str:
    return re.sub(r"[\d.,]+\s*\S*", " ", plain_math(text))


def _with_variants(judgements: Sequence[Judgement], answer: StudentAnswer, task: Task) -> list[Judgement]:
    """Let each accepted variant that is in the answer stand for the element it resembles, or for one not met yet."""
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


def _place(variant: Variant, elements: Sequence[Element], judgements: Sequence[Judgement], expected: str) -> int | None:
    """Return the element that `variant` stands for: the one the key names, the most alike, or the first not met."""
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
        # What shares no word with an element may share one with the sentence of the key that says it at length.
        sentence = max(sentences(expected), key=lambda text: _likeness(variant.text, text), default="")
        for text in (variant.text, sentence if _likeness(variant.text, sentence) else ""):
            likeness = {n: _likeness(text, elements[n].text) for n in candidates}
            if max(likeness.values()) > 0:
                return max(candidates, key=lambda n: likeness[n])
    return next((n for n in candidates if not judgements[n].met), None)


def _likeness(one: str, other: str) -> float:
    """Return how many words two texts share, as part of the second's."""
    words, others = key_words(one, directions=False), key_words(other, directions=False)
    shared = sum(any(word == other or (len(other) > 4 and other in word) for word in words) for other in others)
    return shared / len(others) if others else 0.0


def _points(element: Element, found: Judgement, task: Task) -> Decimal:
    if not found.met:
        return ZERO
    return snap(_without_unit(element.points, found, task), task.step, maximum=element.points)


def _without_unit(points: Decimal, found: Judgement, task: Task) -> Decimal:
    if not found.met:
        return ZERO
    if not found.unit_missing:
        return points
    if task.expectation.without_unit is not None:
        return min(points, task.expectation.without_unit)
    return points if task.rules.fuzzy else ZERO


def _confidence(shares: Sequence[Share], rules: Rules) -> float:
    """Return how sure the marks are: formulas and results are plain, words near the threshold are not."""
    sure = [
        0.95 if kind_of(share.element.text) != "words" else 0.5 + min(0.4, abs(share.judgement.share - rules.met))
        for share in shares
    ]
    return round(sum(sure) / len(sure), 2)


def _quotes(judgements: Sequence[Judgement]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.quote for found in judgements if found.met and found.quote))
