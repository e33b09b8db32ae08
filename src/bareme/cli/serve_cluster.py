"""`bareme serve` of a cluster: one of its processes, which shares threads and runs with the others."""

import importlib.util
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import bareme
from bareme.cli.cluster_role import Role
from bareme.cli.exits import FAILED, complain
from bareme.cli.language import Language
from bareme.cli.screen import Screen
from bareme.settings import Settings, get_settings
from bareme.translation import translator

_CONFIG = Path(bareme.__file__).parent / "server" / "langgraph.json"
_OPERATORS = {
    "N_JOBS_PER_WORKER": "10",  # runs at once
    "WORKER_DRAIN_TIMEOUT": "25",  # seconds that the runs of a process which is told to stop may go on
    # Connections to Postgres: those that are kept, and the most there are, of threads and runs and of checkpoints.
    "SQLALCHEMY_POOL_SIZE": "2",
    "SQLALCHEMY_MAX_OVERFLOW": "10",
    "LANGGRAPH_MIN_POOL_SIZE": "1",
    "LANGGRAPH_MAX_POOL_SIZE": "4",
}
"""What is the operator's to say, in aegra's own words, and what it is otherwise."""


_OUTAGE_SECONDS = "600"
"""How long runs wait for a database that is away, unless the operator says otherwise."""


def serve_cluster(*, host: str, port: int, role: Role, language: Language) -> int:
    """Become a process of aegra, once the database and the queue answer.

    Return an exit code if it cannot start.
    """
    t = translator(language)
    if importlib.util.find_spec("aegra_api") is None:
        told = t("aegra-api is not installed: {command}", command="pip install 'bareme[cluster]'")
        complain(told, language)
        return FAILED
    settings = get_settings()
    if not settings.redis:
        told = t("{storage} needs {names}", storage="BAREME_STORAGE=cluster", names=["BAREME_REDIS"])
        complain(told, language)
        return FAILED
    for name, url, ask in (
        ("Postgres", settings.database, _ask_postgres),
        ("Redis", settings.redis, _ask_redis),
    ):
        if not _wait(name, url, ask, language):
            return FAILED
    os.environ.update(_environment(settings, role))
    _make_tables(settings.database)
    # What requests are is in our own log, without what others sent.
    flags = ["--no-access-log", "--no-server-header", "--timeout-graceful-shutdown", "5"]
    place = ["--host", host, "--port", str(port)]
    command = [sys.executable, "-P", "-m", "uvicorn", "aegra_api.main:app", *place, *flags]
    sys.stdout.flush()
    # Replace this process, so that a supervisor's signals reach the server.
    return os.execv(sys.executable, command)  # noqa: S606 - no shell, and nothing in it but a host, a port and a path


def _environment(settings: Settings, role: Role) -> dict[str, str]:
    """Return what aegra reads, from our settings, which alone decide."""
    given = {
        "AEGRA_CONFIG": str(_CONFIG),
        "DATABASE_URL": settings.database,
        "REDIS_URL": settings.redis,
        "REDIS_BROKER_ENABLED": "true",
        "WORKER_COUNT": "0" if role is Role.API else "1",
        "RUN_MIGRATIONS_ON_STARTUP": "false",  # see `_make_tables`
        "CRON_ENABLED": "false",
        "ENV_MODE": "PRODUCTION",
        # A class may take hours where its provider is slow; a call and an attempt have limits of their own.
        "BG_JOB_TIMEOUT_SECS": str(7 * 24 * 3600),
        # Our checkpointer ends a run that gets nowhere earlier (`storage/run_attempts.py`); one that gets on may be
        # killed a few times.
        "BG_JOB_MAX_RETRIES": "20",
        # A worker that cannot reach the database may take a run out of the queue and lose it. Others see that
        # after so many seconds, not after two minutes.
        "STUCK_PENDING_THRESHOLD_SECONDS": "15",
        # Nothing reads earlier checkpoints, as on one machine. Minutes.
        "AEGRA_THREAD_TTL": '{"strategy": "keep_latest", "default_ttl": 60, "sweep_interval_minutes": 10}',
        "LANGGRAPH_STRICT_MSGPACK": "true",
    }
    if "outage_seconds" not in settings.model_fields_set:
        given["BAREME_OUTAGE_SECONDS"] = _OUTAGE_SECONDS
    return given | {name: os.environ.get(name, usual) for name, usual in _OPERATORS.items()}


def _make_tables(url: str) -> None:
    """Make the tables of LangGraph and aegra where they are missing, or as they were in an earlier version."""
    # Of the extra `cluster`. It reads its settings from the environment when it is imported.
    from aegra_api.core.migrations import run_migrations_if_needed  # noqa: PLC0415

    from bareme.storage.postgres.checkpoints import make_checkpoint_tables, one_process_at_a_time  # noqa: PLC0415

    with one_process_at_a_time(url):
        make_checkpoint_tables(url)
        run_migrations_if_needed()


def _wait(name: str, url: str, ask: Callable[[str], None], language: Language) -> bool:
    """Wait until a service answers, and say so if it takes a while. The URL may hold a password, so it is not shown."""
    t = translator(language)
    parts = urlsplit(url)
    place = f"{parts.hostname or ''}:{parts.port or ''}".removesuffix(":")
    deadline = time.monotonic() + get_settings().startup_seconds
    told = False
    while True:
        try:
            ask(url)
        except Exception as error:  # noqa: BLE001 - whatever it is, the service does not answer
            if time.monotonic() > deadline:
                reason = type(error).__name__
                complain(
                    t("{name} at {place} does not answer: {reason}", name=name, place=place, reason=reason), language
                )
                return False
            if not told:
                screen = Screen.beside_json(language)
                screen.print(t("Waiting for {name} at {place} …", name=name, place=place))
            told = True
            time.sleep(0.5)
        else:
            return True


def _ask_postgres(url: str) -> None:
    import psycopg  # noqa: PLC0415 - of the extra `cluster`

    with psycopg.connect(url, connect_timeout=3) as connection:
        connection.execute("SELECT 1")


def _ask_redis(url: str) -> None:
    import redis  # noqa: PLC0415 - of the extra `cluster`

    with redis.Redis.from_url(url, socket_connect_timeout=3, socket_timeout=3) as client:
        client.ping()
