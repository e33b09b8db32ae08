"""The name field of a page: "Name: …", "Nom : … Prénom : …"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TOP_LINES = 8
"""Lines at the top of a page in which a name field is looked for."""

_LINE = 300
"""Characters of a line in which a name field is looked for: what follows is no heading."""

_TOGETHER = 2
"""Lines between the fields of family name and given name, at most."""

_BOTH = (
    r"(?:noms?\s*(?:,|et|/|-|&)?\s*pr[ée]noms?|pr[ée]noms?\s*(?:,|et|/|-|&)\s*noms?|nom de l['’][ée]l[èe]ve"
    r"|full name|name of (?:the )?(?:student|candidate)"
    r"|(?:student|candidate)(?:['’]s)?\s*name|name|[ée]l[èe]ve|[ée]tudiante?|candidate?|student)"
)
_FAMILY = r"(?:nom de famille|nom d['’]usage|nom|surname|last name|family name)"
_GIVEN = r"(?:pr[ée]noms?|first names?|given names?|forenames?)"
_OTHER = (
    r"(?:classe|class|form|date|groupe|group|tutor|teacher|professeur|(?:student|candidate) (?:id|number|no)"
    r"|num[ée]ro|number|n\s?[°ºo]|id|note|score|mark|year|section|school|lyc[ée]e|coll[èe]ge|[ée]tablissement|signature)"
)
_FIELD = re.compile(
    rf"(?<![^\W\d_])(?:(?P<both>{_BOTH})|(?P<family>{_FAMILY})|(?P<given>{_GIVEN})|(?P<other>{_OTHER}))"
    r"(?:\s*\([^)]{0,30}\))?\s*(?P<mark>[:：]|(?=[._…]{3})|(?<=[°º])\s?(?=\d))",
    re.IGNORECASE,
)
_LABEL = re.compile(rf"(?<![^\W\d_])(?:{_BOTH}|{_FAMILY}|{_GIVEN}|{_OTHER})", re.IGNORECASE)
_LONGEST_LABEL = 20
"""Characters by which some alternative of a label can be told."""
_BEGINNING = re.compile(r"\s*+(?:\S++\s++){0,2}\S*+")
_MARK = re.compile(r"[:：°º]|[._…]{3}")
_BLANKS = re.compile(r"[._…‥·]{2,}|_+")
NAME_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")
"""A word that may be part of a name."""


@dataclass(frozen=True)
class PageName:
    """The name on a page."""

    field: bool
    """Whether the page has a name field, filled in or not."""
    name: str | None = None
    """As written; family name first if the page tells which it is."""
    confidence: float = 0.0


NO_NAME = PageName(field=False)


@dataclass(frozen=True)
class NameField:
    """A name field: where its value stands, or is to be written."""

    kind: str
    """both, family or given."""
    line: int
    """The line of the value."""
    start: int
    end: int
    """The place on that line between the field's label and what comes next."""
    value: str
    """As written; empty if nothing is, in letters that could be read."""
    label_line: int
    """The line of the label: that of the value, or the one above."""


def name_fields(lines: Sequence[str]) -> Iterator[NameField]:
    """Yield the name fields among the top lines."""
    top = [line[:_LINE] for line in lines[:TOP_LINES]]
    for number, line in enumerate(top):
        # "le nom :" in the middle of a sentence is not a field.
        if not _may_begin_with_field(line):
            continue
        fields = list(_FIELD.finditer(line))
        if not fields or len(line[: fields[0].start()].split()) > 2:
            continue
        for position, field in enumerate(fields):
            kind = field.lastgroup if field.lastgroup != "mark" else next(k for k, v in field.groupdict().items() if v)
            if kind == "other":
                continue
            end = fields[position + 1].start() if position + 1 < len(fields) else len(line)
            value = _value(line[field.end() : end])
            below = top[number + 1] if number + 1 < len(top) else ""
            if not value and end == len(line) and not _BLANKS.search(line[field.end() :]) and _on_next_line(below):
                yield NameField(str(kind), number + 1, 0, len(below), _on_next_line(below), number)
            else:
                yield NameField(str(kind), number, field.end(), end, value, number)


def _may_begin_with_field(line: str) -> bool:
    """Return whether a label begins within the first three words: looking for a whole field takes many times longer."""
    beginning = _BEGINNING.match(line)
    end = beginning.end() if beginning else 0
    return _MARK.search(line) is not None and _LABEL.search(line, 0, end + _LONGEST_LABEL) is not None


def heading_fields(lines: Sequence[str]) -> list[NameField]:
    """Return the name fields that stand together: those below may ask for the name of a thing."""
    fields = list(name_fields(lines))
    return [field for field in fields if field.line - fields[0].line <= _TOGETHER]


def read_name(lines: Sequence[str]) -> PageName:
    """Return the name in the name field among the top lines, if there is one."""
    parts: dict[str, str] = {}
    asked = False
    for field in name_fields(lines):
        asked = True
        if field.value:
            parts.setdefault(field.kind, field.value)
    name = parts.get("both") or " ".join(parts[kind] for kind in ("family", "given") if kind in parts)
    if not name:
        return PageName(field=asked)
    complete = "both" in parts or {"family", "given"} <= parts.keys()
    return PageName(field=True, name=name, confidence=0.95 if complete and len(name.split()) > 1 else 0.7)


def _value(text: str) -> str:
    text = _BLANKS.sub(" ", text).strip(" \t:–—-|/;,")
    # A wide gap separates columns: class, date.
    text = re.split(r"\s{3,}|\t", text)[0]
    text = re.split(r"(?<!\s)\s*+(?:[(\[]|(?<=\s)(?:[–—-]\s|\d))", text)[0].strip(" ,;.")
    words = text.split()
    return text if words and len(words) <= 6 and all(NAME_WORD.fullmatch(word.strip(",")) for word in words) else ""


def _on_next_line(line: str) -> str:
    if _FIELD.search(line) or re.search(r"\d", line) or len(line.split()) > 4:
        return ""
    value = _value(line)
    return value if value and value[0].isupper() else ""
