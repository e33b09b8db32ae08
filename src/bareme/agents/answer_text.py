"""Find the JSON object that answers for a schema: in a model's text, or inside of another object."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from bareme.agents.draft import quoting_fields
from bareme.agents.strict_json import NotJson, is_same, parse_value, read_value

_MOST_OBJECTS = 100
"""How many places in a text are tried as the start of an object."""
_MOST_WORK = 8
"""How many times its length the search may read of a text."""
_MOST_ITEMS = 10
_DEEPEST = 6
"""How many wrappers may stand around an answer."""
_FORGET, _THOUGHT_ALOUD, _BROKEN = object(), object(), object()
_THOUGHT = r"(?:\w{1,20}:)?(?P<name>think(?:ing)?|thoughts?|reasoning|analysis|reflection|scratchpad)"
_SIGN = re.compile(
    rf"(?P<object>\{{|\x22(?=\s*+(?:\[\s*+)?\{{\s*+[\\/]))|[<\[◁](?P<end>/)?{_THOUGHT}[>\]▷]|(?P<final><\|channel\|>final)",
    re.IGNORECASE,
)
_BRACE = re.compile(r"[{}]")
_FENCE_MARK = re.compile(r"```\w*")
_WORDS = re.compile(r"[^\W\d_]|[\"“”„«»‘’]")
_CALL = {"arguments", "parameters", "input", "args"}


class _EndsInside(Exception):
    """The text ends before one of its objects does."""


@dataclass
class Answers:
    """The different objects that have the shape of an answer, with what is ambiguous in them."""

    objects: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    other: dict[str, Any] | None = None
    """An object that was sent instead of an answer and does not have its shape."""
    cut_off: bool = False
    """Whether the text ends inside an object."""
    broken: bool = False
    """Whether an answer in it is not valid JSON and holds objects, which may be quoted in it."""
    in_prose: bool = False
    """Whether words other than thoughts, or quotation marks, stand around the answers."""

    @property
    def is_certain(self) -> bool:
        """Whether there is no more than one answer, and that one is whole."""
        return len(self.objects) <= 1 and not self.cut_off and not self.broken

    def add(self, value: object, schema: type[BaseModel]) -> bool:
        """Add the answers in a parsed value; one that is repeated is one. Return whether there are more than before."""
        before = len(self.objects)
        for found in _shaped(value, schema, self.faults, 0):
            if not any(is_same(found, known) for known in self.objects):
                self.objects.append(found)
        return len(self.objects) > before


def find_answers(text: str, schema: type[BaseModel]) -> Answers:
    """Return the answers for `schema` that stand in `text`, whatever is around them.

    What a model thinks aloud between tags is no answer, nor is anything before a tag that ends thinking.
    """
    answers = Answers()
    around, done = "", 0
    try:
        for value, faults, start, end in _values(text, schema):
            around, done = f"{around} {text[done:start]}", end
            if value is _FORGET:
                answers, around = Answers(), ""
            elif value is _BROKEN:
                answers.broken |= text.find("{", start + 1, end) > 0
            elif value is not _THOUGHT_ALOUD and answers.add(value, schema):
                answers.faults += faults
    except _EndsInside:
        answers.cut_off = True
    answers.in_prose = _WORDS.search(_FENCE_MARK.sub("", around + text[done:])) is not None
    return answers


def _values(text: str, schema: type[BaseModel]) -> Iterator[tuple[object, list[str], int, int]]:
    """Yield the JSON objects in a text with what is ambiguous in them, where they start and where they end.

    Likewise yield _THOUGHT_ALOUD, _FORGET where thinking ends, and _BROKEN for an answer that is not valid JSON.

    Raises:
        _EndsInside: the text ends inside of an object, or is not worth more work.
    """
    answer = re.compile(rf"\{{[\s\"'“”]*+(?:{'|'.join(map(re.escape, schema.model_fields))})\b")
    position = work = objects = 0
    while (sign := _SIGN.search(text, position)) is not None:
        start, position = sign.start(), sign.end()
        if sign["final"] or sign["end"]:
            yield _FORGET, [], start, position
        elif not sign["object"]:
            position = _end_of_thought(text, sign)
            yield _THOUGHT_ALOUD, [], start, position
        else:
            faults: list[str] = []
            try:
                value, position = read_value(text, start, faults)
            except NotJson as error:
                work += error.position - position
                objects += error.position > position + 1
                if error.position >= len(text):
                    raise _EndsInside from None
                if answer.match(text, start):
                    position = _end_of_braces(text, start)
                    yield _BROKEN, [], start, position
            else:
                objects += 1
                yield value, faults, start, position
            if objects > _MOST_OBJECTS or work > _MOST_WORK * len(text):
                raise _EndsInside


def _end_of_braces(text: str, start: int) -> int:
    """Return where the brace at `start` is closed, by counting braces alone.

    Raises:
        _EndsInside: nowhere.
    """
    depth = 0
    for brace in _BRACE.finditer(text, start):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return brace.end()
    raise _EndsInside


def _end_of_thought(text: str, opening: re.Match[str]) -> int:
    """Return where the thought ends that a tag opens: with the text, if nothing closes it."""
    closing = re.compile(rf"[<\[◁]/(?:\w{{1,20}}:)?{opening['name']}[>\]▷]", re.IGNORECASE)
    end = closing.search(text, opening.end())
    return end.end() if end else len(text)


def is_named(name: str, schema: type[BaseModel]) -> bool:
    """Return whether a tool is the schema's: "Examination", "examination", "functions.Examination:0"."""
    return schema.__name__.casefold() in re.findall(r"\w+", name.casefold())


def _shaped(value: object, schema: type[BaseModel], faults: list[str], depth: int) -> list[dict[str, Any]]:
    """Return the value itself or what it wraps, as far as it has the shape of the schema."""
    if depth > _DEEPEST:
        return []
    if isinstance(value, str) and value.lstrip().startswith(("{", "[", '"')):
        with suppress(ValueError):
            return _shaped(parse_value(value, faults), schema, faults, depth + 1)
    if isinstance(value, list):
        return [found for item in value[:_MOST_ITEMS] for found in _shaped(item, schema, faults, depth + 1)]
    if not isinstance(value, dict) or _calls_another(value, schema):
        return []
    found = [value] if _fits(value, schema) else []
    for key, inner in value.items():
        if key not in schema.model_fields and key not in quoting_fields(schema):
            found += _shaped(inner, schema, faults, depth + 1)
    return found


def _fits(value: dict[str, Any], schema: type[BaseModel]) -> bool:
    """Return whether the object has a field that the schema requires; any of its fields if it requires none."""
    fields = schema.model_fields
    required = {name for name, given in fields.items() if given.is_required()}
    return not (required or fields.keys()).isdisjoint(value)


def _calls_another(value: dict[str, Any], schema: type[BaseModel]) -> bool:
    """Return whether the object is a call of another tool, written as text."""
    name = value.get("name")
    return isinstance(name, str) and not _CALL.isdisjoint(value) and not is_named(name, schema)
