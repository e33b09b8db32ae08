"""Find copies and questions by what the teacher types: an id, or a student's name."""

from collections import Counter
from collections.abc import Iterable, Sequence

from bareme.cli.display.marks_table import short_names
from bareme.domain.results import CopyResult
from bareme.domain.session_result import SessionResult
from bareme.errors import InvalidInput


def find_copies(result: SessionResult, typed: Iterable[str]) -> list[str]:
    """Return the ids of the copies.

    Raises:
        InvalidInput: there is no such copy, or several students have that name.
    """
    return [_find_copy(result.copies, text) for text in typed]


def find_questions(result: SessionResult, typed: Iterable[str]) -> list[str]:
    """Return the ids of questions typed as "Exercice 1.a", "exercice 1.a)", "1.a", or as labelled on the paper: "Q1".

    Raises:
        InvalidInput: there is no such question.
    """
    ids = list(dict.fromkeys(question_id for copy in result.copies for question_id in copy.questions))
    short = {_plain(name): question_id for question_id, name in short_names(ids).items()}
    known = {**_by_label(result), **short, **{_plain(question_id): question_id for question_id in ids}}
    return [text if text in ids else _known(known, text, ids) for text in typed]


def _by_label(result: SessionResult) -> dict[str, str]:
    """Return the ids of top-level questions by their labels on the paper. A label that two of them have is left out."""
    alone = [(_plain(question.name), question.id) for question in result.scheme.questions if not question.parts]
    labels = Counter(label for label, _ in alone)
    return {label: question_id for label, question_id in alone if labels[label] == 1}


def _known(known: dict[str, str], text: str, ids: Sequence[str]) -> str:
    found = known.get(_plain(text))
    if found is None:
        there_is = ", ".join(ids)
        raise InvalidInput("there is no question {text!r} to mark; there is: {there_is}", text=text, there_is=there_is)
    return found


def _find_copy(copies: Sequence[CopyResult], text: str) -> str:
    wanted = _plain(text)
    by_id = [copy.copy_id for copy in copies if _plain(copy.copy_id) == wanted]
    by_name = [copy.copy_id for copy in copies if copy.student and _plain(copy.student.name) == wanted]
    found = by_id or by_name
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(found)
        raise InvalidInput("{text!r} is several copies: {ids}", text=text, ids=ids)
    raise InvalidInput(
        "there is no copy {text!r}: give an id of the first column of `bareme show`, or a student's name", text=text
    )


def _plain(text: str) -> str:
    return " ".join(text.replace(")", "").casefold().split())
