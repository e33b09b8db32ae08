"""What the parts of a running server take: processor seconds, bytes and connections."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from tests.benchmarks.processes import processor_of
from tests.cluster.instances import Cluster
from tests.cluster.services import Service
from tests.e2e.dev_server import DevServer


@dataclass(frozen=True)
class MeasuredServer:
    """A server whose parts are measured: `langgraph dev`, which is one worker that also answers, or a cluster."""

    asked: Sequence[DevServer]
    """Who takes requests."""
    workers: Sequence[DevServer]
    apis: Sequence[DevServer] = ()
    services: Sequence[Service] = ()
    database: str = ""
    home: Path | None = None
    """Where the data is, if not in a database."""

    @classmethod
    def cluster(cls, cluster: Cluster) -> "MeasuredServer":
        """Return the parts of a cluster."""
        services = (cluster.postgres, cluster.redis)
        return cls(cluster.apis, cluster.workers, cluster.apis, services, cluster.database)

    @classmethod
    def development(cls, server: DevServer) -> "MeasuredServer":
        """Return the only part of `langgraph dev`."""
        return cls([server], [server], home=server.folder / "home")

    @contextmanager
    def processor_seconds(self) -> Iterator[dict[str, float]]:
        """Yield what will be the processor seconds of each part until the end of the block.

        The clients are this process, with the provider in it. Others are all other programs of the machine.
        """
        found: dict[str, float] = {}
        before = self._processor_now()
        yield found
        found.update({name: round(now - before[name], 3) for name, now in self._processor_now().items()})

    def _processor_now(self) -> dict[str, float]:
        machine = psutil.cpu_times()
        busy = sum(machine) - machine.idle - machine.iowait - machine.guest - machine.guest_nice
        parts = {
            "workers": _processor_of(self.workers),
            "apis": _processor_of(self.apis),
            "database": _processor_of(self.services),
        }
        ours = processor_of(os.getpid())
        return {**parts, "clients": ours - sum(parts.values()), "others": busy - ours}

    def bytes(self) -> int:
        """Return the size of its data."""
        if self.home is not None:
            return sum(path.stat().st_size for path in self.home.rglob("*") if path.is_file())
        with psycopg.connect(self.database) as connection:
            row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        return int(row[0]) if row else 0

    def connections(self) -> int:
        """Return the connections to its database beside this one: processes keep what they have opened."""
        if not self.database:
            return 0
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid != pg_backend_pid()"
        with psycopg.connect(self.database) as connection:
            row = connection.execute(query).fetchone()
        return int(row[0]) if row else 0


def _processor_of(processes: Sequence[DevServer] | Sequence[Service]) -> float:
    return sum(processor_of(process.pid) for process in processes if process.pid)
