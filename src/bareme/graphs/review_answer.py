"""Read the answer to a review action by action, so that one that cannot be read takes none of the others with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from bareme.domain.outcomes import ActionOutcome, OutcomeStatus
from bareme.domain.points import Language
from bareme.domain.review import Action, ReviewCommand
from bareme.errors import InvalidInput
from bareme.graphs.validation import parse
from bareme.translation import translator
from bareme.validation import explain_faults

_ACTION: TypeAdapter[Any] = TypeAdapter(Action, config=ConfigDict(defer_build=True))


@dataclass(frozen=True)
class ReviewAnswer:
    """What of an answer can be read."""

    command: ReviewCommand | None
    """The actions that can be read; None if there are none, or if the author cannot be read."""
    numbers: tuple[int, ...]
    """The positions of these actions in the answer."""
    refused: tuple[ActionOutcome, ...]
    """The outcomes of the other actions, with the reason."""
    error: str
    """What is wrong if nothing can be read, in the language of the session."""

    def with_refused(self, outcomes: Iterable[ActionOutcome]) -> list[ActionOutcome]:
        """Return the outcomes of `command`, numbered as in the answer, and those of the actions that were refused."""
        known = (outcome.model_copy(update={"action": self.numbers[outcome.action]}) for outcome in outcomes)
        return sorted((*known, *self.refused), key=lambda outcome: outcome.action)


def read_answer(answer: Any, language: Language) -> ReviewAnswer:
    """Return the actions of an answer that can be read, and the outcomes of the others."""
    try:
        command = parse(ReviewCommand, answer)
    except InvalidInput as error:
        whole = error.explain(language)
    else:
        return ReviewAnswer(command, tuple(range(len(command.actions))), (), "")
    actions = answer.get("actions") if isinstance(answer, dict) else None
    if not isinstance(actions, list):
        return ReviewAnswer(None, (), (), whole)
    faults = {number: fault for number, action in enumerate(actions) if (fault := _fault(action, language))}
    refused = tuple(
        ActionOutcome(action=number, type=_type_of(actions[number]), status=OutcomeStatus.REFUSED, reason=fault)
        for number, fault in faults.items()
    )
    numbers = tuple(number for number in range(len(actions)) if number not in faults)
    if not numbers:
        return ReviewAnswer(None, (), refused, refused[0].reason if len(refused) == 1 else whole)
    try:
        command = parse(ReviewCommand, {**answer, "actions": [actions[number] for number in numbers]})
    except InvalidInput:  # something beside the actions is faulty
        return ReviewAnswer(None, (), refused, whole)
    return ReviewAnswer(command, numbers, refused, "")


def _fault(action: Any, language: Language) -> str:
    """Return what is wrong with an action, or an empty text."""
    try:
        _ACTION.validate_python(action, extra="forbid")
    except ValidationError as error:
        return translator(language)(explain_faults(error, action))
    return ""


def _type_of(action: Any) -> str:
    return str(action.get("type", "")) if isinstance(action, dict) else ""
