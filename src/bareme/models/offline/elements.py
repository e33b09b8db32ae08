"""Whether one element of the expected answer is in the student's: a formula, a result or words."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from bareme.domain.quantities import Quantity, find_quantities, read_quantity
from bareme.models.offline.math_text import plain_math
from bareme.models.offline.rules import Rules
from bareme.models.offline.student_answer import StudentAnswer, Window, compact
from bareme.models.offline.wording_match import is_wording_of
from bareme.models.offline.words import (
    LESS,
    MORE,
    KeyWord,
    fold,
    is_negated,
    key_words,
    same_word,
    spelt_key_words,
    stem,
)

type Groups = tuple[tuple[KeyWord, ...], ...]
"""Expected words. Any word of a group will do."""
Kind = Literal["formula", "result", "words"]

_PREFIX = re.compile(
    r"^\s*(?:(?:la |le |l'|the )?(?P<word>formules?|formulae?|relation|[ée]quation|calculs?|calculation|working"
    r"|[ée]tapes?|steps?|valeurs?|values?|r[ée]sultats?(?: final)?|(?:final )?results?|r[ée]ponses?|answer)"
    r"\s*:?\s+(?:de |est |is |of )?)",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"\s*-?(\d{1,3})\s*/\s*([1-9]\d{0,2})\s*")
_LABEL = re.compile(r"(?P<label>[\W\d]*+[^\W\d].*)(?::\s|(?<!\d):)", re.DOTALL)
_RESULT_WORDS = re.compile(r"r[ée]sultat|result|r[ée]ponse|answer", re.IGNORECASE)
_OPERATION = re.compile(r"[=≈]|[\w)]\s*[×+^]\s*[\w(√]|[\w)]\s*/\s*[\w(]|√")
_OPERATOR = re.compile(r"(?<=[\w)])\s*[×+/]\s*(?=\d)")
_SYMBOL = re.compile(r"\s*[^\W\d_]\w{0,3}\s*")
_ARITHMETIC = re.compile(r"(?:(?<![\d.,])\d[\d.,]*+\s*+)?(?:[×/+-]\s*+[£€]?\s?\d[\d.,]*+\s*+)++")
_OR_LIST = re.compile(
    r"(?<![\w'’-])(?P<items>[\w'’-]++(?:\s*+,\s*+[\w'’-]++){0,9}+)\s++(?:ou|or)\s++(?:(?:de|des|du|le|la|les|un|une|the|a|an|were|was|est|it)\s++|l['’]){0,5}"
    r"(?P<last>[\w-]+)",
    re.IGNORECASE,
)
_DIRECTION_WEIGHT = 0.7
_GIVEN_WEIGHT = 0.3
"""Weight of a word that the question uses: repeating it shows little."""


@dataclass(frozen=True)
class Judgement:
    """How much of an element was found."""

    share: float
    """Share of the weight of its words, from 0 to 1; 0 or 1 for formulas and results."""
    met: bool
    quote: str = ""
    missing: tuple[str, ...] = ()
    """Words of the element that were not found."""
    unit_missing: bool = False
    doubtful: bool = False
    """Whether the rules cannot tell: the answer may mean something else, or say the same in another way."""

    def in_doubt(self) -> "Judgement":
        """Return the same, doubtful."""
        return replace(self, doubtful=True)

    def quoted(self, quote: str) -> "Judgement":
        """Return the same with the student's words for it."""
        return replace(self, quote=quote)


NOT_FOUND = Judgement(0.0, met=False)


def confidence_in(found: Judgement) -> float:
    """Return the confidence in a judgement of a number."""
    return 0.5 if found.doubtful else 0.95 if found.met else 0.85


@lru_cache(maxsize=2048)
def kind_of(text: str) -> Kind:
    """Return the kind of element that the key describes."""
    prefix, rest = split_label(text)
    plain = plain_math(rest)
    quantities = find_quantities(plain)
    named_result = bool(prefix and _RESULT_WORDS.match(prefix))
    bare = not key_words(_without(plain, quantities))
    if (named_result or bare) and _is_single_value(plain, quantities):
        return "result"
    wordy = [word for word in re.findall(r"[^\W\d_]{3,}", plain) if word.lower() not in {"donc", "soit"}]
    if _OPERATION.search(plain) and (prefix is not None or "=" in plain or len(wordy) <= 1) and len(wordy) <= 6:
        return "formula"
    return "words"


def judge(text: str, answer: StudentAnswer, rules: Rules, *, given: frozenset[str]) -> Judgement:
    """Return how much of the formula or the words `text` is in `answer`. `given`: stems of the question's words."""
    for alternative in _alternatives(text):
        found = (
            judge_formula(alternative, answer, rules)
            if kind_of(alternative) == "formula"
            else judge_words(alternative, answer, rules, given=given)
        )
        if found.met or alternative == text:
            return found
    return judge_words(text, answer, rules, given=given)


def judge_formula(text: str, answer: StudentAnswer, rules: Rules) -> Judgement:
    """Return whether the equation or calculation `text` is in `answer`."""
    plain = plain_math(split_label(text)[1])
    sides = [compact(side) for side in re.split(r"[=≈]", plain)]
    if len(sides) > 1 and re.fullmatch(r"-?[\d.]+", sides[-1]):
        # "3x = 18": both sides must be in one chain of equations.
        wanted = {sides[0], sides[-1]}
        met = any(wanted <= set(chain) for chain in answer.chains)
    else:
        arithmetic = _ARITHMETIC.search(plain) if "=" not in plain else None
        goal = compact(arithmetic[0]) if arithmetic and not sides[0].startswith("√") else sides[-1]
        met = any(_contains(answer.compact, form) for form in _forms(goal))
        if not met and rules.fuzzy:
            met = any(_spells_out(side, goal) for chain in answer.chains for side in chain)
    quote = next((line for line in answer.text.splitlines() if _OPERATION.search(plain_math(line))), "") if met else ""
    return Judgement(1.0 if met else 0.0, met=met, quote=quote.strip(), missing=() if met else (plain.strip(),))


def judge_words(text: str, answer: StudentAnswer, rules: Rules, *, given: frozenset[str]) -> Judgement:
    """Return how much of the words of `text` is in the one or two sentences of `answer` that match best."""
    groups = word_groups(text, directions=rules.fuzzy)
    if not groups:
        return NOT_FOUND.in_doubt()
    directed = any(word in {MORE, LESS} for group in groups for _, word in group)
    best = NOT_FOUND
    # "More" in one sentence does not apply to the noun in the next.
    for window in answer.sentences if directed else answer.windows:
        for reading in (groups, first_alternative(groups)):
            found = _judge_window(text, reading, window, rules, given)
            if found.share > best.share:
                best = found
    if best is NOT_FOUND:
        return Judgement(0.0, met=False, missing=tuple(group[0][0] for group in groups))
    return best if is_wording_of(split_label(text)[1], best.quote, given=given) else best.in_doubt()


def _judge_window(text: str, groups: Groups, window: Window, rules: Rules, given: frozenset[str]) -> Judgement:
    words = window.words if rules.fuzzy else window.plain_words
    total = matched = 0.0
    missing: list[str] = []
    for group in groups:
        weight = _weight(group, given)
        total += weight
        if any(same_word(word, expected, fuzzy=rules.fuzzy) for _, expected in group for word in words):
            matched += weight
        else:
            missing.append(group[0][0])
    share = matched / total
    expected_words = {expected for group in groups for _, expected in group}
    if _opposed(expected_words, set(words)) or (window.negated and not is_negated(text)):
        share *= 0.5
    return Judgement(share, met=share >= rules.met - 1e-9, quote=window.text, missing=tuple(missing))


@lru_cache(maxsize=4096)
def word_groups(text: str, *, directions: bool) -> Groups:
    """Return the key words of `text`, as written and as compared. Words joined by "or" form a group."""
    alternatives: dict[str, int] = {}
    for number, match in enumerate(_OR_LIST.finditer(text)):
        for item in [*map(str.strip, match["items"].split(",")), match["last"]]:
            alternatives.setdefault(stem(fold(item.split("'")[-1].split("’")[-1])), number)
    groups: dict[object, list[KeyWord]] = {}
    for written, compared in spelt_key_words(text, directions=directions):
        group: object = ("or", alternatives[stem(fold(written))]) if stem(fold(written)) in alternatives else compared
        members = groups.setdefault(group, [])
        if compared not in {word for _, word in members}:
            members.append((written, compared))
    return tuple(tuple(members) for members in groups.values())


def first_alternative(groups: Groups) -> Groups:
    """Return the groups up to the last alternative.

    In "the fuse melts or cuts the current", the current belongs to the second alternative only.
    """
    last = max((number for number, group in enumerate(groups) if len(group) > 1), default=len(groups) - 1)
    return groups[: last + 1]


def _weight(group: Iterable[KeyWord], given: frozenset[str]) -> float:
    return max(
        _DIRECTION_WEIGHT if word in {MORE, LESS} else _GIVEN_WEIGHT if word in given else 1.0 for _, word in group
    )


def _opposed(expected: set[str], found: set[str]) -> bool:
    return (MORE in expected and MORE not in found and LESS in found) or (
        LESS in expected and LESS not in found and MORE in found
    )


def _alternatives(text: str) -> list[str]:
    """Return the two sides of an "or" between words and a formula, or only `text`."""
    parts = re.split(r"\s(?:ou|or)\s", text)
    return parts if len(parts) > 1 and any("=" in part for part in parts) else [text]


def split_label(text: str) -> tuple[str | None, str]:
    """Return the label of an element and the rest: "result" and "6 W", "divides by 2" and "x = 4"."""
    named = _LABEL.match(text)
    # Any label will do before an equation or a number.
    if named and (re.search(r"[=≈]", text[named.end() :]) or read_quantity(text[named.end() :])):
        return named["label"].strip(), text[named.end() :]
    match = _PREFIX.match(text)
    return (match["word"], text[match.end() :]) if match else (None, text)


def _is_single_value(plain: str, quantities: Sequence[Quantity]) -> bool:
    """Whether `plain` is a single value ("12,5 m/s", "x = 6") and not a calculation ("12 × 0,50", "3x = 18")."""
    *symbols, value = re.split(r"[=≈]", plain)
    fraction = _FRACTION.fullmatch(value)
    if fraction and math.gcd(int(fraction[1]), int(fraction[2])) == 1:
        # In lowest terms it is a value; "9000/720" is a calculation.
        return len(symbols) < 2 and all(_SYMBOL.fullmatch(symbol) for symbol in symbols)
    if len(quantities) != 1 or len(symbols) > 1:
        return False
    return _OPERATOR.search(value) is None and all(_SYMBOL.fullmatch(symbol) for symbol in symbols)


def _without(text: str, quantities: Sequence[Quantity]) -> str:
    for quantity in reversed(quantities):
        text = text[: quantity.start] + " " + text[quantity.end :]
    return text


def _forms(goal: str) -> set[str]:
    """Return `goal` and, if it is a sum or product of two, the same with its operands swapped."""
    forms = {goal}
    for sign in "×+":
        factors = goal.split(sign)
        if len(factors) == 2 and all(factors):
            forms.add(sign.join(reversed(factors)))
    return {form for form in forms if form}


def _contains(text: str, form: str) -> bool:
    """Whether `text` contains `form` as a whole: "cm/v" and "m/v2" do not contain "m/v"."""
    head = "" if not form[0].isalnum() else r"(?<![\w.])"
    tail = "" if not form[-1].isalnum() else r"(?![\w]|\.\d)"
    return re.search(head + re.escape(form) + tail, text) is not None


def _spells_out(side: str, goal: str) -> bool:
    """Whether `side` is the formula `goal` with words for symbols: "power×time" for "p×t"."""
    for sign in "×/":
        symbols, words = goal.split(sign), side.split(sign)
        if len(symbols) == len(words) == 2 and all(len(symbol) == 1 for symbol in symbols):
            pairs = list(zip(symbols, words, strict=True))
            return all(len(word) > 2 and word.isalpha() and word[0] == symbol for symbol, word in pairs)
    return False
