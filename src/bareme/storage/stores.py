"""The stores of records and files: where they are is chosen here, by `BAREME_STORAGE`, and nowhere else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from bareme.errors import InvalidInput
from bareme.settings import Settings, get_settings
from bareme.storage import (
    api_keys,
    document_index,
    inbox,
    invitations,
    outcomes,
    session_uses,
    signed_out,
    spending,
)
from bareme.storage.answer_database import AnswerDatabase
from bareme.storage.answers_file import AnswersFile
from bareme.storage.checkpoints import Checkpoints
from bareme.storage.contents import Contents
from bareme.storage.database import Database
from bareme.storage.folder_contents import FolderContents
from bareme.storage.owners import LOCAL
from bareme.storage.process_locks import FileProcessLocks, ProcessLocks
from bareme.storage.provider_limits import ProviderLimits
from bareme.storage.sqlite_checkpoints import SqliteCheckpoints
from bareme.storage.sqlite_database import SqliteDatabase
from bareme.storage.starting_runs import OwnStartingRuns, SharedStartingRuns, StartingRuns


@dataclass(frozen=True)
class Stores:
    """What a process keeps records in, whichever loops and threads it has."""

    checkpoints: Checkpoints
    answers: AnswerDatabase
    ledger: spending.Ledger
    inbox: inbox.Inbox
    uses: session_uses.SessionUses
    outcomes: outcomes.Outcomes
    invitations: invitations.Invitations
    api_keys: api_keys.ApiKeys
    signed_out: signed_out.SignedOut
    contents: Contents
    documents: document_index.DocumentIndex
    locks: ProcessLocks
    starting_runs: StartingRuns
    provider_limits: ProviderLimits | None
    """None where a provider has no other callers than this process."""
    wait: Callable[[float], None]
    """Waits so many seconds for the services behind the stores, whose tables are then of this version."""


def stores() -> Stores:
    """Return the stores that the settings name, opened once in a process."""
    return open_stores(get_settings())


@lru_cache(maxsize=4)
def open_stores(settings: Settings) -> Stores:
    """Return the stores that `settings` name."""
    return _on_a_cluster(settings) if settings.storage == "cluster" else _in_the_home(settings)


def index_beside(contents: FolderContents, folder: Path) -> document_index.DocumentIndex:
    """Return the index of a folder of contents on this machine, which lies in it."""

    def kept_by_earlier_versions() -> Iterator[document_index.Kept]:
        for digest, file in contents.stored():
            yield document_index.Kept(digest, LOCAL, digest, file.stat().st_size)

    database = SqliteDatabase(folder / "index.sqlite", document_index.TABLES, "documents")
    return document_index.DocumentIndex(database, kept_by_earlier_versions)


def _in_the_home(settings: Settings) -> Stores:
    contents = FolderContents(settings.documents_folder)
    return Stores(
        contents=contents,
        documents=index_beside(contents, settings.documents_folder),
        # LangGraph Studio looks back and begins again at an earlier step.
        checkpoints=SqliteCheckpoints(settings.checkpoints_file, keeps_all=settings.studio),
        answers=AnswersFile(settings.answers_file),
        ledger=spending.Ledger(SqliteDatabase(settings.spending_file, spending.TABLES, "spending")),
        inbox=inbox.Inbox(SqliteDatabase(settings.inbox_file, inbox.TABLES, "inbox")),
        uses=session_uses.SessionUses(
            SqliteDatabase(settings.uses_file, session_uses.TABLES, "sessions", stays_open=True)
        ),
        outcomes=outcomes.Outcomes(SqliteDatabase(settings.outcomes_file, outcomes.TABLES, "sessions")),
        invitations=invitations.Invitations(SqliteDatabase(settings.invitations_file, invitations.TABLES, "sessions")),
        api_keys=api_keys.ApiKeys(SqliteDatabase(settings.api_keys_file, api_keys.TABLES, "api keys")),
        signed_out=signed_out.SignedOut(SqliteDatabase(settings.signed_out_file, signed_out.TABLES, "api keys")),
        locks=FileProcessLocks(settings.locks_folder),
        starting_runs=OwnStartingRuns(),
        provider_limits=None,
        wait=lambda _seconds: None,
    )


def _on_a_cluster(settings: Settings) -> Stores:
    try:
        from bareme.storage.postgres.answers import PostgresAnswers  # noqa: PLC0415 - psycopg comes with an extra
        from bareme.storage.postgres.checkpoints import PostgresCheckpoints  # noqa: PLC0415
        from bareme.storage.postgres.claims import Claims  # noqa: PLC0415
        from bareme.storage.postgres.connections import Connections  # noqa: PLC0415
        from bareme.storage.postgres.database import PostgresDatabase  # noqa: PLC0415
        from bareme.storage.postgres.leases import Lease  # noqa: PLC0415
        from bareme.storage.postgres.migrations import migrate  # noqa: PLC0415
        from bareme.storage.postgres.process_locks import PostgresProcessLocks  # noqa: PLC0415
        from bareme.storage.postgres.provider_limits import PostgresProviderLimits  # noqa: PLC0415
    except ImportError as error:
        raise InvalidInput("BAREME_STORAGE=cluster needs the extra 'cluster': pip install 'bareme[cluster]'") from error
    connections = Connections(settings.database, migrate)
    answers: Database = PostgresDatabase(connections, "answers")
    # Renewed over a connection of its own, however busy the others are.
    own = PostgresDatabase(Connections(settings.database, migrate, most=1), "answers")
    lease = Lease(own, settings.lease_seconds)
    claims = Claims(answers, lease)
    return Stores(
        contents=_shared_contents(settings),
        documents=document_index.DocumentIndex(PostgresDatabase(connections, "documents")),
        checkpoints=PostgresCheckpoints(settings.database),
        answers=PostgresAnswers(answers, claims),
        ledger=spending.Ledger(PostgresDatabase(connections, "spending")),
        inbox=inbox.Inbox(PostgresDatabase(connections, "inbox")),
        uses=session_uses.SessionUses(PostgresDatabase(connections, "sessions")),
        outcomes=outcomes.Outcomes(PostgresDatabase(connections, "sessions")),
        invitations=invitations.Invitations(PostgresDatabase(connections, "sessions")),
        api_keys=api_keys.ApiKeys(PostgresDatabase(connections, "api keys")),
        signed_out=signed_out.SignedOut(PostgresDatabase(connections, "api keys")),
        locks=PostgresProcessLocks(claims),
        starting_runs=SharedStartingRuns(PostgresDatabase(connections, "sessions")),
        provider_limits=PostgresProviderLimits(answers, lease),
        wait=connections.wait,
    )


def _shared_contents(settings: Settings) -> Contents:
    root = urlsplit(settings.files)
    if root.scheme == "file":
        return FolderContents(Path(url2pathname(root.path)))
    try:
        from bareme.storage.bucket_contents import BucketContents  # noqa: PLC0415 - fsspec comes with an extra
    except ImportError as error:
        raise InvalidInput("BAREME_STORAGE=cluster needs the extra 'cluster': pip install 'bareme[cluster]'") from error
    return BucketContents(settings.files, settings.home / "bucket")
