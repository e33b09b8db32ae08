"""Detect tables made by repeating rows, whose intervals would otherwise be too narrow."""

from collections.abc import Sequence

_MIN_PERIOD = 10


def repetition_period(columns: Sequence[Sequence[object]]) -> int | None:
    """Return the number of rows after which all columns repeat until the end, or None.

    Periods below ten rows are ignored, because few marks repeat by chance; ten rows that each match with a probability
    of one third all match once in sixty thousand cases.
    """
    rows = list(zip(*columns, strict=True))
    if len(set(rows)) < 3:
        return None
    for period in range(_MIN_PERIOD, len(rows) // 2 + 1):
        if rows[period] == rows[0] and rows[period:] == rows[:-period]:
            return period
    return None
