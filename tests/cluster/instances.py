"""A cluster on this machine: its services, and processes of `bareme serve` that share them."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.cluster.network import Line, run_line
from tests.cluster.services import Postgres, Redis
from tests.e2e.dev_server import REPOSITORY, DevServer

SECRET = "a secret that every process of the cluster knows"


class Instance(DevServer):
    """One process of a cluster: an API, a worker, or both."""

    stop_seconds = 60
    line: Line | None = None
    """To the database, if it can be cut."""

    def __init__(self, folder: Path, role: str, **environment: str) -> None:
        folder.mkdir()
        super().__init__(folder, REPOSITORY / "langgraph.json", **environment)
        self.role = role

    @property
    def command(self) -> list[str]:
        bareme = str(Path(sys.executable).with_name("bareme"))
        return [bareme, "serve", "--port", str(self.port), "--role", self.role, "--language", "en"]


@dataclass
class Cluster:
    """Services, and the processes over them."""

    postgres: Postgres
    redis: Redis
    database: str
    apis: list[Instance] = field(default_factory=list)
    workers: list[Instance] = field(default_factory=list)

    @property
    def instances(self) -> list[Instance]:
        return [*self.apis, *self.workers]

    def busy_worker(self) -> Instance:
        """Return the worker that has picked up a run last."""
        return max((worker for worker in self.workers if worker.pid), key=lambda worker: _last_pick(worker.log))

    def cut_line(self) -> None:
        """Cut the busy worker off from the database."""
        line = self.busy_worker().line
        assert line is not None
        line.cut()

    def mend_lines(self) -> None:
        """Let every worker reach the database again."""
        for worker in self.workers:
            if worker.line is not None and worker.line.is_cut:
                worker.line.mend()

    def log(self) -> str:
        """Return what all processes have logged."""
        return "\n".join(instance.log for instance in self.instances)


@contextmanager
def run_cluster(
    folder: Path,
    postgres: Postgres,
    redis: Redis,
    *,
    apis: int = 1,
    workers: int = 1,
    lines: bool = False,
    **environment: str,
) -> Iterator[Cluster]:
    """Run processes over a database and a folder of their own until the end of the block.

    `lines`: the network between each worker and the database can be cut.
    """
    files = folder / "files"
    files.mkdir()
    cluster = Cluster(postgres, redis, postgres.create_database(folder.name))
    shared = {
        "BAREME_STORAGE": "cluster",
        "BAREME_DATABASE": cluster.database,
        "BAREME_FILES": files.as_uri(),
        "BAREME_SECRET": SECRET,
        "BAREME_REDIS": redis.url,
        **environment,
    }
    with ExitStack() as stack:
        for role, number, started in (("api", apis, cluster.apis), ("worker", workers, cluster.workers)):
            for index in range(number):
                instance = Instance(folder / f"{role}-{index}", role, **shared)
                if lines and role == "worker":
                    instance.line = stack.enter_context(run_line(postgres.port))
                    through = cluster.database.replace(f":{postgres.port}/", f":{instance.line.port}/")
                    instance.environment["BAREME_DATABASE"] = through
                stack.callback(instance.stop)
                instance.launch()
                started.append(instance)
        for instance in cluster.instances:
            instance.wait()
        yield cluster


def _last_pick(log: str) -> str:
    """Return when a run was picked up last, as a worker's log has it."""
    lines = [line for line in log.splitlines() if "Worker picked up run" in line]
    return lines[-1][:30] if lines else ""
