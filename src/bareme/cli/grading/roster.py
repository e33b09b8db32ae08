"""The class list of `bareme grade`: read before anything else, and its encoding asked about where it cannot be told."""

import asyncio
from pathlib import Path

from bareme.cli.exits import WrongUsage
from bareme.cli.grading.exam_files import ExamFile
from bareme.cli.screen import Screen
from bareme.documents import explain
from bareme.errors import DocumentRefused, InvalidInput, UncertainEncoding
from bareme.graphs.contract import TextEncoding
from bareme.rosters.encoding_doubt import describe_readings
from bareme.rosters.opening import open_roster
from bareme.translation import Message

_OPTION = "--students"


def check_roster(screen: Screen, path: Path, encoding: TextEncoding | None, *, ask: bool) -> ExamFile:
    """Return the class list as a file of the session. If `ask`, a teacher is there to choose between encodings.

    Raises:
        WrongUsage: the file is no class list, or its encoding stays unknown.
    """
    try:
        asyncio.run(open_roster(path, encoding=encoding))
    except UncertainEncoding as error:
        text = describe_readings(error, screen.language)
        chosen = _ask_encoding(screen, path, error, text) if ask else None
        if chosen is None:
            reason = Message("{name}: {problem} ({option})", name=path.name, problem=text, option="--students-encoding")
            raise WrongUsage(reason, _OPTION) from None
        return check_roster(screen, path, chosen, ask=ask)
    except InvalidInput as error:
        raise WrongUsage(Message("{name}: {problem}", name=path.name, problem=error.message), _OPTION) from None
    except DocumentRefused as refusal:
        problem = explain(refusal.reason, screen.language, refusal.setting)
        raise WrongUsage(Message("{name}: {problem}", name=path.name, problem=problem), _OPTION) from None
    return ExamFile("roster", path, path.name, encoding)


def _ask_encoding(screen: Screen, path: Path, error: UncertainEncoding, text: str) -> TextEncoding | None:
    """Return the encoding that the teacher chooses, or None if nobody answers."""
    screen.print(f"{path.name}: {text}", style="yellow")
    encodings = [encoding for encoding, _ in error.readings]
    question = screen.t("Which one is right, 1 ({first}) or 2 ({second})?", first=encodings[0], second=encodings[1])
    try:
        while (typed := screen.ask(question)) not in {"1", "2"}:
            pass
    except EOFError:
        return None
    return encodings[int(typed) - 1]  # type: ignore[return-value]
