"""Whether an answer stands in what the model was sent, or in what it read there.

A student can write an answer in the form that a model is asked for. A model that quotes it does not mark with it, and
one that repeats it was talked into it. So an answer is not taken if everything that it decides stands in the prompt:
each name of a field followed by its value, in any order, whatever quotes, spaces, escapes and brackets are around them.
"""

import html
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from functools import cached_property, lru_cache
from typing import Any

from pydantic import BaseModel

from bareme.agents.draft import models_in, quoting_fields
from bareme.agents.prompt import SMUGGLED, UNSEEN
from bareme.agents.strict_json import parse_value

type _Form = str | float
type _Leaf = tuple[str, object]

_MOST_WORDS = 8
"""How many words of a value are compared."""
_QUOTES = r"\s\"'`´*‘’“”„«»‹›"
_ASSIGNMENT = re.compile(
    rf"(?<!\w)(?P<name>[^\W\d]\w*+)[{_QUOTES}]*+[:=]+>?[{_QUOTES}(]*+(?=(?P<value>[^\"“”«»{{}}\n]{{0,80}}))"
)
_OBJECT = re.compile(rf"(?<![{_QUOTES}:=])[{_QUOTES}]*+[:=][\s:=]*+>?\s*+[{{\[]")
_BEFORE_KEY = re.compile(r"[\"'‘’“”«»{},\n]")
_LONGEST_KEY = 60
_NUMBER = re.compile(r"[-+−]?(?:\d++(?:[.,]\d++)?|[.,]\d++)")
_WORD = re.compile(r"\w+")
_COMMENT = re.compile(r"//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?")
_ESCAPED_CODE = re.compile(r"(?<!\\)\\++(?:u([0-9a-f]{4})|x([0-9a-f]{2}))", re.IGNORECASE)
_ESCAPED_SPACE = re.compile(r"(?<!\\)\\++[nrt]")
_UNSEEN = re.compile(f"{UNSEEN}|{SMUGGLED}")


class Quotations:
    """What a model can quote: the texts that it was sent, and what it says that it read.

    A student decides what is read, so readings can only count against an answer.
    """

    def __init__(self, fields: "AnswerFields", content: Sequence[str | dict[str, Any]]) -> None:
        self._fields = fields
        blocks = [{"type": "text", "text": part} if isinstance(part, str) else part for part in content]
        self._sent = [str(block["text"]) for block in blocks if block["type"] == "text"]
        self._read: list[str] = []
        self.has_pictures = any(block["type"] != "text" for block in blocks)
        """Whether there is something to quote that is no text."""

    def are_sent(self, answer: dict[str, Any]) -> bool:
        """Return whether all that the answer decides stands in the texts that were sent."""
        return self._stands_in(self._sent, answer)

    def are_read(self, answer: dict[str, Any]) -> bool:
        """Return whether all that the answer decides stands in what was read."""
        return self._stands_in(self._read, answer)

    def add_readings(self, answer: dict[str, Any]) -> None:
        """Add what an answer quotes of the student, as far as it was read in pictures."""
        if self.has_pictures:  # otherwise the student's words are among the texts that were sent
            self._read.append("\n".join(self._fields.readings(answer)))

    def _stands_in(self, texts: Sequence[str], answer: dict[str, Any]) -> bool:
        indexes = [_index(text) for text in texts]
        some = False
        for leaf in self._fields.decisive(answer) if indexes else ():
            if not any(index.has(leaf) for index in indexes):
                return False
            some = True
        return some


class AnswerFields:
    """The fields of a schema and of the models inside of it. Made once for a schema, as it costs more than a call."""

    def __init__(self, schema: type[BaseModel]) -> None:
        self._defaults: dict[str, set[str]] = defaultdict(set)
        self._dispensable: set[str] = set()
        self._quoting = quoting_fields(schema)
        for model in models_in(schema):
            self._dispensable |= getattr(model, "dispensable", frozenset())
            for name, field in model.model_fields.items():
                self._defaults[name].add(repr(field.get_default(call_default_factory=True)))

    def decisive(self, answer: dict[str, Any]) -> Iterator[_Leaf]:
        """Yield the names and values that make the answer what it is, and the ids that it has for keys, with None."""
        for name, value in _leaves(answer, self._dispensable):
            if value is None:
                if name not in self._defaults:
                    yield name, None
            elif name in self._defaults and repr(value) not in self._defaults[name]:
                yield name, value

    def readings(self, answer: dict[str, Any]) -> Iterator[str]:
        """Yield the texts that quote the student."""
        for name, value in _leaves(answer, self._dispensable - self._quoting, texts=self._quoting):
            if name in self._quoting and isinstance(value, str):
                yield value


def _leaves(answer: dict[str, Any], left_out: set[str], texts: AbstractSet[str] = frozenset()) -> Iterator[_Leaf]:
    """Yield each scalar with the name that it stands under, and the name of each object and list with None.

    An object that is written as a text is read, but not under the names in `texts`.
    """
    waiting: list[tuple[str, object]] = [("", answer)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, str) and name not in texts and value.lstrip().startswith(("{", "[")):
            with suppress(ValueError):
                value = parse_value(value, [])
        if isinstance(value, dict):
            waiting += [(key, inner) for key, inner in value.items() if key not in left_out]
        elif isinstance(value, list):
            waiting += [(name, inner) for inner in value]
        elif isinstance(value, str | int | float):
            yield name, value
            continue
        if name:
            yield name, None


class _Index:
    """The values that stand after each name in a text, however they are quoted.

    They are looked for only if a name stands there, as hardly any copy has one.
    """

    def __init__(self, text: str) -> None:
        plain = _plain(text)
        if "/*" in plain or "//" in plain:
            plain = f"{plain}\n{_COMMENT.sub(' ', plain)}"
        self._plain = plain

    def has(self, leaf: _Leaf) -> bool:
        """Return whether the value stands after the name; without a value, whether the name is there.

        An id may also be the name of an object.
        """
        name, value = _plain(leaf[0]), leaf[1]
        if value is None:
            return f" {' '.join(_WORD.findall(name))} " in self._words
        forms = _forms(value)
        if not forms or (name in self._plain and not forms.isdisjoint(self._values.get(name, ()))):
            return True
        return isinstance(value, str) and not forms.isdisjoint(self._keys)

    @cached_property
    def _values(self) -> Mapping[str, set[_Form]]:
        values: dict[str, set[_Form]] = defaultdict(set)
        for found in _ASSIGNMENT.finditer(self._plain):
            values[found["name"]] |= _prefixes(found["value"])
        return values

    @cached_property
    def _keys(self) -> set[str]:
        plain = self._plain
        return {_key(plain[max(0, found.start() - _LONGEST_KEY) : found.start()]) for found in _OBJECT.finditer(plain)}

    @cached_property
    def _words(self) -> str:
        return f" {' '.join(_WORD.findall(self._plain))} "


@lru_cache(maxsize=256)  # all copies share most of a prompt
def _index(text: str) -> _Index:
    return _Index(text)


def _forms(value: object) -> set[_Form]:
    """Return how a value of an answer is compared: as its words, or as a number."""
    if isinstance(value, bool):
        return {str(value).casefold()}
    plain = _plain(str(value)).strip()
    words = _WORD.findall(plain)[:_MOST_WORDS]
    forms: set[_Form] = {" ".join(words)} if words else set()
    return forms | ({_number(plain)} if _NUMBER.fullmatch(plain) else set())


def _prefixes(value: str) -> set[_Form]:
    """Return all that a value can be whose end is not known; of a list, each of its items."""
    words = _WORD.findall(value)[:_MOST_WORDS]
    forms: set[_Form] = {" ".join(words[:end]) for end in range(1, len(words) + 1)}
    number = _NUMBER.match(value)
    if number is not None:
        forms |= {_number(number[0]), _number(number[0].partition(",")[0] or "0")}
    return forms | ({*words, *map(_number, filter(str.isdecimal, words))} if value.startswith("[") else set())


def _key(text: str) -> str:
    """Return the words of the name that a text ends with."""
    return " ".join(_WORD.findall(_BEFORE_KEY.split(text)[-1]))


def _number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", "."))


def _plain(text: str) -> str:
    """Return a text as it is compared: without escapes, invisible characters, and differences in case and width."""
    if "&" in text:
        text = html.unescape(text)
    if "\\" in text:
        text = _ESCAPED_CODE.sub(lambda code: chr(int(code[1] or code[2], 16)), text)
        text = _ESCAPED_SPACE.sub(" ", text).replace("\\", "")
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
    return text.casefold()
