"""Asking the teacher about the drafted criteria."""

from collections.abc import Callable
from pathlib import Path

from bareme.cli.exits import os_error_message
from bareme.cli.screen import Screen
from bareme.domain.criteria import Criterion
from bareme.domain.rubric import with_criteria
from bareme.domain.scheme import GradingScheme
from bareme.errors import InvalidInput
from bareme.exports import read_scheme, scheme_format, write_scheme
from bareme.graphs.interrupts import ConfirmRubric
from bareme.graphs.state import Json, dump

_STOP = {"q", "quit", "quitter"}
_YES = {"", "o", "oui", "y", "yes"}


def accept_sound_criteria(found: ConfirmRubric) -> Json:
    """Return the answer that accepts what has no fault and drops what has."""
    return {"accept": True, "drop": faulty_questions(found)}


def faulty_questions(found: ConfirmRubric) -> list[str]:
    """Return the ids of the questions whose criteria cannot be accepted."""
    return [question.question_id for question in found.questions if question.faults and not question.dropped]


def ask_rubric(screen: Screen, found: ConfirmRubric, scheme: GradingScheme) -> Json | None:
    """Return the teacher's answer to the interrupt, None where she stops here.

    Raises:
        EOFError: there is nobody to answer.
    """
    if not found.error:
        screen.print(found.message)
    while True:
        typed = screen.ask(
            screen.t(
                "Enter to accept, d N to drop the criteria of question N, r N remark to have them "
                "drafted again,\n"
                "w FILE to write them to a .csv or .json file to edit, e FILE to read it back, or q "
                "to stop here:"
            )
        )
        if typed.lower() in _STOP:
            return None
        if typed.lower() in _YES:
            return {"accept": True}
        order, _, rest = typed.partition(" ")
        act = _COMMANDS.get(order.lower())
        if act is None:
            screen.print(
                screen.t("Refused: {reason}", reason=screen.t("“{text}” is not a possible answer", text=typed)),
                style="red",
            )
            continue
        try:
            answer = act(screen, found, scheme, rest.strip())
        except InvalidInput as error:
            screen.print(screen.t("Refused: {reason}", reason=error.message), style="red")
        except OSError as error:
            screen.print(screen.t("Refused: {reason}", reason=os_error_message(error)), style="red")
        else:
            if answer is not None:
                return answer


def _drop(_screen: Screen, found: ConfirmRubric, _scheme: GradingScheme, rest: str) -> Json:
    return {"drop": [_question(found, rest)]}


def _redo(_screen: Screen, found: ConfirmRubric, _scheme: GradingScheme, rest: str) -> Json:
    number, _, remark = rest.partition(" ")
    return {"redo": {_question(found, number): remark.strip()}}


def _question(found: ConfirmRubric, number: str) -> str:
    if not (number.isascii() and number.isdecimal() and 1 <= int(number) <= len(found.questions)):
        raise InvalidInput("there is no question number {number} here", number=number or "?")
    return found.questions[int(number) - 1].question_id


def _write(screen: Screen, found: ConfirmRubric, scheme: GradingScheme, rest: str) -> None:
    fmt = scheme_format(rest)
    if fmt is None:
        raise InvalidInput("“{name}” is not a .json or .csv file", name=rest)
    drafted = with_criteria(scheme, {question.question_id: question.criteria for question in found.questions})
    Path(rest).write_bytes(write_scheme(drafted, fmt, screen.language))
    screen.print(screen.t("Written: {name}", name=rest))


def _read(_screen: Screen, found: ConfirmRubric, _scheme: GradingScheme, rest: str) -> Json:
    fmt = scheme_format(rest)
    if fmt is None:
        raise InvalidInput("“{name}” is not a .json or .csv file", name=rest)
    edited = read_scheme(Path(rest).read_bytes(), fmt)
    changed: dict[str, tuple[Criterion, ...]] = {}
    for question in found.questions:
        leaf = edited.question(question.question_id)
        if leaf is not None and leaf.criteria and leaf.criteria != question.criteria:
            changed[question.question_id] = leaf.criteria
    if not changed:
        raise InvalidInput("“{name}” changes none of the criteria", name=rest)
    return {"rubric": {key: [dump(criterion) for criterion in criteria] for key, criteria in changed.items()}}


_COMMANDS: dict[str, Callable[[Screen, ConfirmRubric, GradingScheme, str], Json | None]] = {
    "d": _drop,
    "r": _redo,
    "w": _write,
    "e": _read,
}
