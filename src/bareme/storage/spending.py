"""The ledger of sessions with a budget: what they have spent and set aside, on disk, so that a crash loses nothing."""

from dataclasses import dataclass
from decimal import Decimal

from bareme.domain.money import NOTHING, Budget, BudgetLimit
from bareme.storage.database import Connection, Database, repeatable

TABLES = """
CREATE TABLE IF NOT EXISTS spending (
    session TEXT, entry TEXT, calls INTEGER, micro_dollars INTEGER, PRIMARY KEY (session, entry)
) WITHOUT ROWID
"""
_MICRO = 1_000_000
_WRITTEN_OFF = "!"
"""Ends the name of the line beside an attempt's own, with what it took without an answer."""


@dataclass(frozen=True)
class Amount:
    """A number of calls and of US dollars."""

    calls: int = 0
    dollars: Decimal = NOTHING

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.calls + other.calls, self.dollars + other.dollars)


class Ledger:
    """One line for each attempt: first what is set aside for it, then what it took. Processes share it by its database.

    Setting aside reads and writes in one transaction, so that no two attempts can take the same money. An attempt that
    is made again after a crash replaces its own line. What it took without an answer has a line of its own.

    Every method raises StoreUnusable if the database cannot be read or written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @repeatable
    def set_aside(
        self, session: str, entry: str, amount: Amount, budget: Budget, *, floor: Amount = Amount()
    ) -> BudgetLimit | None:
        """Set `amount` aside for `entry`, or return the limit of `budget` that it would exceed.

        `floor` is what the session is known to have spent from other records; at least that counts as spent.
        """
        with self._database.transaction(session) as connection:
            calls, micro = connection.execute(
                "SELECT COALESCE(SUM(calls), 0), COALESCE(SUM(micro_dollars), 0) FROM spending "
                "WHERE session = ? AND entry != ?",
                (session, entry),
            ).fetchone()
            limit = budget.reached(
                calls=max(int(calls), floor.calls) + amount.calls,
                dollars=max(Decimal(micro) / _MICRO, floor.dollars) + amount.dollars,
            )
            if limit is None:
                self._write(connection, session, entry, amount)
            return limit

    @repeatable
    def settle(self, session: str, entry: str, amount: Amount | None) -> None:
        """Replace what was set aside for `entry` by what it took; None removes the line."""
        with self._database.transaction(session) as connection:
            if amount is None:
                connection.execute("DELETE FROM spending WHERE session = ? AND entry = ?", (session, entry))
            else:
                self._write(connection, session, entry, amount)

    @repeatable
    def write_off(self, session: str, entry: str, amount: Amount) -> None:
        """Count what `entry`, for which something is set aside, took without an answer.

        It stays counted when the attempt is made again.
        """
        row = (session, entry + _WRITTEN_OFF, amount.calls, int(amount.dollars * _MICRO))
        with self._database.transaction(session) as connection:
            delete = "DELETE FROM spending WHERE session = ? AND entry = ? RETURNING 1"
            if not connection.execute(delete, (session, entry)).fetchall():
                return  # repeated: the connection broke after this was done
            connection.execute(
                "INSERT INTO spending VALUES (?, ?, ?, ?) ON CONFLICT (session, entry) DO UPDATE SET "
                "calls = spending.calls + excluded.calls, "
                "micro_dollars = spending.micro_dollars + excluded.micro_dollars",
                row,
            )

    @repeatable
    def total(self, session: str) -> Amount:
        """Return what `session` has spent and set aside."""
        if not self._database.is_made():  # no session on this machine ever had a budget
            return Amount()
        with self._database.transaction(session) as connection:
            calls, micro = connection.execute(
                "SELECT COALESCE(SUM(calls), 0), COALESCE(SUM(micro_dollars), 0) FROM spending WHERE session = ?",
                (session,),
            ).fetchone()
        return Amount(int(calls), Decimal(micro) / _MICRO)

    @repeatable
    def erase(self, session: str) -> None:
        """Delete all lines of a session."""
        if self._database.is_made():
            with self._database.transaction(session) as connection:
                connection.execute("DELETE FROM spending WHERE session = ?", (session,))

    @staticmethod
    def _write(connection: Connection, session: str, entry: str, amount: Amount) -> None:
        row = (session, entry, amount.calls, int(amount.dollars * _MICRO))
        connection.execute(
            "INSERT INTO spending VALUES (?, ?, ?, ?) ON CONFLICT (session, entry) DO UPDATE SET "
            "calls = excluded.calls, micro_dollars = excluded.micro_dollars",
            row,
        )
