"""`bareme mock-exam sheet`: the evaluation of a mock exam as a PDF."""

import json
from pathlib import Path

from bareme.cli.exits import DONE, WrongUsage
from bareme.cli.screen import Screen
from bareme.documents import explain
from bareme.errors import DocumentRefused, InvalidInput
from bareme.exports.mock_exam_sheet import MockExamSheet, print_mock_exam
from bareme.graphs.validation import parse
from bareme.translation import Message


def print_sheet(screen: Screen, source: Path, out: Path | None, *, title: str, student: str) -> int:
    """Write the PDF, print its name, and return the exit code.

    Raises:
        WrongUsage: the file is no evaluation, or has too many pages.
    """
    try:
        answer = json.loads(source.read_text(encoding="utf-8"))
        evaluation = answer.get("structured_response", answer) if isinstance(answer, dict) else answer
        wanted = parse(MockExamSheet, {"evaluation": evaluation, "title": title, "student": student})
        pdf = print_mock_exam(wanted)
    except (ValueError, RecursionError):
        raise WrongUsage(Message("{name} is not JSON", name=source.name), "RESULT") from None
    except InvalidInput as error:
        raise WrongUsage(Message("{name}: {problem}", name=source.name, problem=error.message), "RESULT") from None
    except DocumentRefused as refusal:
        problem = explain(refusal.reason, screen.language, refusal.setting)
        raise WrongUsage(Message("{name}: {problem}", name=source.name, problem=problem), "RESULT") from None
    path = out or source.with_suffix(".pdf")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pdf)
    screen.print(str(path))
    return DONE
