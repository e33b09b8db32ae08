"""Marking one answer by the rules."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from rapidfuzz import fuzz

from bareme.domain.points import ZERO, snap
from bareme.domain.quantities import read_quantity
from bareme.models.offline.by_elements import mark_by_elements, quotes_of
from bareme.models.offline.by_number import judge_number, points_without_unit
from bareme.models.offline.elements import confidence_in, judge, kind_of
from bareme.models.offline.math_text import plain_math
from bareme.models.offline.opposites import same_side
from bareme.models.offline.overlap import confidence, overlap, worth
from bareme.models.offline.rules import Rules
from bareme.models.offline.student_answer import StudentAnswer, compact
from bareme.models.offline.verdict import Method, Task, Unjudged, Verdict
from bareme.models.offline.vocabulary import NEGATIONS, NEUTRAL_WORDS
from bareme.models.offline.words import fold, is_negated, key_words, same_word, stem

_LIST = re.compile(r"[,;]\s|\s(?:and|et)\s")
_SYMBOL = re.compile(r"\S{1,2}|(?=\S*\S[A-Z])\S{3,6}")
"""Capitals tell symbols apart: "CO" and "Co", "m" and "M"."""
_BLANK = re.compile(r"\s*[,;/\s]\s*")
_SEPARATED = re.compile(r"\s*[,;/\n]\s*|\s+(?:ou|or)\s+")
_DENIALS = NEGATIONS | {"ne", "n"}
_SHORT = 3
"""An expected answer with at most this many key words and no sentence around them is a term, right or wrong."""
_SENTENCE = 5
"""With this many words or more, articles included, an answer is a sentence: "There is a closed path"."""
_REMARKED = 0.5
_PROSE = 6
"""A formula with more key words than this around it is only part of the explanation."""


def mark(text: str, task: Task) -> Verdict | Unjudged:
    """Return the verdict on the answer `text`, or why there is none."""
    verdict = _mark(StudentAnswer(text), task)
    if isinstance(verdict, Verdict) and task.expectation.remarks and verdict.points < task.maximum:
        # One of them may give the answer more.
        return replace(verdict, confidence=min(verdict.confidence, _REMARKED))
    return verdict


def _mark(answer: StudentAnswer, task: Task) -> Verdict | Unjudged:
    expectation = task.expectation
    has_criteria = any(element.criterion_id for element in expectation.elements)
    if expectation.option and not has_criteria:
        return _option(answer, task)
    if expectation.elements:
        return mark_by_elements(answer, task)
    whole = _literal(answer, task) or _whole(answer, task)
    if whole is None:
        return Unjudged("no_words")
    if whole.points < task.maximum:
        lower = _by_tiers(answer, task)
        if lower is not None and lower.points > whole.points:
            return lower
    return whole


def _option(answer: StudentAnswer, task: Task) -> Verdict:
    expectation = task.expectation
    letters, several = answer.options, len(answer.options) > 1
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


def _literal(answer: StudentAnswer, task: Task) -> Verdict | None:
    """Return all the points for an answer that is the key's own text, or a variant of it; None for any other."""
    expectation = task.expectation
    given = _plain(answer.text)
    for text in (expectation.expected, *(v.text for v in expectation.variants if not v.target)):
        wanted = _plain(text)
        # In "[0 ; 2]" a space means nothing; in words it does.
        spaced = re.search(r"[^\W\d_]", wanted) is not None
        if fold(wanted) == fold(given) or (not spaced and re.sub(r"\s", "", wanted) == re.sub(r"\s", "", given)):
            sure = 0.97 if wanted == given or not _SYMBOL.fullmatch(wanted) else 0.5
            return Verdict("term", task.maximum, sure, quotes=(answer.text.strip(),))
    return None


def _plain(text: str) -> str:
    return " ".join(plain_math(text).split()).strip(" .!?«»\"'")


def _whole(answer: StudentAnswer, task: Task) -> Verdict | None:
    """Mark the answer as a whole against the expected answer; None if that has nothing to compare."""
    expectation = task.expectation
    targets = [expectation.expected, *(v.text for v in expectation.variants if not v.target)]
    if _is_number(expectation.expected):
        found = judge_number(answer, expectation.expected, task)
        points = points_without_unit(task.maximum, found, task)
        return Verdict(
            "number",
            snap(points, task.step, maximum=task.maximum),
            confidence_in(found),
            quotes=quotes_of([found]),
            missing=() if found.met else (expectation.expected,),
            unit_missing=found.unit_missing,
        )
    if not any(re.search(r"[^\W\d_]{2}", word) for target in targets for word in key_words(target)):
        return None
    if _is_term(expectation.expected):
        return _term(answer, targets, task)
    return _overlap(answer, targets, task)


def _is_number(expected: str) -> bool:
    if not re.search(r"\d", expected) or len(re.findall(r"[^\W\d_]{4,}", plain_math(expected))) > _PROSE:
        return False
    number = read_quantity(expected)
    return "=" in expected or kind_of(expected) == "result" or (number is not None and number.unit is None)


def _is_term(expected: str) -> bool:
    if _LIST.search(expected.strip(" .")):
        return False  # each of several terms earns a part
    return len(key_words(expected)) <= _SHORT and len(re.findall(r"\w+", expected)) < _SENTENCE


def _term(answer: StudentAnswer, targets: Sequence[str], task: Task) -> Verdict:
    words = key_words(answer.text, directions=False)
    listed = _is_list(answer, task.rules) and len(key_words(task.expectation.expected)) == 1
    if listed:
        words = words[-1:] if task.rules.last_of_several else ()
    method: Method = "several_terms" if listed else "term"
    for target in targets:
        wanted = key_words(target, directions=False)
        # The answer need not repeat words of the question: "File scope" to "What is the scope of …?".
        wanted = tuple(word for word in wanted if not task.rules.fuzzy or word not in task.given) or wanted
        there = all(any(_same_term(word, want, task.rules) for word in words) for want in wanted) if wanted else False
        if there or (not wanted and compact(target) == compact(answer.text)):
            clear = not listed and _same_but_for(NEUTRAL_WORDS, answer.text, targets, task)
            if _denied(wanted, answer, task.rules) != is_negated(target):
                clear = _same_but_for(NEUTRAL_WORDS | _DENIALS, answer.text, [target], task)
                return Verdict(method, ZERO, 0.85 if clear else 0.4, missing=(task.expectation.expected,), denied=True)
            return Verdict(method, task.maximum, 0.9 if clear else 0.5, quotes=(answer.text.strip(),))
    expected, stems = task.expectation.expected, frozenset(key_words(task.expectation.expected, directions=False))
    if len(words) == len(stems) == 1 and same_side(stems, expected, answer.text) is False:
        return Verdict(method, ZERO, 0.9, missing=(expected,), contrary=(expected,))  # "faux" for "vrai"
    # Another term is wrong, unless it is misspelt or a synonym that the key does not have.
    return Verdict(method, ZERO, 0.55 if len(words) <= _SHORT else 0.4, missing=(task.expectation.expected,))


def _denied(wanted: Sequence[str], answer: StudentAnswer, rules: Rules) -> bool:
    """Whether every sentence with one of the wanted words is negated."""
    named = [
        one for one in answer.sentences if any(_same_term(w, want, rules) for want in wanted for w in one.plain_words)
    ]
    return all(one.negated for one in named) if named else is_negated(answer.text)


def _same_but_for(ignored: frozenset[str], text: str, targets: Sequence[str], task: Task) -> bool:
    """Whether `text` is one of `targets`, but for the words to ignore and, outside strict rules, the question's."""
    given = task.given if task.rules.fuzzy else frozenset()
    cores = [[word for word in _words(target) if word not in ignored] for target in targets]
    said = [word for word in _words(text) if word not in ignored]
    shorter = [[word for word in core if stem(word) not in given] for core in cores]
    return said in cores or ([word for word in said if stem(word) not in given] in shorter if all(shorter) else False)


def _words(text: str) -> list[str]:
    plain = re.sub(r"(?<=\b\w)'|(?<=\bqu)'", " ", fold(_plain(text)))
    return [word for token in plain.split() if (word := token.strip("'.,!:\"«»"))]


def _is_list(answer: StudentAnswer, rules: Rules) -> bool:
    """Whether the answer names two or three things where the key has one: "fer, aluminium".

    "fer aluminium" may be one of them too, with a word that is crossed out on paper; strict rules take it for one.
    """
    words = key_words(answer.text, directions=False)
    separated = _SEPARATED if rules.last_of_several else _BLANK
    return 1 < len(words) <= _SHORT and len(separated.split(answer.text.strip())) == len(words)


def _same_term(word: str, wanted: str, rules: Rules) -> bool:
    if same_word(word, wanted, fuzzy=False):
        return True
    return rules.fuzzy and min(len(word), len(wanted)) >= 5 and fuzz.ratio(word, wanted) >= 85


def _overlap(answer: StudentAnswer, targets: Sequence[str], task: Task) -> Verdict:
    """Mark by the share of the expected words that the answer contains, for the wording that matches best."""
    found = max((overlap(target, answer, task.rules, given=task.given) for target in targets), key=lambda o: o.share)
    earned = task.maximum * Decimal(f"{worth(found, task.rules):.4f}")
    points = snap(earned, task.step, maximum=task.maximum)
    sure = confidence(found, task.rules)
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
