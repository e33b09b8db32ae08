"""Connections to Postgres, shared by the threads of a process and made again after they were lost.

Own code rather than psycopg_pool, which connects in the background with growing pauses: after a restart of Postgres it
is late, and a wrong URL shows only when the time for a connection is over.
"""

import logging
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from time import monotonic, sleep
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from bareme.errors import ConnectionLost, StoreUnusable
from bareme.store_names import StoreName

SCHEMA = "bareme"

_log = logging.getLogger(__name__)
_MOST_IDLE = 8
_PAUSE_SECONDS = 1.0
# A server that vanished is given up. A connection pooler such as PgBouncer loses prepared statements.
_OPTIONS = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "tcp_user_timeout": 30_000,
    "application_name": "bareme",
}
_LOST = (psycopg.OperationalError, psycopg.InterfaceError)


class Connections:
    """The connections of this process to the database `url`. None is made before it is needed.

    `migrate` gets the first one, to bring the tables to the version that this process knows.
    """

    def __init__(self, url: str, migrate: Callable[[psycopg.Connection], None]) -> None:
        self._url = url
        self._migrate = migrate
        self._migrating = Lock()
        self._is_migrated = False
        self._idle: list[psycopg.Connection] = []
        weakref.finalize(self, _close, self._idle)  # also at the end of the process, while psycopg is there

    @contextmanager
    def connection(self, store: StoreName, begin: str = "") -> Iterator[psycopg.Connection]:
        """Yield a connection for the statements of one store, after `begin`. It does not begin a transaction itself.

        There are as many as threads need at once: one that waits for a lock must not hold up whoever has it.

        Raises:
            ConnectionLost: the connection broke, or none can be made.
            StoreUnusable: Postgres refuses. The messages leave out its own words, which may quote the URL or a value.
        """
        failure: StoreUnusable
        try:
            connection = self._begun(begin)
            try:
                yield connection
            except BaseException:
                with suppress(psycopg.Error):
                    connection.rollback()
                raise
            finally:
                self._give_back(connection)
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
                self._idle.append(self._connect())
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

    def _give_back(self, connection: psycopg.Connection) -> None:
        if not connection.closed:
            self._idle.append(connection)
        if len(self._idle) > _MOST_IDLE:
            with suppress(psycopg.Error, IndexError):
                self._idle.pop().close()

    def _begun(self, begin: str) -> psycopg.Connection:
        """Return a connection after `begin`, or any other statement that is harmless, has shown that it works."""
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                connection = self._connect()
                connection.execute(begin.encode())
                return connection
            try:
                connection.execute(begin.encode())
            except _LOST:
                # The server was restarted, or closed an idle connection.
                with suppress(psycopg.Error):
                    connection.close()
            else:
                return connection

    def _connect(self) -> psycopg.Connection:
        options: dict[str, Any] = {**_OPTIONS, **conninfo_to_dict(self._url)}
        connection = psycopg.connect(**options, autocommit=True, prepare_threshold=None)
        connection.execute(f"SET search_path TO {SCHEMA}".encode())
        with self._migrating:
            if not self._is_migrated:
                self._migrate(connection)
                self._is_migrated = True
        return connection


def _close(connections: list[psycopg.Connection]) -> None:
    while connections:
        with suppress(psycopg.Error):
            connections.pop().close()
