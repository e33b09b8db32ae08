"""Marking one answer by the rules."""

import re
from collections.abc import Sequence
from decimal import Decimal

from rapidfuzz import fuzz

from bareme.domain.points import ZERO, snap
from bareme.models.offline.by_elements import mark_by_elements, quotes_of
from bareme.models.offline.by_number import judge_number, points_without_unit
from bareme.models.offline.elements import judge, kind_of
from bareme.models.offline.math_text import plain_math
from bareme.models.offline.overlap import confidence, overlap, worth
from bareme.models.offline.rules import Rules
from bareme.models.offline.student_answer import StudentAnswer, compact
from bareme.models.offline.verdict import Task, Verdict
from bareme.models.offline.words import fold, key_words, same_word

_OPTION_LETTER = re.compile(r"(?<![\w'’-])([A-H])(?![\w'’])")
_LIST = re.compile(r"[,;]\s|\s(?:and|et)\s")
_SHORT = 3
"""An expected answer with at most this many key words and no sentence around them is a term, right or wrong."""
_SENTENCE = 5
"""With this many words or more, articles included, an answer is a sentence: "There is a closed path"."""
_PROSE = 6
"""A formula with more key words than this around it is only part of the explanation."""


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
        sure = 0.5 if several else 0.97
    else:
        # The text of the option without its letter, or the letter alone in lower case.
        named = bool(expectation.option_text) and fold(expectation.option_text) in fold(answer.text)
        right = named or answer.text.strip(" .()").upper() == expectation.option
        sure = 0.85 if right else 0.7
    return Verdict(
        "several_options" if several else "option",
        task.maximum if right else ZERO,
        sure,
        quotes=(answer.text.strip(),),
        missing=() if right else (expectation.expected,),
    )


def _whole(answer: StudentAnswer, task: Task) -> Verdict:
    """Mark the answer as a whole against the expected answer."""
    expectation = task.expectation
    targets = [expectation.expected, *(v.text for v in expectation.variants if not v.target)]
    if _is_number(expectation.expected):
        found = judge_number(answer, expectation.expected, task)
        points = points_without_unit(task.maximum, found, task)
        return Verdict(
            "number",
            snap(points, task.step, maximum=task.maximum),
            0.5 if found.ambiguous else 0.95 if found.met and not found.unit_missing else 0.8,
            quotes=quotes_of([found]),
            missing=() if found.met else (expectation.expected,),
            unit_missing=found.unit_missing,
        )
    if _is_term(expectation.expected):
        return _term(answer, targets, task)
    return _overlap(answer, targets, task)


def _is_number(expected: str) -> bool:
    if not re.search(r"\d", expected) or len(re.findall(r"[^\W\d_]{4,}", plain_math(expected))) > _PROSE:
        return False
    return "=" in expected or kind_of(expected) == "result"


def _is_term(expected: str) -> bool:
    if _LIST.search(expected.strip(" .")):
        return False  # each of several terms earns a part
    return len(key_words(expected)) <= _SHORT and len(re.findall(r"\w+", expected)) < _SENTENCE


def _term(answer: StudentAnswer, targets: Sequence[str], task: Task) -> Verdict:
    words = key_words(answer.text, directions=False)
    listed = 1 < len(words) <= 3 and len(re.findall(r"\w+", answer.text)) == len(words)
    if listed and len(key_words(task.expectation.expected)) == 1:
        # "fer aluminium": two answers, one of which may be crossed out on paper.
        words = words[-1:] if task.rules.last_of_several else ()
    for target in targets:
        wanted = key_words(target, directions=False)
        # The answer need not repeat words of the question: "File scope" to "What is the scope of …?".
        wanted = tuple(word for word in wanted if not task.rules.fuzzy or word not in task.given) or wanted
        exact = fold(target).strip() == fold(answer.text).strip(" .")
        there = all(any(_same_term(word, want, task.rules) for word in words) for want in wanted) if wanted else False
        if exact or there or (not wanted and compact(target) == compact(answer.text)):
            sure = 0.95 if exact else 0.5 if listed else 0.85
            return Verdict("several_terms" if listed else "term", task.maximum, sure, quotes=(answer.text.strip(),))
    # Another term is wrong; a sentence may say the same in other words.
    sure = 0.75 if len(words) <= _SHORT else 0.4
    return Verdict("several_terms" if listed else "term", ZERO, sure, missing=(task.expectation.expected,))


def _same_term(word: str, wanted: str, rules: Rules) -> bool:
    if same_word(word, wanted, fuzzy=False):
        return True
    return rules.fuzzy and min(len(word), len(wanted)) >= 5 and fuzz.ratio(word, wanted) >= 85


def _overlap(answer: StudentAnswer, targets: Sequence[str], task: Task) -> Verdict:
    """Mark by the share of the expected words that the answer contains, for the wording that matches best."""
    found = max((overlap(target, answer, task.rules, given=task.given) for target in targets), key=lambda o: o.share)
    earned = task.maximum * Decimal(f"{worth(found, task.rules):.4f}")
    points = snap(earned, task.step, maximum=task.maximum)
    sure = confidence(found, task.rules, rounded_by=float(abs(points - earned) / task.maximum))
    quotes = (found.quote,) if found.quote and points else ()
    missing = found.missing if points < task.maximum else ()
    return Verdict(
        "overlap", points, sure, quotes=quotes, missing=missing, overlap=found.share, denied=found.denied,
        contrary=found.contrary,
    )  # fmt: skip


def _by_tiers(answer: StudentAnswer, task: Task) -> Verdict | None:
    """Return the verdict by the best tier that is met ("0.5 point if the multiplication is written"), or None."""
    for tier in sorted(task.expectation.tiers, key=lambda t: t.points, reverse=True):
        if tier.points >= task.maximum:
            continue
        condition = re.split(r",?\s+(?:mais|but|m[êe]me si|even if)\s+", tier.text)[0]
        found = judge(condition, answer, task.rules, given=task.given)
        if re.search(r"[×/+-]\s*\d", plain_math(condition)):
            found = judge(f"formule {condition}", answer, task.rules, given=task.given)
        if found.met:
            points = snap(tier.points, task.step, maximum=task.maximum)
            return Verdict("tier", points, 0.7, quotes=quotes_of([found]), missing=(task.expectation.expected,))
    return None
