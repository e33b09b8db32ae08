"""Question labels as people write them: "Exercice 1", "Ex 2 – b)", "1.a)", "Q3:", "II. 2)", "Question 2 (a):"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_GROUP_WORDS = (
    "exercices?|exercises?|exos?|ex|parties?|parts?|sections?|probl[eè]mes?|problems?|activit[ée]s?|activity|tasks?"
)
# "Réponse A" names an option; only "Réponse 2" names a question.
_QUESTION_WORDS = r"r[ée]ponses? (?:à la )?questions?|questions?|quest|q|(?:r[ée]ponse|answer)(?=\W{1,4}\d)"
_LEAD = re.compile(r"[\s\-•*#>]*")
_WORD = re.compile(
    rf"(?P<word>(?P<group>{_GROUP_WORDS})|(?P<question>{_QUESTION_WORDS}))\.?\s*(?:n\s*[°ºo]\.?|no\.?|number)?\s*"
    r"(?=\(?(?:\d|[A-Za-z]\b|[ivx]+\b))",
    re.IGNORECASE,
)
_STEP = re.compile(
    r"\(?\s?(?P<name>\d{1,2}(?!\d)|[IVX]{1,5}(?![A-Za-zÀ-ÿ\d])|[ivx]{2,4}(?![A-Za-zÀ-ÿ])|[A-Za-z](?![A-Za-zÀ-ÿ]))"
)
_BETWEEN = re.compile(r"\s*[.)\-–—:/,]*\s*")
_CLOSED = re.compile(
    r"\s?\)\s*[:.]?"  # a)   1.a)   (a):
    r"|\s?[.:°/](?=\s|$)[):]?"  # a.   1:   1/
    r"|\s*[-–—](?=\s+[A-Za-zÀ-ÿ$\\]{2})"  # 1 – La vitesse; not "a - 2"
)
_DEEPEST = 4
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}


@dataclass(frozen=True)
class AnswerLabel:
    """One reading of the start of a line as a label."""

    steps: tuple[str, ...]
    """Its steps from the outside in: ("2", "a") for "Ex 2 – a)". Roman numerals become numbers."""
    rest: str
    """The rest of the line."""
    word: str = ""
    """"group" for "Exercice", "Part" …, "question" for "Question", "Q" …, empty for a bare number or letter."""


def step_name(name: str) -> str:
    """Return the normal form of a step: "2" for "II" and "02"."""
    if name in _ROMAN:
        return str(_ROMAN[name])
    return str(int(name)) if name.isdigit() else name


def read_labels(line: str) -> Iterator[AnswerLabel]:
    """Yield every reading of the start of `line` as a label, the longest first."""
    position = _LEAD.match(line).end()  # type: ignore[union-attr]  # always matches, at least the empty string
    word = _WORD.match(line, position)
    kind = ""
    if word is not None:
        kind = "group" if word["group"] else "question"
        position = word.end()
    yield from reversed(list(_readings(line, position, kind)))


def _readings(line: str, position: int, kind: str) -> Iterator[AnswerLabel]:
    steps: tuple[str, ...] = ()
    while len(steps) < _DEEPEST and (step := _STEP.match(line, position)) is not None:
        steps = (*steps, step_name(step["name"]))
        end = _end(line, step, steps, kind)
        if end is not None:
            yield AnswerLabel(steps=steps, rest=line[end:].strip(), word=kind)
        between = _BETWEEN.match(line, step.end())
        position = between.end() if between else step.end()


def _end(line: str, step: re.Match[str], steps: tuple[str, ...], kind: str) -> int | None:
    """Return where the label ends, or None if this is not a label."""
    closed = _CLOSED.match(line, step.end())
    if closed is not None:
        return closed.end()
    after = line[step.end() :]
    if kind and (not after.strip() or after[0] in " \t–—-"):
        return step.end()
    compact = len(steps) > 1 and line[step.start() - 1 : step.start()] not in {" ", "("}
    # "Q2a Because" and "2a Because", but not "2.4 + 0.7" or "2 a".
    if compact and step["name"].isalpha() and re.match(r"\s+[A-Za-zÀ-ÿ]{2}", after):
        return step.end()
    return None


def own_steps(label: str) -> tuple[str, ...]:
    """Return the steps in a scheme's label or id: ("1", "a") for "1.a", () if there are none."""
    text = label.strip()
    word = _WORD.match(text)
    position = word.end() if word else 0
    steps: list[str] = []
    while (step := _STEP.match(text, position)) is not None:
        steps.append(step_name(step["name"]))
        between = _BETWEEN.match(text, step.end())
        position = between.end() if between else step.end()
        if position == step.end() and position < len(text) and text[position] == " ":
            break
    # "Vitesse moyenne" has no step; "1 – Vitesse" has one.
    return tuple(steps)


def is_group_label(label: str) -> bool:
    """Whether `label` starts with the word for a group of questions: "Exercice 2", "Section A"."""
    word = _WORD.match(label.strip())
    return bool(word and word["group"])
