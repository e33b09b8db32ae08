"""What an answer key decides without a marker: options, numbers and short texts.

Full marks are decided where one accepted form fits, none only where every accepted form was read and none fits.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from bareme.domain.mock_exam.exam import CFUConfig, ExamQuestion, QuestionType
from bareme.domain.mock_exam.number_keys import Fit, number, read_key
from bareme.domain.mock_exam.option_labels import folded, read_options
from bareme.domain.mock_exam.submission import AnswerResponse
from bareme.domain.points import ZERO, add, format_points
from bareme.domain.quantities import Quantity, read_quantity

_LONGEST_RESULT = 2
"""Words of a number with its unit; more of them say how it was found."""
_OF_OPTIONS = frozenset({QuestionType.MCQ, QuestionType.MCQ_MULTISELECT})


@dataclass(frozen=True)
class KeyVerdict:
    """The marks that the key gives an answer, and why."""

    marks: Decimal
    reason: str


def decide(question: ExamQuestion, response: AnswerResponse | None) -> KeyVerdict | None:
    """Return what the key of `question` decides, or None if the answer needs a marker.

    A blank answer gets no marks. Options and numbers are right or wrong as far as key and answer were understood. If
    there may be marks for the method and working stands, an answer that is not fully right is left to the marker.
    """
    config, marks = question.cfu_config, question.marks
    if response is None or response.is_blank:
        return KeyVerdict(ZERO, "no answer was given")
    rule = _RULES.get(config.type) if question.question_type is config.type else None
    return rule(config, response, marks) if rule else None


def find_key_faults(question: ExamQuestion) -> Iterator[str]:
    """Yield what is wrong with the key, in the order of its fields: it decides nothing where it is not understood."""
    config = question.cfu_config
    key = config.answer_key
    if question.question_type is not config.type:
        yield f"is {question.question_type.value!r}, and its cfu_config is {config.type.value!r}"
    if config.type in _OF_OPTIONS:
        yield from config.option_faults
    elif not key.marking_scheme and not any(form.strip() for form in _accepted(config)):
        yield "has no answer key"
    if key.marking_scheme and add(step.marks for step in key.marking_scheme) != question.marks:
        total = format_points(add(step.marks for step in key.marking_scheme), "en")
        yield f"has a marking scheme of {total} marks, and is worth {format_points(question.marks, 'en')}"


def unread_forms(question: ExamQuestion) -> tuple[str, ...]:
    """Return the accepted forms of a numeric key that were not read as a number or a range."""
    config = question.cfu_config
    return read_key(_accepted(config)).unread if config.type is QuestionType.NUMERIC else ()


def loses_marks(question: ExamQuestion, response: AnswerResponse | None) -> bool:
    """Return whether an answer cannot have all marks: not exactly the right options, or surely another number."""
    config = question.cfu_config
    if response is None:
        return False
    if config.type is QuestionType.NUMERIC:
        given = _given_number(response)
        return given is not None and read_key(_accepted(config)).fit(given) is Fit.WRONG
    if config.type is not QuestionType.MCQ_MULTISELECT or not config.right_labels:
        return False
    selected, unknown = selected_labels(config, response)
    return bool(selected) and not unknown and selected != config.right_labels


def selected_labels(config: CFUConfig, response: AnswerResponse) -> tuple[frozenset[str], list[str]]:
    """Return the labels of the selected options, by label, by text or as a list, and the names that match no option."""
    options = config.labelled_texts
    labels = {folded(label): label for label, _ in options}
    selected = [*(response.selected_options or []), *([response.selected_option] if response.selected_option else [])]
    if selected:
        # A client sends labels, also where the text of another option is the same.
        found = {
            name: frozenset({labels[folded(name)]}) if folded(name) in labels else read_options(name, options)
            for name in selected
            if name.strip()
        }
        known = frozenset(label for named in found.values() for label in named or ())
        return known, [name for name, named in found.items() if named is None]
    written = response.final_answer or response.response_text
    read = read_options(written, options) if written else frozenset()
    return (read, []) if read is not None else (frozenset(), [written or ""])


def _one_option(config: CFUConfig, response: AnswerResponse, marks: Decimal) -> KeyVerdict | None:
    selected, unknown = selected_labels(config, response)
    right = config.right_labels
    if not selected or unknown or not right:
        return None  # a drawing, working alone, a name that is no option, or a key that is not understood
    named = ", ".join(sorted(right))
    if selected == right:
        return KeyVerdict(marks, f"the right option is {named}, which was selected")
    return KeyVerdict(ZERO, f"the right option is {named}, which was not selected alone")


def _several_options(config: CFUConfig, response: AnswerResponse, marks: Decimal) -> KeyVerdict | None:
    selected, unknown = selected_labels(config, response)
    right = config.right_labels
    if not selected or unknown or not right:
        return None
    if selected == right:
        return KeyVerdict(marks, "exactly the right options were selected")
    if selected & right and len(config.answer_key.marking_scheme) != 1:
        return None
    return KeyVerdict(ZERO, f"the right options are {', '.join(sorted(right))}, not those selected")


def _number(config: CFUConfig, response: AnswerResponse, marks: Decimal) -> KeyVerdict | None:
    key = config.answer_key
    final = response.final_answer or response.response_text or ""
    given = _given_number(response)
    fit = read_key(_accepted(config)).fit(given) if given is not None else Fit.OPEN
    if fit is Fit.RIGHT:
        return KeyVerdict(marks, "the answer is within 0.001 of the key, or in its range")
    if final and _same_words(final, config):
        return KeyVerdict(marks, "the answer is an accepted variation")
    if fit is Fit.OPEN or (_shows_working(response) and len(key.marking_scheme) > 1):
        return None
    return KeyVerdict(ZERO, f"the key is {key.correct_answer!r}, and the answer is not within 0.001")


def names_two_numbers(response: AnswerResponse) -> bool:
    """Return whether the number that was sent contradicts one that is written beside it."""
    if response.numeric_value is None:
        return False
    sent = number(response.numeric_value)
    return any(sent.readings[0] not in quantity.readings for quantity in _written_numbers(response))


def _given_number(response: AnswerResponse) -> Quantity | None:
    """Return the number that was answered, or None if there is none, or if there are two that differ."""
    if response.numeric_value is not None:
        return None if names_two_numbers(response) else number(response.numeric_value)
    if response.final_answer and response.final_answer.strip():
        return read_quantity(response.final_answer)
    return next(iter(_written_numbers(response)), None)


def _written_numbers(response: AnswerResponse) -> list[Quantity]:
    written = [text for text in (response.final_answer, response.response_text) if text and text.strip()]
    return [quantity for text in written if (quantity := read_quantity(text)) is not None]


def _shows_working(response: AnswerResponse) -> bool:
    """Return whether there is more than a result: working, a drawing, or a text that is no number by itself."""
    beside = response.response_text if response.final_answer or response.numeric_value is not None else None
    words = len(beside.split()) if beside else 0
    in_text = bool(beside and words and (read_quantity(beside) is None or words > _LONGEST_RESULT))
    return bool(response.drawing_data or (response.working and response.working.strip())) or in_text


def _short_text(config: CFUConfig, response: AnswerResponse, marks: Decimal) -> KeyVerdict | None:
    final = response.final_answer or response.response_text or ""
    return KeyVerdict(marks, "the answer is the key or a variation of it") if _same_words(final, config) else None


def _accepted(config: CFUConfig) -> list[str]:
    return [config.answer_key.correct_answer, *config.answer_key.acceptable_variations]


def _same_words(text: str, config: CFUConfig) -> bool:
    plain = folded(text).rstrip(".")
    return bool(plain) and plain in {folded(accepted).rstrip(".") for accepted in _accepted(config)}


_RULES: dict[QuestionType, Callable[[CFUConfig, AnswerResponse, Decimal], KeyVerdict | None]] = {
    QuestionType.MCQ: _one_option,
    QuestionType.MCQ_MULTISELECT: _several_options,
    QuestionType.NUMERIC: _number,
    QuestionType.SHORT_TEXT: _short_text,
}
