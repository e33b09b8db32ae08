"""The tables of our own in Postgres, and how those of an earlier version become those of this one.

A migration that was released is never changed; a new one follows it.
"""

import psycopg

from bareme.errors import InvalidInput
from bareme.storage.key_locks import number_of
from bareme.storage.postgres.connections import SCHEMA

_VERSIONS = f"""
CREATE SCHEMA IF NOT EXISTS {SCHEMA};
CREATE TABLE IF NOT EXISTS {SCHEMA}.migrations (
    version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now()
)
"""
MIGRATIONS = (
    # 1. Paid answers, which an earlier version kept in a table of the schema `public`, and the records of sessions.
    """
    ALTER TABLE IF EXISTS public.bareme_answers SET SCHEMA bareme;
    ALTER TABLE IF EXISTS bareme_answers RENAME TO answers;
    CREATE TABLE IF NOT EXISTS answers (
        namespace text NOT NULL, key text NOT NULL, expiry timestamptz, encoding text NOT NULL, value bytea NOT NULL,
        PRIMARY KEY (namespace, key)
    );
    CREATE TABLE spending (
        session text, entry text, calls bigint NOT NULL, micro_dollars bigint NOT NULL, PRIMARY KEY (session, entry)
    );
    CREATE TABLE inbox (session text, number bigint, entry text NOT NULL, PRIMARY KEY (session, number));
    CREATE TABLE uses (
        session text, kind text, key text, since double precision NOT NULL, PRIMARY KEY (session, kind, key)
    );
    CREATE INDEX users ON uses (kind, key);
    CREATE TABLE erasures (session text PRIMARY KEY, owner text NOT NULL);
    CREATE TABLE invitations (session text, reviewer text, owner text NOT NULL, PRIMARY KEY (session, reviewer));
    CREATE INDEX invited ON invitations (reviewer);
    CREATE TABLE api_keys (
        id text PRIMARY KEY, name text NOT NULL, role text NOT NULL, digest bytea UNIQUE NOT NULL,
        created text NOT NULL, revoked text NOT NULL
    );
    CREATE TABLE signed_out (cookie text PRIMARY KEY, expires double precision NOT NULL);
    CREATE TABLE holders (holder text PRIMARY KEY, until timestamptz NOT NULL);
    CREATE TABLE claims (key text PRIMARY KEY, holder text NOT NULL)
    """,
    # 2. The limits of providers.
    """
    CREATE TABLE slots (
        queue text PRIMARY KEY, provider text NOT NULL, holder text NOT NULL, slots integer NOT NULL,
        wanted text NOT NULL
    );
    CREATE TABLE sent (
        request text PRIMARY KEY, provider text NOT NULL, at timestamptz NOT NULL, requests integer NOT NULL,
        tokens bigint NOT NULL
    );
    CREATE INDEX sent_at ON sent (provider, at)
    """,
    # 3. Who has which document.
    """
    CREATE TABLE documents (
        document_id text PRIMARY KEY, owner text NOT NULL, digest text NOT NULL, size bigint NOT NULL,
        source text NOT NULL, kept_at text NOT NULL, facts text NOT NULL
    );
    CREATE INDEX owners ON documents (digest);
    CREATE INDEX documents_of_owner ON documents (owner);
    CREATE INDEX sources ON documents (source)
    """,
    # 4. What a process tells the one that goes on with its run.
    """
    CREATE TABLE outcomes (session text, copy text, status text NOT NULL, PRIMARY KEY (session, copy))
    """,
    # 5. Providers that are to be left alone.
    """
    CREATE TABLE pauses (
        url text, model text, provider text NOT NULL, until timestamptz NOT NULL, PRIMARY KEY (url, model)
    )
    """,
    # 6. How often a run was taken up.
    """
    CREATE TABLE run_attempts (
        thread_id text PRIMARY KEY, run_id text NOT NULL, kept text NOT NULL, tries integer NOT NULL,
        at timestamptz NOT NULL
    )
    """,
    # 7. Runs that were let in a moment ago.
    """
    CREATE TABLE starting_runs (identity text, thread text, at timestamptz NOT NULL, PRIMARY KEY (identity, thread))
    """,
)
"""Each takes the tables from the version before to its own number, which is its place, counted from 1."""


def migrate(connection: psycopg.Connection) -> None:
    """Bring the tables to this version. Of processes that start together one does it, and the others wait.

    Raises:
        InvalidInput: a newer version of Barème has changed them.
    """
    # Where nothing is to be done, nothing is locked, and no right to make tables is needed.
    if _has_tables(connection) and _version(connection) == len(MIGRATIONS):
        return
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (number_of("migrations"),))
        connection.execute(_VERSIONS.encode())
        version = _version(connection)
        if version > len(MIGRATIONS):
            raise InvalidInput(
                "the tables in {database} are of version {found}, and this Barème knows {known}: start a newer one",
                database="BAREME_DATABASE",
                found=version,
                known=len(MIGRATIONS),
            )
        for number, statements in enumerate(MIGRATIONS[version:], start=version + 1):
            connection.execute(statements.encode())
            connection.execute("INSERT INTO migrations (version) VALUES (%s)", (number,))


def _has_tables(connection: psycopg.Connection) -> bool:
    return connection.execute("SELECT to_regclass('migrations')").fetchone() != (None,)


def _version(connection: psycopg.Connection) -> int:
    (version,) = connection.execute("SELECT COALESCE(MAX(version), 0) FROM migrations").fetchone() or (0,)
    return int(version)
