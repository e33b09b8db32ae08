"""Parse the options of `bareme grade`; an invalid value is wrong usage (exit code 2)."""

from pathlib import Path

from bareme.cli.exits import WrongUsage
from bareme.graphs.contract import GUIDELINES_LENGTH
from bareme.translation import Message


def read_guidelines(path: Path | None) -> str:
    """Return the teacher's guidelines, a text file in UTF-8.

    Raises:
        WrongUsage: the file is not a UTF-8 text, or is too long.
    """
    if path is None:
        return ""
    try:
        text = path.read_text(encoding="utf-8-sig").strip()
    except UnicodeDecodeError:
        raise WrongUsage(Message("{name} is not a UTF-8 text file", name=path), "--guidelines") from None
    if len(text) > GUIDELINES_LENGTH:
        reason = Message(
            "{name} has {length} characters; at most {limit} are allowed",
            name=path,
            length=len(text),
            limit=GUIDELINES_LENGTH,
        )
        raise WrongUsage(reason, "--guidelines")
    return text
