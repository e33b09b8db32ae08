"""`make bench-compare A=before.json B=after.json`: two reports of the bench side by side."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.benchmarks.goals import GOALS, Goal

_CHANGED = 0.05
"""Share by which a figure must differ to be listed."""

type Json = dict[str, Any]


def figures_of(report: Json, path: str = "") -> Iterator[tuple[str, float]]:
    """Yield every number of a report with its path."""
    for key, value in report.items():
        place = f"{path}/{key}".lstrip("/")
        if isinstance(value, dict):
            yield from figures_of(value, place)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield place, float(value)


def goals_table(*reports: Json) -> Table:
    """Return the figures that cost is judged by, of one report or of several; those that meet their goal are marked."""
    titles = ["figure"] if len(reports) == 1 else ["before", "after"]
    table = Table("", *titles, *(["after ÷ before"] if len(reports) > 1 else []), "goal")
    for goal in GOALS:
        values = [goal.value(report) for report in reports]
        if not any(value is not None for value in values):
            continue  # its part was not run
        met = goal.is_met(reports[-1])
        cells = [f"{_shown(value)} {goal.unit}".strip() for value in values]
        ratio = [_ratio(values[0], values[-1])] if len(reports) > 1 else []
        mark = "" if met is None else " ✓" if met else " ✗"
        table.add_row(goal.name, *cells, *ratio, _limit(goal) + mark)
    return table


def changes_table(before: Json, after: Json) -> Table:
    """Return every other figure that differs by more than a twentieth."""
    old, named = dict(figures_of(before)), {goal.path for goal in GOALS}
    table = Table("other figures", "before", "after", "after ÷ before")
    for path, value in figures_of(after):
        if path in named or path not in old or abs(value - old[path]) <= _CHANGED * abs(old[path]):
            continue
        table.add_row(path, _shown(old[path]), _shown(value), _ratio(old[path], value))
    return table


def _limit(goal: Goal) -> str:
    if goal.limit is None:
        return "half"
    return f"{'≥' if goal.least else '≤'} {goal.limit:,g}"


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.3g}"


def _ratio(before: float | None, after: float | None) -> str:
    return f"{after / before:.2f}" if before and after is not None else "–"


def main(first: str, second: str) -> None:
    """Print two reports."""
    before, after = (json.loads(Path(path).read_text(encoding="utf-8")) for path in (first, second))
    screen = Console(width=130)
    screen.print(goals_table(before, after))
    screen.print(changes_table(before, after))


if __name__ == "__main__":
    main(*sys.argv[1:3])
