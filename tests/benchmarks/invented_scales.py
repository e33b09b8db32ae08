"""Read invented papers of every kind, and hold the stated confidence against what is right."""

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.table import Table

from bareme.domain.printed_scale import find_scales
from tests.printed_papers.draft import Kind, write_paper
from tests.printed_papers.judging import Verdict, judge
from tests.printed_papers.languages import LANGUAGES

_ROUNDS = 2
"""Papers of a kind and a language."""


def judge_kinds(kinds: Sequence[Kind]) -> list[Verdict]:
    """Read papers of each kind in every language."""
    verdicts = []
    for kind in kinds:
        for language in LANGUAGES:
            for number in range(_ROUNDS):
                sheet, truth = write_paper(kind, language, f"bench {number}")
                verdicts.append(judge(kind.__name__, find_scales(sheet.as_pages()), truth))
    return verdicts


def print_kinds(title: str, verdicts: Sequence[Verdict]) -> None:
    """Print a row for each kind, and one for all of them."""
    table = Table("kind", "papers", "right", "right and sure", "wrong and sure", "invented", title=title)
    for kind, some in groupby(verdicts, key=lambda verdict: verdict.kind):
        table.add_row(kind.replace("_", " "), *_counts(list(some)))
    table.add_row("all", *_counts(verdicts), style="bold")
    Console(width=110).print(table)


def print_reliability(known: Sequence[Verdict], unknown: Sequence[Verdict]) -> None:
    """Print how many readings are right at each stated confidence."""
    table = Table("stated confidence", "known kinds: right", "later kinds: right", title="Reliability")
    for confidence in sorted({verdict.confidence for verdict in (*known, *unknown)}, reverse=True):
        cells = (
            _share([verdict for verdict in group if verdict.confidence == confidence]) for group in (known, unknown)
        )
        table.add_row(f"{confidence:.0%}" if confidence else "nothing found", *cells)
    Console(width=110).print(table)


def _counts(verdicts: Sequence[Verdict]) -> list[str]:
    right = [verdict for verdict in verdicts if verdict.right]
    sure = [verdict for verdict in right if verdict.sure]
    wrong = [verdict for verdict in verdicts if verdict.sure and not verdict.right]
    invented = [verdict for verdict in verdicts if verdict.invented]
    return [f"{len(group)}" for group in (verdicts, right, sure, wrong, invented)]


def _share(verdicts: Sequence[Verdict]) -> str:
    return f"{sum(verdict.right for verdict in verdicts)} of {len(verdicts)}" if verdicts else "-"
