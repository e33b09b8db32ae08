"""What sessions with a budget have spent and set aside, on disk: a crash forgets none of it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from threading import Lock

from bareme.domain.money import NOTHING, Budget, BudgetLimit
from bareme.storage.failures import named_failures

_MICRO = 1_000_000
_IN_VAIN = "!"
_THIS_PROCESS = Lock()
"""Threads wait here rather than in SQLite, whose waiting is a polling with a time limit."""


@dataclass(frozen=True)
class Amount:
    """Calls, and US dollars."""

    calls: int = 0
    dollars: Decimal = NOTHING

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.calls + other.calls, self.dollars + other.dollars)


class Ledger:
    """One line an attempt: what is set aside for it, then what it took. Processes that share the file share it.

    Setting aside reads and writes in one transaction, so that no two attempts can take the same room. An attempt that
    is made again, since a crash left it unfinished, takes the place of its own line; what it is known to have taken in
    vain before has a line beside it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._transaction() as connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS spending (session TEXT, entry TEXT, calls INTEGER, micro_dollars INTEGER, "
                "PRIMARY KEY (session, entry)) WITHOUT ROWID"
            )

    def set_aside(
        self, session: str, entry: str, amount: Amount, budget: Budget, *, floor: Amount = Amount()
    ) -> BudgetLimit | None:
        """Set `amount` aside for `entry`, or return the limit of `budget` that stands against it.

        `floor` is what the session is known to have spent from elsewhere: at least that counts as spent.
        """
        with self._transaction() as connection:
            calls, micro = connection.execute(
                "SELECT COALESCE(SUM(calls), 0), COALESCE(SUM(micro_dollars), 0) FROM spending "
                "WHERE session = ? AND entry != ?",
                (session, entry),
            ).fetchone()
            limit = budget.reached(
                calls=max(calls, floor.calls) + amount.calls,
                dollars=max(Decimal(micro) / _MICRO, floor.dollars) + amount.dollars,
            )
            if limit is None:
                self._write(connection, session, entry, amount)
            return limit

    def settle(self, session: str, entry: str, amount: Amount | None) -> None:
        """Put what `entry` took in the place of what was set aside for it; None takes the line away."""
        with self._transaction() as connection:
            if amount is None:
                connection.execute("DELETE FROM spending WHERE session = ? AND entry = ?", (session, entry))
            else:
                self._write(connection, session, entry, amount)

    def spend_in_vain(self, session: str, entry: str, amount: Amount) -> None:
        """Count what `entry` took without an answer: it stays counted when the attempt is made again."""
        row = (session, entry + _IN_VAIN, amount.calls, int(amount.dollars * _MICRO))
        with self._transaction() as connection:
            connection.execute("DELETE FROM spending WHERE session = ? AND entry = ?", (session, entry))
            connection.execute(
                "INSERT INTO spending VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                "calls = calls + excluded.calls, micro_dollars = micro_dollars + excluded.micro_dollars",
                row,
            )

    def total(self, session: str) -> Amount:
        """Return what `session` has spent and set aside."""
        with self._transaction() as connection:
            calls, micro = connection.execute(
                "SELECT COALESCE(SUM(calls), 0), COALESCE(SUM(micro_dollars), 0) FROM spending WHERE session = ?",
                (session,),
            ).fetchone()
        return Amount(calls, Decimal(micro) / _MICRO)

    @staticmethod
    def _write(connection: sqlite3.Connection, session: str, entry: str, amount: Amount) -> None:
        row = (session, entry, amount.calls, int(amount.dollars * _MICRO))
        connection.execute("INSERT OR REPLACE INTO spending VALUES (?, ?, ?, ?)", row)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with named_failures("spending"):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # A connection a transaction: calls come from several threads, and beside a model's call this costs nothing.
            # Closed without a commit, it undoes what was done.
            with _THIS_PROCESS, closing(sqlite3.connect(self._path, isolation_level=None, timeout=30)) as connection:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
