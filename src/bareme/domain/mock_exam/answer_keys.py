"""What an answer key decides by itself, without anybody's judgement."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bareme.domain.mock_exam.submission import AnswerResponse, CFUConfig, ExamQuestion, QuestionType
from bareme.domain.points import ZERO

_TOLERANCE = Fraction(1, 1000)
"""What a number may be off, either way."""

_NUMBER = re.compile(
    r"(?P<sign>[-−–+])?\s*(?P<currency>[£€$])?\s*(?P<whole>\d{1,3}(?:[, ]\d{3})+|\d+)?(?P<decimals>\.\d+)?"
    r"(?:\s*/\s*(?P<below>\d+))?(?:\s*[×x*]\s*10\s*\^\s*(?P<power>-?\d{1,2}))?\s*(?P<unit>.*)",
    re.DOTALL,
)
_UNIT_WORD = r"[A-Za-zµΩ°%£€$]+(?:\^?-?\d|[²³])?"
_UNIT = re.compile(
    rf"(?!.*\b(?:or|and|to|not|ou|et)\b)(?:{_UNIT_WORD}(?:[ ./·]{_UNIT_WORD}){{0,2}}\.?)?", re.IGNORECASE
)
_ASSIGNED = re.compile(r"\s*[A-Za-z]\w{0,3}(?:\([^)]*\))?\s*[=≈]\s*")


@dataclass(frozen=True)
class Quantity:
    """A number and its unit as it is written, "" where there is none."""

    number: Fraction
    unit: str


@dataclass(frozen=True)
class KeyVerdict:
    """What the key says of an answer: the marks, and why."""

    marks: Decimal
    reason: str


def decide(question: ExamQuestion, response: AnswerResponse | None) -> KeyVerdict | None:
    """Return what the key of `question` decides alone, or None where the answer needs judging.

    A blank answer has no marks. Options and numbers are right or wrong; where the marking scheme gives marks for
    more than one step, an answer that is not wholly right is left to the marker.
    """
    config, marks = question.cfu_config, question.marks
    if response is None or response.is_blank:
        return KeyVerdict(ZERO, "no answer was given")
    match config.type:
        case QuestionType.MCQ:
            return _one_option(config, response, marks)
        case QuestionType.MCQ_MULTISELECT:
            return _several_options(config, response, marks)
        case QuestionType.NUMERIC:
            return _number(config, response, marks)
        case _:
            return None


def selected_labels(config: CFUConfig, response: AnswerResponse) -> tuple[frozenset[str], list[str]]:
    """Return the labels of the options that were selected, by label or by text, and what names no option."""
    by_name = {_folded(option.text): option.label for option in config.options or []}
    by_name |= {_folded(option.label): option.label for option in config.options or []}
    written = response.selected_option or response.final_answer or response.response_text
    names = response.selected_options or ([written] if written else [])
    unknown = [name for name in names if _folded(name) not in by_name]
    return frozenset(by_name[_folded(name)] for name in names if _folded(name) in by_name), unknown


def _one_option(config: CFUConfig, response: AnswerResponse, marks: Decimal) -> KeyVerdict | None:
    selected, unknown = selected_labels(config, response)
    if not selected and not unknown:
        return None  # a drawing, or working alone
    right = ", ".join(sorted(config.right_labels))
    if selected == config.right_labels and not unknown:
        return KeyVerdict(marks, f"the right option is {right}, which was selected")
    return KeyVerdict(ZERO, f"the right option is {right}, which was not selected alone")


def _several_options(config: CFUConfig, response: AnswerResponse, marks: Decimal) -> KeyVerdict | None:
    selected, unknown = selected_labels(config, response)
    if not selected and not unknown:
        return None
    right = config.right_labels
    if selected == right and not unknown:
        return KeyVerdict(marks, "exactly the right options were selected")
    if selected & right and len(config.answer_key.marking_scheme) > 1:
        return None
    return KeyVerdict(ZERO, f"the right options are {', '.join(sorted(right))}, not those selected")


def _number(config: CFUConfig, response: AnswerResponse, marks: Decimal) -> KeyVerdict | None:
    key = config.answer_key
    accepted = [key.correct_answer, *key.acceptable_variations]
    final = response.final_answer or response.response_text or ""
    given = read_quantity(final)
    if response.numeric_value is not None:
        given = Quantity(Fraction(repr(response.numeric_value)), "")
    quantities = [quantity for text in accepted if (quantity := read_quantity(text)) is not None]
    if given is not None and any(_agree(given, quantity) for quantity in quantities):
        return KeyVerdict(marks, f"the answer is within {float(_TOLERANCE):g} of the key")
    if final and _folded(final) in {_folded(text) for text in accepted}:
        return KeyVerdict(marks, "the answer is an accepted variation")
    # Wrong only if both sides are numbers of one unit; and then method marks may be left.
    if given is None or given.unit not in {"", *(quantity.unit for quantity in quantities)} or not quantities:
        return None
    if len(key.marking_scheme) > 1 and response.working:
        return None
    return KeyVerdict(ZERO, f"the key is {key.correct_answer!r}, and the answer is not within {float(_TOLERANCE):g}")


def _agree(given: Quantity, accepted: Quantity) -> bool:
    return given.unit in {"", accepted.unit} and abs(given.number - accepted.number) <= _TOLERANCE


def read_quantity(text: str) -> Quantity | None:
    """Return the number, with or without a unit, that `text` consists of: "£1,250", "x = 3/8", "-4.5 cm".

    None for anything else, such as a sentence or two numbers.
    """
    text = _ASSIGNED.sub("", text.strip().strip("$"), count=1)
    match = _NUMBER.fullmatch(text)
    if match is None or not (match["whole"] or match["decimals"]) or not _UNIT.fullmatch(match["unit"].strip()):
        return None
    number = Fraction(re.sub(r"[, ]", "", match["whole"] or "0") + (match["decimals"] or ""))
    if match["below"]:
        if int(match["below"]) == 0:
            return None
        number /= int(match["below"])
    number *= Fraction(10) ** int(match["power"] or 0)
    unit = (match["currency"] or "") + match["unit"].strip(" .")
    return Quantity(-number if match["sign"] in {"-", "−", "–"} else number, unit)


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()
