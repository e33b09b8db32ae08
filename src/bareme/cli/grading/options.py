"""Parse the options of `bareme grade`; an invalid value is wrong usage (exit code 2)."""

from pathlib import Path

from bareme.cli.exits import WrongUsage
from bareme.cli.grading.copy_edits import divide_evenly
from bareme.cli.grading.scale_dialogue import Edit
from bareme.cli.options import read_scheme_option
from bareme.domain.limits import GUIDELINES_LENGTH
from bareme.exports import scheme_format
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


def read_edits(scheme: str | None, pages_per_copy: int | None) -> list[Edit]:
    """Return the changes of scale and copies that options ask for. A shorthand changes only what it names.

    Raises:
        WrongUsage: the scheme cannot be read.
    """
    edits: list[Edit] = []
    if scheme is not None:
        read = read_scheme_option(scheme)
        sent = scheme if scheme_format(scheme) is None else read.model_dump(mode="json")
        edits.append(lambda _: {"scheme": sent})
    if pages_per_copy is not None:
        edits.append(lambda found: divide_evenly(found, pages_per_copy))
    return edits
