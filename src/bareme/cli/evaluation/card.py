"""`bareme eval card`: what a data set holds."""

from pathlib import Path

from bareme.cli.evaluation.document import show_document
from bareme.cli.exits import DONE
from bareme.cli.screen import Screen, write_json
from bareme.evaluation import FormatName, read_dataset
from bareme.evaluation.card import data_set_card
from bareme.evaluation.report import compose_card


def print_card(screen: Screen, path: Path, fmt: FormatName | None, *, resamples: int, as_json: bool) -> int:
    """Print the card, as tables or as one JSON object; return the exit code."""
    card = data_set_card(read_dataset(path, fmt), resamples=resamples)
    if as_json:
        write_json(card.model_dump(mode="json"))
    else:
        show_document(screen, compose_card(card, screen.language, resamples=resamples))
    return DONE
