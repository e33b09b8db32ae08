"""Connections to Postgres, shared by the threads of a process and made again after they were lost.

Own code rather than psycopg_pool, which connects in the background with growing pauses: after a restart of Postgres it
is late, and a wrong URL shows only when the time for a connection is over.
"""

import logging
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from threading import BoundedSemaphore, Lock, local
from time import monotonic, sleep
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from bareme.errors import ConnectionLost, StoreUnusable
from bareme.store_names import StoreName

SCHEMA = "bareme"

_log = logging.getLogger(__name__)
_MOST = 8
_IDLE_SECONDS = 30.0
_PAUSE_SECONDS = 1.0
# A server that vanished is given up. A connection pooler such as PgBouncer loses prepared statements.
_OPTIONS = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "tcp_user_timeout": 30_000,
    "application_name": "bareme",
}
FORGET_THE_VANISHED = """
SET tcp_keepalives_idle TO 10; SET tcp_keepalives_interval TO 5; SET tcp_keepalives_count TO 3;
SET idle_in_transaction_session_timeout TO '2min'
"""
"""Has Postgres end the locks of a machine that vanished in half a minute and not, as is usual, in two hours."""
AS_BEFORE_OUR_SCHEMA = """
SELECT set_config('search_path', COALESCE(
    (SELECT nspname FROM pg_class JOIN pg_namespace AS schemas ON relnamespace = schemas.oid
    WHERE pg_class.oid = to_regclass('checkpoint_migrations')),
    NULLIF(current_schema(), 'bareme'), 'public'
), false)
"""
"""Has LangGraph find its tables where they are, and make them where they would be without our schema.

For a user of that name Postgres looks there first: once there is such a schema, LangGraph would make other tables
in it, and nobody would see the sessions in the first ones any more.
"""
_LOST = (psycopg.OperationalError, psycopg.InterfaceError)


class Connections:
    """The connections of this process to the database `url`. None is made before it is needed.

    `migrate` gets the first one, to bring the tables to the version that this process knows. `most` threads have one at
    a time; those that have not been needed for half a minute are closed.
    """

    def __init__(self, url: str, migrate: Callable[[psycopg.Connection], None], *, most: int = _MOST) -> None:
        self._url = url
        self._permits = BoundedSemaphore(most)
        self._of_thread = local()
        self._gates: weakref.WeakValueDictionary[str, Lock] = weakref.WeakValueDictionary()
        self._migrate = migrate
        self._migrating = Lock()
        self._is_migrated = False
        self._idle: list[tuple[psycopg.Connection, float]] = []
        """The last used last, each with the time since when nobody uses it."""
        self._tidying = Lock()
        weakref.finalize(self, _close, self._idle)  # also at the end of the process, while psycopg is there

    @contextmanager
    def begun(
        self, store: StoreName, first: bytes, values: Sequence[object] | None = None, *, waits_for: str = ""
    ) -> Iterator[psycopg.Cursor]:
        """Yield the cursor of the first statement of one store, whose connection is there for the others.

        The statement is carried out again on another connection if this one was lost, which shows only then.
        `waits_for` names the lock that it waits for.

        Raises:
            ConnectionLost: the connection broke, or none can be made.
            StoreUnusable: Postgres refuses. The messages leave out its own words, which may quote the URL or a value.
        """
        failure: StoreUnusable
        try:
            with self._begun_in_turn(first, values, waits_for) as cursor:
                try:
                    yield cursor
                except BaseException:
                    with suppress(psycopg.Error):
                        cursor.connection.rollback()
                    raise
        except _LOST as error:
            failure = ConnectionLost(store, f"Postgres: {type(error).__name__}")
        except psycopg.Error as error:
            failure = StoreUnusable(store, f"Postgres: {type(error).__name__}")
        else:
            return
        raise failure  # not chained to the error

    def wait(self, seconds: float) -> None:
        """Wait until the database takes a connection, and say so in the log.

        Raises:
            StoreUnusable: it took none for so long.
        """
        until, told = monotonic() + seconds, False
        while True:
            try:
                self._idle.append((self._connect(), monotonic()))
            except psycopg.Error as error:
                kind = type(error).__name__
            else:
                return
            if monotonic() > until:
                raise StoreUnusable("sessions", f"Postgres: {kind}")
            if not told:
                _log.warning("waiting up to %.0f s for the database that BAREME_DATABASE names: %s", seconds, kind)
                told = True
            sleep(_PAUSE_SECONDS)

    def close(self) -> None:
        """Close the connections that nobody uses now. The next statement makes a new one."""
        _close(self._idle)

    @contextmanager
    def _begun_in_turn(self, first: bytes, values: Sequence[object] | None, waits_for: str) -> Iterator[psycopg.Cursor]:
        """Yield the cursor of the first statement, as soon as fewer than the most threads have a connection.

        A thread that has one gets another at once, since the others may be waiting for what it has locked. Of those
        that wait for the same lock, one has a connection for it.
        """
        with ExitStack() as until_the_end:
            if hasattr(self._of_thread, "connection"):
                cursor = self._begun(first, values)
            else:
                with self._gate_of(waits_for):
                    until_the_end.enter_context(self._permits)
                    cursor = self._begun(first, values)
                self._of_thread.connection = cursor.connection
                until_the_end.callback(delattr, self._of_thread, "connection")
            until_the_end.callback(self._give_back, cursor.connection)
            yield cursor

    def _gate_of(self, lock: str) -> AbstractContextManager[object]:
        if not lock:
            return nullcontext()
        with self._tidying:
            return self._gates.setdefault(lock, Lock())

    def _give_back(self, connection: psycopg.Connection) -> None:
        now = monotonic()
        with self._tidying:
            unused = [one for one, since in self._idle if now - since > _IDLE_SECONDS]
            del self._idle[: len(unused)]
            if not connection.closed:
                self._idle.append((connection, now))
        for one in unused:
            with suppress(psycopg.Error):
                one.close()

    def _begun(self, first: bytes, values: Sequence[object] | None) -> psycopg.Cursor:
        while True:
            with self._tidying:
                idle = self._idle.pop()[0] if self._idle else None
            connection = idle or self._connect()
            try:
                return connection.execute(first, values)
            except BaseException as error:
                with suppress(psycopg.Error):
                    connection.close()
                # The server was restarted, or closed an idle connection: the next one, or a new one, may work.
                if idle is None or not isinstance(error, _LOST):
                    raise

    def _connect(self) -> psycopg.Connection:
        options: dict[str, Any] = {**_OPTIONS, **conninfo_to_dict(self._url)}
        connection = psycopg.connect(**options, autocommit=True, prepare_threshold=None)
        try:
            connection.execute(f"SET search_path TO {SCHEMA}; {FORGET_THE_VANISHED}".encode())
            with self._migrating:
                if not self._is_migrated:
                    self._migrate(connection)
                    self._is_migrated = True
        except BaseException:
            connection.close()
            raise
        return connection


def _close(connections: list[tuple[psycopg.Connection, float]]) -> None:
    while connections:
        with suppress(psycopg.Error):
            connections.pop()[0].close()
