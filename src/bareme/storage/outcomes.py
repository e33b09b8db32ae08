"""Copies of a round of grading that ended without being complete, for whichever process goes on with the round.

A process counts the copies of a run in memory, and takes what is neither under way nor noted here for complete.
"""

from bareme.storage.database import Database, repeatable

TABLES = "CREATE TABLE IF NOT EXISTS outcomes (session TEXT, copy TEXT, status TEXT, PRIMARY KEY (session, copy))"


class Outcomes:
    """The outcomes of all sessions in one database, which processes share. They are forgotten when a round ends.

    Every method raises StoreUnusable if the database cannot be read or written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @repeatable
    def note(self, session: str, copy: str, status: str) -> None:
        """Keep how the grading of a copy ended; the last one counts."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO outcomes VALUES (?, ?, ?) "
                "ON CONFLICT (session, copy) DO UPDATE SET status = excluded.status",
                (session, copy, status),
            )

    @repeatable
    def noted(self, session: str) -> dict[str, str]:
        """Return what was noted of a session, by copy."""
        return dict(self._database.rows("SELECT copy, status FROM outcomes WHERE session = ?", session))

    @repeatable
    def forget(self, session: str) -> None:
        """Forget a session's."""
        if self._database.is_made():
            with self._database.transaction() as connection:
                connection.execute("DELETE FROM outcomes WHERE session = ?", (session,))
