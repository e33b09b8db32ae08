"""What an answer key decides without a marker: options and numbers."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from bareme.domain.mock_exam.submission import AnswerResponse, CFUConfig, ExamQuestion, QuestionType
from bareme.domain.points import ZERO
from bareme.domain.quantities import Agreement, Quantity, Tolerance, agreement, read_quantity

_TOLERANCE = Tolerance(absolute=Fraction(1, 1000))
_OFF = f"{float(_TOLERANCE.absolute):g}"


@dataclass(frozen=True)
class KeyVerdict:
    """The marks that the key gives an answer, and why."""

    marks: Decimal
    reason: str


def decide(question: ExamQuestion, response: AnswerResponse | None) -> KeyVerdict | None:
    """Return what the key of `question` decides, or None if the answer needs a marker.

    A blank answer gets no marks. Options and numbers are right or wrong. A number that can be read in several ways, in
    the answer or in the key ("1,234"), is decided only if all readings lead to the same verdict. If the marking scheme
    gives marks for more than one step, an answer that is not fully right is left to the marker.
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
    """Return the labels of the selected options, by label or by text, and the names that match no option."""
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
        given = Quantity((Fraction(repr(response.numeric_value)),))
    quantities = [quantity for text in accepted if (quantity := read_quantity(text)) is not None]
    agreements = {_agreement(given, quantity) for quantity in quantities} if given is not None else set()
    if "full" in agreements:
        return KeyVerdict(marks, f"the answer is within {_OFF} of the key")
    if final and _folded(final) in {_folded(text) for text in accepted}:
        return KeyVerdict(marks, "the answer is an accepted variation")
    # An answer is wrong only if both sides are numbers of one unit and no reading of them agrees.
    if given is None or not quantities or "partial" in agreements:
        return None
    if given.unit is not None and given.unit not in {quantity.unit for quantity in quantities}:
        return None
    if len(key.marking_scheme) > 1 and response.working:
        return None  # method marks may be left
    return KeyVerdict(ZERO, f"the key is {key.correct_answer!r}, and the answer is not within {_OFF}")


def _agreement(given: Quantity, accepted: Quantity) -> Agreement:
    """Return whether all, some or no readings of an answer and of the key agree.

    They agree in part only if a unit has to be converted: whether 0.5 will do for 50 %, or 1.5 m for 150 cm, depends
    on the question.
    """
    if given.unit in {None, accepted.unit}:
        as_written = agreement(replace(given, unit=accepted.unit), accepted, _TOLERANCE)
        if as_written != "none":
            return as_written
    return "none" if agreement(given, accepted, _TOLERANCE) == "none" else "partial"


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()
