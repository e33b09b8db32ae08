"""What a worker returns for a file without pages: a PDF made of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A text document laid out on A4, with warning codes: content_left_out, hidden_text, encoding_guessed."""

    pdf: bytes
    warnings: frozenset[str]
