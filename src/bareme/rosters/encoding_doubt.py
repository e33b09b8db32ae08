"""What is told of a list that can be read in two encodings."""

from bareme.domain.points import Language
from bareme.errors import UncertainEncoding
from bareme.translation import translator

_SHOWN_LINES = 3


def describe_readings(error: UncertainEncoding, language: Language) -> str:
    """Return what is wrong and how the list reads in either encoding, by the lines that differ."""
    t = translator(language)
    pairs = zip(*(text.splitlines() for _, text in error.readings), strict=False)
    differing = [pair for pair in pairs if len(set(pair)) > 1][:_SHOWN_LINES]
    shown = [
        t("as {encoding}: {lines}", encoding=encoding, lines=" / ".join(pair[place] for pair in differing))
        for place, (encoding, _) in enumerate(error.readings)
    ]
    return ". ".join([error.explain(language), *shown])
