"""Tables whose rows were made by repeating other rows, which makes every interval too narrow unless it is seen."""

from collections.abc import Sequence

_SHORTEST = 10


def repetition_period(columns: Sequence[Sequence[object]]) -> int | None:
    """Return after how many rows all columns repeat through to the end, or None.

    Periods below ten rows are not looked for: short columns of few marks repeat by chance, while ten
    rows that each equal their counterpart with a chance of one in three do so once in sixty thousand times.
    """
    rows = list(zip(*columns, strict=True))
    if len(set(rows)) < 3:
        return None
    for period in range(_SHORTEST, len(rows) // 2 + 1):
        if rows[period] == rows[0] and rows[period:] == rows[:-period]:
            return period
    return None
