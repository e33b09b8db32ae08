"""The expected answer of each question, read from the scheme and the teacher's answer key."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from bareme.domain.criteria import Criterion
from bareme.domain.points import add, to_points
from bareme.domain.quantities import Tolerance, find_quantities
from bareme.domain.segmentation.outline import outline_of
from bareme.domain.segmentation.running_heads import without_page_numbers
from bareme.domain.segmentation.segments import segment
from bareme.models.offline.key_notes import other_forms, without_points
from bareme.models.offline.math_text import plain_math
from bareme.models.offline.prompt_reader import SchemeQuestion
from bareme.models.offline.words import fold, key_words

_POINTS = r"(?P<points>(?<!\d)\d{1,4}(?:[.,]\d{1,2})?)\s*(?:points?|pts?|marks?|mks?|p)\b\.?"
_FIELDS = {
    "expected": r"r[ée]ponses? attendues?|r[ée]ponses?|corrig[ée]|solution|expected answers?|model answers?|answers?",
    "variants": r"accepter aussi|accepter [ée]galement|on accepte(?: aussi)?|accept[ée]e?s? aussi|variantes?"
    r"|also accept(?:ed)?|accept(?: also)?|allow",
    "marks": r"bar[èe]me|notation|points|marks?|marking|mark scheme",
}
_FIELD = re.compile(
    r"^[^\S\n]*+(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _FIELDS.items()) + r")\s*+:\s*+",
    re.IGNORECASE | re.MULTILINE,
)
_OWN_POINTS = re.compile(rf"^\s*[(\[]\s*{_POINTS}\s*[)\]]\s*(?:[:|]\s*)?", re.IGNORECASE)
_ELEMENT_POINTS = re.compile(rf"[(\[]\s*{_POINTS}\s*[)\]]", re.IGNORECASE)
_TIER = re.compile(rf"{_POINTS}\s*(?:si|if|pour|for|when|lorsque)\s+(?P<text>[^;]+)", re.IGNORECASE)
_TOLERANCE = re.compile(
    r"\([^()]{0,80}?(?:tol[ée]rance|±|à\s[\d,.]++[^()]{0,80}?pr[eè]s)[^()]{0,80}\)|±\s*[\d.,]+|à\s++(?P<near>[\d.,]++)[^.;()]{0,80}?\bpr[eè]s",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"\b(?:environ|about|approximately|roughly|approx\.?)\b", re.IGNORECASE)
_WITHOUT_UNIT = re.compile(
    rf"(?:sans (?:son )?unit[ée]|without (?:its |the |a )?unit|unit missing)[^:]{{0,80}}:\s*{_POINTS}", re.IGNORECASE
)
_STANDS_FOR = re.compile(
    r"(?:le calcul|le r[ée]sultat|the calculation|the working)?\s*(?P<text>\S(?:.*?\S)?)\s++"
    r"(?:vaut pour|tient lieu de|compte pour|stands for|counts (?:as|for))\s+(?:la |le |l'|the )?(?P<target>\w+)",
    re.IGNORECASE,
)
_IN_PLACE_OF = re.compile(r"\((?:in place of|[àa] la place de|au lieu de)[^()]*\)", re.IGNORECASE)
_OPTION = re.compile(
    r"(?:(?:[Rr]éponse|[Aa]nswer|[Oo]ption|[Cc]hoi(?:x|ce)|[Ll]ett(?:re|er))\s+)?(?P<letter>[A-H])(?:\s*[).:–-]|\s+\(|\s*$)\s*+(?P<text>[^()\n]*+)\)?\.?"
)
_REMARK = 4
"""A remark has more key words than this; "0 points otherwise" is none."""
_RESULT = re.compile(
    r"(?:le |the )?(?:r[ée]sultat|result|valeur|value)s?(?: (?:final|num[ée]rique|correct|juste)e?)?", re.IGNORECASE
)
_FORMULA = re.compile(
    r"(?:la |the )?(?:formule|formula|relation|[ée]quation)s?(?: (?:correcte|juste|litt[ée]rale))?", re.IGNORECASE
)
_ORDINALS = (("first", "premi"), ("second", "deuxi"), ("third", "troisi"), ("fourth", "quatri"))


@dataclass(frozen=True)
class Element:
    """One part of the expected answer, with its points."""

    text: str
    points: Decimal
    criterion_id: str | None = None


@dataclass(frozen=True)
class Tier:
    """Points for an answer that meets a condition. Only the best tier counts."""

    text: str
    points: Decimal


@dataclass(frozen=True)
class KeyVariant:
    """Another accepted answer, or another way to earn one element."""

    text: str
    target: str = ""
    """The key's words for what it replaces, or ""."""


@dataclass(frozen=True)
class Expectation:
    """The expected answer to one question."""

    expected: str
    option: str = ""
    """The letter of the right option, or "" if the question has no options."""
    option_text: str = ""
    variants: tuple[KeyVariant, ...] = ()
    elements: tuple[Element, ...] = ()
    tiers: tuple[Tier, ...] = ()
    tolerance: Tolerance | None = None
    without_unit: Decimal | None = None
    """Points for the right result without its unit, or None if the key does not say."""
    remarks: bool = False
    """Whether the key says more of how to mark than the rules understand, such as what not to take off twice."""

    @property
    def texts(self) -> tuple[str, ...]:
        """All that an answer is compared with."""
        return (
            self.expected,
            *(variant.text for variant in self.variants),
            *(element.text for element in self.elements),
            *(tier.text for tier in self.tiers),
        )


@lru_cache(maxsize=64)
def expectations(scheme: tuple[SchemeQuestion, ...], answer_key: str) -> dict[str, Expectation]:
    """Return the expected answers by leaf id, without leaves that neither the scheme nor the key mentions.

    The scheme's expected answers and criteria take precedence over the key's.
    """
    lines = without_page_numbers([line for line in answer_key.splitlines() if line.strip()])
    said = segment(lines, outline_of(scheme)).answers
    found: dict[str, Expectation] = {}
    for leaf in (leaf for question in scheme for leaf in question.leaves()):
        expectation = _expectation(leaf, said.get(leaf.id, ""))
        if expectation is not None:
            found[leaf.id] = expectation
    return found


def _expectation(leaf: SchemeQuestion, key: str) -> Expectation | None:
    fields = _fields(leaf.expected_answer) if leaf.expected_answer else _fields(key)
    if leaf.expected_answer and key:
        # The key fills in what the scheme does not say.
        fields = {**_fields(key), **{name: text for name, text in fields.items() if text}}
    expected, marks = fields.get("expected", ""), fields.get("marks", "")
    if leaf.criteria:
        elements = tuple(
            Element(without_points(_criterion_text(c, expected), leaf.maximum), c.points, c.id) for c in leaf.criteria
        )
    else:
        elements = _elements(marks, leaf.maximum) or _elements(expected, leaf.maximum)
    tolerance = _tolerance(expected)
    expected, forms = other_forms(without_points(_without_tolerance(expected), leaf.maximum))
    if not (expected or elements):
        return None
    option = _option(expected)
    without_unit = _WITHOUT_UNIT.search(marks)
    return Expectation(
        expected=expected,
        option=option[0],
        option_text=option[1],
        variants=(*map(KeyVariant, forms), *_variants(fields.get("variants", ""))),
        elements=elements,
        tiers=() if elements else _tiers(marks),
        tolerance=tolerance,
        without_unit=to_points(without_unit["points"]) if without_unit else None,
        remarks=bool(leaf.guidelines) or _has_remarks(marks, elements),
    )


def _criterion_text(criterion: Criterion, expected: str) -> str:
    """Return the text of a criterion. "Result" or "Formula" alone means that side of the expected answer."""
    text = f"{criterion.name}: {criterion.description}" if criterion.description else criterion.name
    sides = [side.strip(" .") for side in re.split(r"[=≈]", _without_tolerance(expected))]
    if len(sides) > 1 and not criterion.description:
        if _RESULT.fullmatch(criterion.name.strip()):
            return f"{criterion.name} {sides[-1]}"
        if _FORMULA.fullmatch(criterion.name.strip()):
            return f"{criterion.name} {sides[0]} = {sides[1]}"
    return text


def _fields(text: str) -> dict[str, str]:
    """Return the text under each heading of the key. A text without headings is the expected answer."""
    text = re.sub(r"[^\S\n]+", " ", text)
    text = _OWN_POINTS.sub("", text, count=1).strip()
    headings = list(_FIELD.finditer(text))
    fields: dict[str, str] = {"expected": text[: headings[0].start()].strip() if headings else text}
    for number, heading in enumerate(headings):
        end = headings[number + 1].start() if number + 1 < len(headings) else len(text)
        name = heading.lastgroup or "expected"
        body = re.sub(r"\s+", " ", text[heading.end() : end]).strip()
        fields[name] = f"{fields[name]} {body}".strip() if fields.get(name) else body
    return fields


def _elements(marks: str, maximum: Decimal) -> tuple[Element, ...]:
    elements: list[Element] = []
    end = 0
    for match in _ELEMENT_POINTS.finditer(marks):
        text = marks[end : match.start()].rsplit(";", 1)[-1].strip(" ,.")
        end = match.end()
        if text:
            elements.append(Element(text, to_points(match["points"])))
    # Points that do not add up to the question's maximum are remarks, not a breakdown.
    return tuple(elements) if add(element.points for element in elements) == maximum else ()


def _tiers(marks: str) -> tuple[Tier, ...]:
    tiers = (Tier(match["text"].strip(" ."), to_points(match["points"])) for match in _TIER.finditer(marks))
    return tuple(tier for tier in tiers if tier.points > 0)


def _has_remarks(marks: str, elements: Sequence[Element]) -> bool:
    read = [match.end() for match in _ELEMENT_POINTS.finditer(marks)] if elements else []
    rest = _WITHOUT_UNIT.sub("", _TIER.sub("", marks[max(read, default=0) :]))
    return len(key_words(rest)) > _REMARK


def _variants(text: str) -> tuple[KeyVariant, ...]:
    found: list[KeyVariant] = []
    for part in re.split(r";|\s(?:ou bien|ou encore)\s", text):
        place = _IN_PLACE_OF.search(part)
        words = _IN_PLACE_OF.sub("", part).strip(" .,")
        stands = _STANDS_FOR.fullmatch(words)
        if stands:
            found.append(KeyVariant(stands["text"].strip(), fold(stands["target"])))
        elif words:
            found.append(KeyVariant(words, fold(place[0]) if place else ""))
    return tuple(found)


def place_of(variant: KeyVariant) -> int | None:
    """Return the index of the element that `variant` replaces, or None if the key does not say."""
    return next((n for n, words in enumerate(_ORDINALS) if any(word in variant.target for word in words)), None)


def _option(expected: str) -> tuple[str, str]:
    match = _OPTION.fullmatch(expected.strip())
    return (match["letter"], match["text"].strip(" )")) if match else ("", "")


def _without_tolerance(expected: str) -> str:
    return _ABOUT.sub("", _TOLERANCE.sub("", expected)).strip(" .")


def _tolerance(expected: str) -> Tolerance | None:
    match = _TOLERANCE.search(expected)
    if match is not None:
        quantities = find_quantities(plain_math(re.sub(r"^.*?(?=[\d.,]*\d)", "", match[0], count=1)))
        if quantities:
            return Tolerance(absolute=abs(quantities[0].readings[0]))
    return Tolerance(relative=Fraction(1, 20)) if _ABOUT.search(expected) else None
