"""Who is invited to review the session of another."""

from bareme.storage.database import Database, repeatable

TABLES = """
CREATE TABLE IF NOT EXISTS invitations (
    session TEXT, reviewer TEXT, owner TEXT, PRIMARY KEY (session, reviewer)
) WITHOUT ROWID
"""


class Invitations:
    """The invitations to all sessions in one database, which processes share. People are named by their identity.

    Every method raises StoreUnusable if the database cannot be read or written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @repeatable
    def invite(self, session: str, reviewer: str, *, owner: str) -> None:
        """Invite somebody to the session of `owner`."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO invitations VALUES (?, ?, ?) "
                "ON CONFLICT (session, reviewer) DO UPDATE SET owner = excluded.owner",
                (session, reviewer, owner),
            )

    @repeatable
    def withdraw(self, session: str, reviewer: str) -> None:
        """Take an invitation back, if there is one."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM invitations WHERE session = ? AND reviewer = ?", (session, reviewer))

    @repeatable
    def withdraw_all(self, session: str) -> None:
        """Forget who was invited to a session."""
        if self.reviewers(session):
            with self._database.transaction() as connection:
                connection.execute("DELETE FROM invitations WHERE session = ?", (session,))

    @repeatable
    def reviewers(self, session: str) -> list[str]:
        """Return who is invited to a session."""
        query = "SELECT reviewer FROM invitations WHERE session = ? ORDER BY reviewer"
        return [reviewer for (reviewer,) in self._database.rows(query, session)]

    @repeatable
    def owner_for(self, reviewer: str, session: str) -> str | None:
        """Return who invited somebody to a session, or None if nobody did."""
        rows = self._database.rows(
            "SELECT owner FROM invitations WHERE session = ? AND reviewer = ?", session, reviewer
        )
        return rows[0][0] if rows else None

    @repeatable
    def sessions_of(self, reviewer: str) -> list[str]:
        """Return the sessions that somebody is invited to."""
        rows = self._database.rows("SELECT session FROM invitations WHERE reviewer = ? ORDER BY session", reviewer)
        return [session for (session,) in rows]
