"""Quotations of the student: they stand in the answer, or they are not shown."""

import re
import unicodedata
from collections.abc import Iterator

from bareme.domain.mock_exam.exam import CFUConfig
from bareme.domain.mock_exam.submission import AnswerResponse
from bareme.domain.points import format_points, to_points
from bareme.errors import InvalidPoints

_QUOTED = re.compile(r"“([^“”]*)”|«([^«»]*)»|\"([^\"]*)\"|‘([^‘’]{2,})’")
_WROTE = re.compile(
    r"(?:you (?:wrote|said|answered|gave|put|stated)|your answer (?:is|was|says)|"
    r"(?:vous avez|tu as) (?:écrit|répondu|dit|donné|mis|noté)|(?:votre|ta) réponse (?:est|était|dit))"
    r"[\s:,that que]{0,8}(?P<quote>“[^“”]*”|«[^«»]*»|\"[^\"]*\")",
    re.IGNORECASE,
)
_LEFT_OUT = re.compile(r"\[?(?:…|\.\.\.)\]?|\n")
_COMMAND = re.compile(r"\\[A-Za-z]+")


def is_quoted_from(evidence: str, answer: str) -> bool:
    """Return whether each piece of `evidence` stands in the answer: of what it quotes, or the whole of it."""
    quoted = [next(filter(None, groups), "") for groups in _QUOTED.findall(evidence)]
    return all(_stands_in(piece, answer) for text in quoted or [evidence] for piece in _LEFT_OUT.split(text))


def ascribed(text: str) -> Iterator[str]:
    """Yield what `text` says that the student wrote, with its quotation marks."""
    for match in _WROTE.finditer(text):
        yield match["quote"]


def answer_text(response: AnswerResponse | None, config: CFUConfig) -> str:
    """Return all that the answer says, with the texts of the selected options and the number as it may be written."""
    if response is None:
        return ""
    selected = {response.selected_option, *(response.selected_options or [])}
    options = [f"{label} {text}" for label, text in config.labelled_texts if label in selected or text in selected]
    number = "" if response.numeric_value is None else f"{response.numeric_value:g} {_points(response.numeric_value)}"
    return "\n".join([response.written, *options, number])


def _points(number: float) -> str:
    try:
        return f"{number!r} {format_points(to_points(number), 'fr')}"
    except InvalidPoints:
        return repr(number)


def _stands_in(piece: str, answer: str) -> bool:
    return _letters(piece) in _letters(answer)


def _letters(text: str) -> str:
    """Return the letters and digits: spaces, signs, case and LaTeX are often written otherwise in a quotation."""
    plain = unicodedata.normalize("NFKC", _COMMAND.sub("", text)).casefold()
    return "".join(character for character in plain if character.isalnum())
