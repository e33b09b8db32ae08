"""Marking a term: one to three words that are right or wrong. Also answers that are the key's own text."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from bareme.domain.points import ZERO
from bareme.models.offline.math_text import plain_math
from bareme.models.offline.opposites import same_side
from bareme.models.offline.rules import Rules
from bareme.models.offline.student_answer import StudentAnswer, compact
from bareme.models.offline.verdict import Method, Task, Verdict
from bareme.models.offline.vocabulary import NEGATIONS, NEUTRAL_WORDS
from bareme.models.offline.wording_match import has_accents_of, is_wording_of
from bareme.models.offline.words import fold, is_negated, key_words, same_word

_LIST = re.compile(r"[,;]\s|\s(?:and|et)\s")
_SYMBOL = re.compile(r"\S{1,2}|(?=\S*\S[A-Z\d])\S+")
"""Capitals tell symbols apart: "CO" and "Co", "m" and "M"."""
_ARROW = re.compile(r"<?(?<![-=])[-=]++>")
_SIGN = re.compile(r"(?:(?<!\s)\s++)?(?P<sign>[+×→=])\s*+")
_BULLET = re.compile(r"^\s*[-–•*→]\s+(?=[^\W\d])")
_BLANK = re.compile(r"(?:(?<!\s)\s++)?[,;/]\s*+|(?<!\s)\s++")
_SEPARATED = re.compile(r"(?:(?<!\s)\s++)?[,;/]\s*+|(?<!\s)[^\S\n]*+\n\s*+|(?<!\s)\s++(?:ou|or)\s++")
_DENIALS = NEGATIONS | {"ne", "n"}
_SHORT = 3
"""An expected answer with at most this many key words and no sentence around them is a term, right or wrong."""
_SENTENCE = 5
"""With this many words or more, articles included, an answer is a sentence: "There is a closed path"."""


def is_term(expected: str) -> bool:
    """Whether the expected answer is one term, not a list or a sentence."""
    if _LIST.search(expected.strip(" .")):
        return False  # each of several terms earns a part
    return len(key_words(expected)) <= _SHORT and len(re.findall(r"\w+", expected)) < _SENTENCE


def mark_literal(answer: StudentAnswer, task: Task) -> Verdict | None:
    """Return all the points for an answer that is the key's own text, or a variant of it; None for any other."""
    expectation = task.expectation
    for text in (expectation.expected, *(v.text for v in expectation.variants if not v.target)):
        wanted, given = _plain(text), _plain(answer.text)
        if "!" not in text:
            given = given.strip("! ")
        # In "[0 ; 2]" a space means nothing; in words and between numbers it does.
        spaced = re.search(r"[^\W\d_]|\d\s+\d", wanted) is not None
        if fold(wanted) == fold(given) or (not spaced and re.sub(r"\s", "", wanted) == re.sub(r"\s", "", given)):
            return Verdict("term", task.maximum, _literally(wanted, given), quotes=(answer.text.strip(),))
    return None


def _literally(wanted: str, given: str) -> float:
    """Return the confidence in an answer that is the key's text but for case, accents and spaces."""
    if wanted == given:
        return 0.97
    if not _same_symbols(wanted, given) or (len(wanted.split()) == 1 and _SYMBOL.fullmatch(wanted)):
        return 0.5
    if wanted.casefold() == given.casefold() or re.sub(r"\s", "", wanted) == re.sub(r"\s", "", given):
        return 0.97
    return 0.7 if has_accents_of(wanted, given) else 0.5


def _plain(text: str) -> str:
    text = _BULLET.sub("", text)
    signs = _SIGN.sub(r" \g<sign> ", _ARROW.sub("→", plain_math(text)))
    return " ".join(signs.split()).strip(" .«»\"'")


def mark_by_term(answer: StudentAnswer, targets: Sequence[str], task: Task) -> Verdict:
    """Return the verdict on an answer where one of the terms `targets` is expected."""
    words = key_words(answer.text, directions=False)
    listed = _is_list(answer, task.rules) and len(key_words(task.expectation.expected)) == 1
    if listed:
        words = words[-1:] if task.rules.last_of_several else ()
    method: Method = "several_terms" if listed else "term"
    given = task.given if task.rules.fuzzy else frozenset()
    for target in targets:
        wanted = key_words(target, directions=False)
        # The answer need not repeat words of the question: "File scope" to "What is the scope of …?".
        wanted = tuple(word for word in wanted if not task.rules.fuzzy or word not in task.given) or wanted
        there = all(any(_same_term(word, want, task.rules) for word in words) for want in wanted) if wanted else False
        there = there and all(
            re.search(rf"\b{letter}\b(?!')", answer.text, re.IGNORECASE) for letter in _letters(target)
        )
        if there or (not wanted and compact(target) == compact(answer.text)):
            clear = not listed and any(is_wording_of(one, answer.text, given=given) for one in targets)
            clear = clear and _same_symbols(target, answer.text)
            if _denied(wanted, answer, task.rules) != is_negated(target):
                clear = is_wording_of(target, answer.text, given=given, ignored=NEUTRAL_WORDS | _DENIALS)
                return Verdict(method, ZERO, 0.85 if clear else 0.4, missing=(task.expectation.expected,), denied=True)
            return Verdict(method, task.maximum, 0.9 if clear else 0.5, quotes=(answer.text.strip(),))
    expected, stems = task.expectation.expected, frozenset(key_words(task.expectation.expected, directions=False))
    if len(words) == len(stems) == 1 and same_side(stems, expected, answer.text) is False:
        return Verdict(method, ZERO, 0.9, missing=(expected,), contrary=(expected,))  # "faux" for "vrai"
    # Another term is wrong, unless it is misspelt or a synonym that the key does not have.
    return Verdict(method, ZERO, 0.55 if len(words) <= _SHORT else 0.4, missing=(task.expectation.expected,))


def _letters(text: str) -> list[str]:
    """Return the single capitals of `text`, which are names: of a point, a vitamin or an option."""
    return re.findall(r"\b[A-Z]\b(?!')", plain_math(text))


def _same_symbols(target: str, text: str) -> bool:
    """Whether the symbols of `target` are those of `text`, which may be in capitals throughout if it has none."""
    wanted = _symbols(target)
    return wanted == _symbols(text) or (not wanted and text.isupper())


def _symbols(text: str) -> list[str]:
    """Return the words of `text` in which case tells: "Aa", "CO", "NaCl", "H2O"."""
    words = re.findall(r"\b\w++(?!')", plain_math(text))
    return [w for w in words if w.lower() != w and _SYMBOL.fullmatch(w) and fold(w) not in NEUTRAL_WORDS]


def _denied(wanted: Sequence[str], answer: StudentAnswer, rules: Rules) -> bool:
    """Whether every sentence with one of the wanted words is negated."""
    named = [
        one for one in answer.sentences if any(_same_term(w, want, rules) for want in wanted for w in one.plain_words)
    ]
    return all(one.negated for one in named) if named else is_negated(answer.text)


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
