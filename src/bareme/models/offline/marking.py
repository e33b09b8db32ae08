"""The points that one answer deserves by the rules."""

import re
from collections.abc import Sequence
from decimal import Decimal

from rapidfuzz import fuzz

from bareme.domain.points import ZERO, snap
from bareme.models.offline.by_elements import mark_by_elements, quotes_of
from bareme.models.offline.elements import NOTHING, Judgement, judge, judge_words, kind_of, word_groups
from bareme.models.offline.math_text import plain_math
from bareme.models.offline.numbers_marked import judge_number, points_without_unit
from bareme.models.offline.rules import Rules
from bareme.models.offline.student_answer import StudentAnswer, compact
from bareme.models.offline.verdict import Task, Verdict
from bareme.models.offline.words import fold, key_words, same_word

_OPTION_LETTER = re.compile(r"(?<![\w'’-])([A-H])(?![\w'’])")
_SHORT = 3
"""An expected answer of so few key words is a term: it is there or it is not."""


def mark(text: str, task: Task) -> Verdict:
    """Return the verdict on the answer `text`."""
    answer, expectation = StudentAnswer(text), task.expectation
    has_criteria = any(element.criterion_id for element in expectation.elements)
    if expectation.option and not has_criteria:
        return _option(answer, task)
    if expectation.elements:
        return mark_by_elements(answer, task)
    whole = _whole(answer, task)
    if whole.points < task.maximum:
        lower = _by_tiers(answer, task)
        if lower is not None and lower.points > whole.points:
            return lower
    return whole


def _option(answer: StudentAnswer, task: Task) -> Verdict:
    expectation = task.expectation
    letters = list(dict.fromkeys(_OPTION_LETTER.findall(answer.text)))
    several = len(letters) > 1
    if letters:
        right = letters[-1] == expectation.option and (not several or task.rules.last_of_several)
        confidence = 0.5 if several else 0.97
    else:
        # "rectiligne uniforme" without its letter, or the letter alone in lower case.
        named = bool(expectation.option_text) and fold(expectation.option_text) in fold(answer.text)
        right = named or answer.text.strip(" .()").upper() == expectation.option
        confidence = 0.85 if right else 0.7
    return Verdict(
        "several_options" if several else "option",
        task.maximum if right else ZERO,
        confidence,
        quotes=(answer.text.strip(),),
        lacking=() if right else (expectation.expected,),
    )


def _whole(answer: StudentAnswer, task: Task) -> Verdict:
    """Judge the answer against the expected one as a whole."""
    expectation = task.expectation
    targets = [expectation.expected, *(v.text for v in expectation.variants if not v.target)]
    if re.search(r"\d", expectation.expected) and (
        "=" in expectation.expected or kind_of(expectation.expected) == "result"
    ):
        found = judge_number(answer, expectation.expected, task)
        points = points_without_unit(task.maximum, found, task)
        return Verdict(
            "number",
            snap(points, task.step, maximum=task.maximum),
            0.95 if found.met and not found.unit_missing else 0.8,
            quotes=quotes_of([found]),
            lacking=() if found.met else (expectation.expected,),
            unit_missing=found.unit_missing,
        )
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
    return Verdict("overlap", points, confidence, quotes=quotes_of([best]), lacking=best.lacking, overlap=best.share)


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
            points = snap(tier.points, task.step, maximum=task.maximum)
            return Verdict("tier", points, 0.7, quotes=quotes_of([found]), lacking=(task.expectation.expected,))
    return None
