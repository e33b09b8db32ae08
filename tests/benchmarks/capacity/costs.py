"""What the parts of a cluster take, from what was measured on one machine with one and two workers."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import nnls

type Json = dict[str, Any]
MEASURED = Path(__file__).with_name("measured.json")
"""What `make cluster-bench PART="throughput --keep"` has found."""
PARTS = ("workers", "apis", "database", "clients")
CALIBRATED_ON = (1, 2)
"""Numbers of workers."""


class Work(NamedTuple):
    """How much is done."""

    sessions: int
    copies: int
    calls: int


@dataclass(frozen=True)
class Cost:
    """Processor seconds that a part takes, or bytes that it keeps."""

    session: float = 0.0
    copy: float = 0.0
    call: float = 0.0
    second: float = 0.0
    """While nothing is done: a second of each worker."""

    def of(self, work: Work) -> float:
        """Return what some work takes."""
        return self.session * work.sessions + self.copy * work.copies + self.call * work.calls

    def scaled(self, factor: float) -> "Cost":
        """Return so many times the cost."""
        return Cost(self.session * factor, self.copy * factor, self.call * factor, self.second * factor)


@dataclass(frozen=True)
class Line:
    """Seconds that grow with a number: of processes, or of requests in the last minute."""

    base: float = 0.0
    each: float = 0.0

    def of(self, number: float) -> float:
        return self.base + self.each * number


@dataclass(frozen=True)
class Costs:
    """What everything takes."""

    workers: Cost = field(default_factory=Cost)
    apis: Cost = field(default_factory=Cost)
    database: Cost = field(default_factory=Cost)
    clients: Cost = field(default_factory=Cost)
    """The measuring program, with the provider in it: it shares the machine that is measured, and no other."""
    kept: Cost = field(default_factory=Cost)
    """Bytes of the database."""
    exchange: Line = field(default_factory=Line)
    """One exchange of slots, by the number of workers."""
    count: Line = field(default_factory=Line)
    """Counting a request, by those of the last minute."""
    connections: Line = field(default_factory=Line)
    """Of the database, by the number of workers."""

    def of_copies_together(self, number: int) -> "Costs":
        """Return the costs where so many copies count as one."""
        parts = {name: getattr(self, name) for name in PARTS}
        grown = {name: replace(cost, copy=cost.copy * number, call=cost.call * number) for name, cost in parts.items()}
        return replace(self, **grown)

    def scaled(self, factor: float) -> "Costs":
        """Return the costs on a machine that is so many times slower."""
        parts = {name: getattr(self, name).scaled(factor) for name in PARTS}
        return replace(self, **parts)


def calibrate(measured: Json) -> Costs:
    """Return the costs that explain the runs with one and two workers best: least squares, none below zero."""
    runs = [run for run in measured["runs"] if run["workers"] in CALIBRATED_ON]
    parts = {name: _fit(runs, [run["processor"][name] for run in runs]) for name in runs[0]["processor"]}
    return Costs(
        **parts,
        kept=_fit(runs, [run["bytes"] for run in runs]),
        exchange=line_through(measured["exchange"]),
        count=line_through(measured["count"]),
        connections=line_through([[run["workers"], run["connections"]] for run in runs]),
    )


def line_through(points: Sequence[Sequence[float]]) -> Line:
    """Return the line of least squares through points, which rises from zero or above."""
    found, _ = nnls(np.array([[1.0, at] for at, _ in points]), np.array([value for _, value in points]))
    return Line(*map(float, found))


def _fit(runs: Sequence[Json], taken: Sequence[float]) -> Cost:
    rows = [[*work_of(run), run["workers"] * run["seconds"]] for run in runs]
    found, _ = nnls(np.array(rows, dtype=float), np.array(taken, dtype=float))
    return Cost(*map(float, found))


def work_of(run: Json) -> Work:
    """Return what was done in a run."""
    copies = run["sessions"] * run["copies"]
    return Work(run["sessions"], copies, copies * run["graders"])
