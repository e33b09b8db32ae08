"""What Pydantic finds wrong in data from outside, in sentences for people: which field, what is wrong, what to do."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from bareme.errors import BaremeError
from bareme.field_names import FIELDS, ITEMS
from bareme.translation import Message

_LONGEST_WORD = 40
_LONGEST_KEY = 80
_LONGEST_PLACE = 16
"""Steps of the way to a field that are told. Only what is nested without end has more."""
MOST_FAULTS = 20
"""That one message tells."""

type _Context = Mapping[str, Any]

_PROBLEMS: dict[str, Callable[[_Context], Message]] = {
    "bool_parsing": lambda _: Message("must be true or false"),
    "bool_type": lambda _: Message("must be true or false"),
    "dict_type": lambda _: Message("must be an object"),
    "finite_number": lambda _: Message("must be a finite number"),
    "float_parsing": lambda _: Message("must be a number"),
    "float_type": lambda _: Message("must be a number"),
    "greater_than": lambda context: Message("must be above {gt}", gt=context["gt"]),
    "greater_than_equal": lambda context: Message("must be at least {ge}", ge=context["ge"]),
    "int_from_float": lambda _: Message("must be a whole number"),
    "int_parsing": lambda _: Message("must be a whole number"),
    "int_parsing_size": lambda _: Message("is too large a number"),
    "int_type": lambda _: Message("must be a whole number"),
    "json_invalid": lambda _: Message("not JSON"),
    "less_than": lambda context: Message("must be below {lt}", lt=context["lt"]),
    "less_than_equal": lambda context: Message("must be at most {le}", le=context["le"]),
    "list_type": lambda _: Message("must be a list"),
    "missing": lambda _: Message("is missing"),
    "model_attributes_type": lambda _: Message("must be an object"),
    "model_type": lambda _: Message("must be an object"),
    "recursion_depth_exceeded": lambda _: Message("is nested too deep"),
    "string_pattern_mismatch": lambda context: Message("must be of the form {pattern}", pattern=context["pattern"]),
    "string_too_long": lambda context: Message(
        "is too long: shorten it to {n} characters at most", n=context["max_length"]
    ),
    "string_too_short": lambda _: Message("must not be empty"),
    "string_type": lambda _: Message("must be a text"),
    "too_long": lambda context: Message("has too many entries: {n} at most", n=context["max_length"]),
    "too_short": lambda _: Message("must not be empty"),
    "tuple_type": lambda _: Message("must be a list"),
    "union_tag_invalid": lambda context: _one_of(context["expected_tags"]),
    "union_tag_not_found": lambda context: Message("{name} is missing", name=context["discriminator"]),
}
"""By Pydantic's type of fault. Our own validators raise a BaremeError, which has a message of its own."""

_FORMS = {
    "document_id": Message("is no id of a stored file: upload the file again and send the id that comes back"),
    "model": Message("must be of the form {form}, such as {example}", form="provider:model", example="openai:gpt-5.1"),
}
"""What a text must look like, by field; a pattern tells a person nothing."""
_TOO_LARGE_INLINE = Message("is too large to be sent in a request: upload the file and send its document_id")


@dataclass(frozen=True)
class Fault:
    """One fault: where it is in the data, the way there in words, and what is wrong."""

    path: tuple[int | str, ...]
    place: tuple[Message, ...]
    problem: Message
    is_of_type: bool = False
    """Whether the value is of another type altogether."""

    @property
    def message(self) -> Message:
        """The place and the problem: "document 1 (“copies.pdf”), role: must be one of …"."""
        if not self.place:
            return self.problem
        return Message("{place}: {problem}", place=list(self.place), problem=self.problem)

    @property
    def key(self) -> str:
        """The path as it is written in JSON, for those who look into a file: "questions[0].max_points"."""
        return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path).removeprefix(".")

    @property
    def message_with_key(self) -> Message:
        """The same as `message`, with the key for the place."""
        return Message("{place}: {problem}", place=self.key or Message("the file"), problem=self.problem)


def faults_of(error: ValidationError, value: object = None) -> list[Fault]:
    """Return the faults that Pydantic found in `value`, each once."""
    return faults_in(error.errors(include_url=False), value)


def faults_in(errors: Iterable[Any], value: object = None) -> list[Fault]:
    """Return the faults in a list of Pydantic's errors, each once."""
    found: dict[tuple[int | str, ...], Fault] = {}
    for raised in errors:
        path = _fields_only(raised["loc"], value, raised["type"])
        extra = raised["type"] == "extra_forbidden"
        place = tuple(_words((path[:-1] if extra else path)[:_LONGEST_PLACE], value))
        problem = Message("there is no field {name!r}", name=_shortened(str(path[-1]))) if extra else _problem(raised)
        # Of the branches of a union, the one of the right type says what is wrong.
        if path not in found or found[path].is_of_type:
            found[path] = Fault(path, place, problem, is_of_type=raised["type"].endswith("_type"))
    # A list is also too short if one of its items is faulty, and a union is faulty if the branch that was meant is.
    around = {path[:length] for path in found for length in range(len(path))}
    return [fault for path, fault in found.items() if path not in around]


def explain_faults(error: ValidationError, value: object = None) -> Message:
    """Return the faults as one message."""
    return join_faults(faults_of(error, value))


def join_faults(faults: Iterable[Fault]) -> Message:
    """Return faults as one message; of very many, the first."""
    every = [*faults]
    messages: dict[str, Message] = {f"fault_{n}": fault.message for n, fault in enumerate(every[:MOST_FAULTS])}
    if len(every) > MOST_FAULTS:
        messages["others"] = Message.ngettext("and {n} other fault", "and {n} other faults", len(every) - MOST_FAULTS)
    template = "; ".join(f"{{{name}}}" for name in messages)
    return Message(template, **messages)


def _problem(raised: Any) -> Message:
    context = raised.get("ctx", {})
    if isinstance(own := context.get("error"), BaremeError):
        return own.message
    if raised["type"] == "value_error":
        return Message(str(own))
    if raised["type"] in {"enum", "literal_error"}:
        # Of a field with a few possible words, the wrong one may be shown: it is nobody's name.
        wrong = raised["input"] if isinstance(raised["input"], str) and len(raised["input"]) <= _LONGEST_WORD else None
        return _one_of(context["expected"], wrong)
    if raised["type"] == "string_too_long" and raised["loc"] and raised["loc"][-1] == "data":
        return _TOO_LARGE_INLINE
    if raised["type"] == "string_pattern_mismatch" and raised["loc"] and raised["loc"][-1] in _FORMS:
        return _FORMS[raised["loc"][-1]]
    describe = _PROBLEMS.get(raised["type"])
    return describe(context) if describe else Message("cannot be used as it is: look it up in the documentation")


def _one_of(expected: str, wrong: str | None = None) -> Message:
    names = re.findall(r"'[^']*'", expected) or [expected]
    if wrong is None:
        return Message("must be one of {names}", names=names)
    return Message("must be one of {names}, not {wrong!r}", names=names, wrong=wrong)


def _fields_only(location: Sequence[int | str], value: object, kind: str) -> tuple[int | str, ...]:
    """Return a fault's location without the names that Pydantic gives to branches of a union."""
    if value is None:
        return tuple(location)
    path: list[int | str] = []
    for position, part in enumerate(location):
        is_last = position == len(location) - 1
        if isinstance(part, str) and not isinstance(value, Mapping):
            continue
        if isinstance(value, Mapping) and part not in value and not (is_last and kind == "missing"):
            continue
        path.append(part)
        value = _inside(value, part)
    return tuple(path)


def _words(path: Sequence[int | str], value: object) -> Iterator[Message]:
    """Yield the way to a field in words. Of documents, also the name: it is what their owner knows them by."""
    for position, part in enumerate(path):
        value = _inside(value, part)
        before = path[position - 1] if position else ""
        follower = path[position + 1] if position + 1 < len(path) else None
        if isinstance(part, int):
            item = ITEMS.get(str(before))
            named = item(part + 1) if item else Message("entry {n}", n=part + 1)
            name = value.get("name") if before == "documents" and isinstance(value, Mapping) else None
            yield (
                Message("{item} (“{name}”)", item=named, name=_shortened(name))
                if isinstance(name, str) and name
                else named
            )
        elif not (isinstance(follower, int) and part in ITEMS):
            yield FIELDS.get(part) or Message(repr(_shortened(part)))


def _shortened(key: str) -> str:
    """Return a key or a name that a client sent, of which only the beginning is shown."""
    return key if len(key) <= _LONGEST_KEY else f"{key[:_LONGEST_KEY]}…"


def _inside(value: object, part: int | str) -> object:
    if isinstance(value, Mapping):
        return value.get(part)
    if isinstance(part, int) and isinstance(value, list | tuple) and part < len(value):
        return value[part]
    return None
