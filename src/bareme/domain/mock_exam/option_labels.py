"""Which option a text names: "B", "(b)", "Option B", "B. ½" or the words of the option."""

import re
from collections.abc import Sequence

type LabelledTexts = Sequence[tuple[str, str]]
"""The options: label and text of each."""

_WORD = re.compile(r"\A(?:(?:option|choice|answer|r[ée]ponse|letter|lettre)s?|choix|antwort(?:en)?)\b\s*:?\s*")
_SEPARATOR = re.compile(r"(?<!\s)\s*+(?:(?:[,;/&+]|\band\b|\bet\b|\bund\b)\s*+|(?<=\s))", re.IGNORECASE)
_LABEL_FIRST = re.compile(r"\(?(?P<label>\w{1,3})\s?[).:\-–]\s*+(?P<text>\S.*)", re.DOTALL)


def read_option(name: str, options: LabelledTexts) -> str | None:
    """Return the label of the only option that `name` can mean, or None."""
    wanted = folded(name)
    bare = _bare(wanted)
    found = {label for label, text in options if bare == _bare(folded(label)) or wanted == folded(text)}
    if not found and (both := _LABEL_FIRST.fullmatch(_WORD.sub("", wanted))):
        texts = {label for label, text in options if folded(text) == both["text"].strip(" .")}
        found = {label for label, _ in options if folded(label) == both["label"] and label in texts}
    return found.pop() if len(found) == 1 else None


def read_options(text: str, options: LabelledTexts) -> frozenset[str] | None:
    """Return the labels of the options that `text` lists, or None if any part of it names none: "A, C and D"."""
    one = read_option(text, options)
    if one is not None:
        return frozenset({one})
    listed = _WORD.sub("", re.sub(r"\A(option|choice|answer|r[ée]ponse|choix)s\b", r"\1", folded(text))).strip(
        "[](){} ."
    )
    parts = [part for part in _SEPARATOR.split(listed) if part]
    if len(parts) == 1 and all(len(label) == 1 for label, _ in options) and listed.isalpha():
        parts = [*listed]
    named = [_by_label(part, options) for part in parts]
    if len(parts) < 2 or None in named:
        return None
    return frozenset(label for label in named if label is not None)


def folded(text: str) -> str:
    """Return `text` without what makes no difference: case and spaces."""
    return re.sub(r"\s+", " ", text).strip().casefold()


def _by_label(name: str, options: LabelledTexts) -> str | None:
    found = [label for label, _ in options if _bare(folded(label)) == _bare(name)]
    return found[0] if len(found) == 1 else None


def _bare(name: str) -> str:
    return _WORD.sub("", name).strip("().:[]-– ")
