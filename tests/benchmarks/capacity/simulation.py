"""A cluster as a queueing network, simulated event by event: workers, APIs, a database and a provider with limits.

A worker and an API have one core each, as Python processes do. The database has as many as it is given. On one machine
all of them share its cores. Sessions wait in one queue; a worker takes as many at once as it has places, and a session
stays where it is, as runs do.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import simpy

from tests.benchmarks.capacity.costs import Costs, Work

type Steps = Iterator[simpy.Event]
EXCHANGE_SECONDS = 0.25
"""How long a process waits between two exchanges of slots: four a second."""
_MINUTE = 60.0


@dataclass(frozen=True)
class Limits:
    """What a provider allows. None: as much as one likes."""

    in_flight: int = 64
    requests: int | None = None
    """A minute."""
    tokens: int | None = None
    """A minute."""
    latency: float = 0.5

    def calls_a_minute(self, tokens: int) -> int:
        """Return the calls of so many tokens that are allowed a minute, 0 for any number."""
        allowed = (self.requests, None if self.tokens is None else self.tokens // tokens)
        return min((calls for calls in allowed if calls is not None), default=0)


@dataclass(frozen=True)
class Exam:
    """What is to be graded."""

    copies: int
    copies_a_session: int = 30
    graders: int = 1
    tokens_a_call: int = 5_000

    @property
    def work(self) -> Work:
        return Work(-(-self.copies // self.copies_a_session), self.copies, self.copies * self.graders)


@dataclass(frozen=True)
class Setup:
    """A cluster. `cores` are those of the one machine that all of it runs on, or None: each part has its own."""

    workers: int
    apis: int = 1
    database_cores: int = 4
    places: int = 20
    """Sessions that a worker grades at once: `N_JOBS_PER_WORKER`."""
    cores: int | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Outcome:
    """What a simulated exam took."""

    seconds: float
    most_in_flight: int
    use: dict[str, float]
    """How much of the time each part was busy, from 0 to 1."""
    finished: list[float]
    """When each session was, in seconds."""

    @property
    def first_to_break(self) -> str:
        """Return the part that is used most."""
        return max(self.use, key=lambda name: self.use[name])


def simulate(exam: Exam, setup: Setup, costs: Costs) -> Outcome:
    """Grade an exam whose sessions are all there at the beginning."""
    simulated = _Cluster(exam, setup, costs)
    simulated.environment.run(until=simulated.grade())
    return simulated.outcome()


class _Station:
    """Servers that take one job each at a time, on a machine of their own or one that all share."""

    def __init__(self, environment: simpy.Environment, servers: int, machine: simpy.Resource | None) -> None:
        self._environment = environment
        self._servers = simpy.Resource(environment, servers)
        self._machine = machine
        self.busy = 0.0

    def serve(self, seconds: float) -> Steps:
        """Do a job that takes a core for so long."""
        if not seconds:
            return
        with self._servers.request() as server:
            yield server
            if self._machine is None:
                yield self._environment.timeout(seconds)
            else:
                with self._machine.request() as core:
                    yield core
                    yield self._environment.timeout(seconds)
        self.busy += seconds


class _Minute:
    """What was sent in the last minute. Who asks waits in line, as for the lock of the table that holds it."""

    def __init__(self, environment: simpy.Environment, limits: Limits, costs: Costs) -> None:
        self._environment, self._limits, self._costs = environment, limits, costs
        self._lock = simpy.Resource(environment, 1)
        self._sent: deque[tuple[float, int]] = deque()
        self._tokens = 0
        self.busy = self.waited = 0.0

    def count(self, tokens: int) -> Steps:
        """Wait until a request may be sent."""
        if self._limits.requests is None and self._limits.tokens is None:
            return
        with self._lock.request() as turn:
            yield turn
            counting = self._costs.count.of(len(self._sent))
            self.busy += counting
            yield self._environment.timeout(counting)
            self._forget()
            while self._is_full(tokens):
                pause = self._sent[0][0] + _MINUTE - self._environment.now
                self.waited += pause
                yield self._environment.timeout(pause)
                self._forget()
            self._sent.append((self._environment.now, tokens))
            self._tokens += tokens

    def _is_full(self, tokens: int) -> bool:
        requests, most = self._limits.requests, self._limits.tokens
        too_many = requests is not None and len(self._sent) + 1 > requests
        # An empty minute lets any request through.
        return bool(self._sent) and (too_many or (most is not None and self._tokens + tokens > most))

    def _forget(self) -> None:
        while self._sent and self._sent[0][0] + _MINUTE <= self._environment.now:
            self._tokens -= self._sent.popleft()[1]


class _Cluster:
    def __init__(self, exam: Exam, setup: Setup, costs: Costs) -> None:
        self._exam, self._setup, self._costs = exam, setup, costs
        self.environment = environment = simpy.Environment()
        machine = simpy.Resource(environment, setup.cores) if setup.cores else None
        self._workers = [_Station(environment, 1, machine) for _ in range(setup.workers)]
        self._apis = _Station(environment, setup.apis, machine)
        self._database = _Station(environment, setup.database_cores, machine)
        self._clients = _Station(environment, setup.cores or 1, machine)
        self._slots = simpy.Resource(environment, setup.limits.in_flight)
        self._minute = _Minute(environment, setup.limits, costs)
        self._exchanges = simpy.Resource(environment, 1)
        self._exchanging = self._held = 0.0
        self._most_in_flight = 0
        self._finished: list[float] = []
        full, rest = divmod(exam.copies, exam.copies_a_session)
        self._queue = iter([exam.copies_a_session] * full + [rest] * bool(rest))

    def grade(self) -> simpy.Event:
        """Begin, and return the event of the end."""
        start: Any = self.environment.process
        for worker in self._workers:
            start(self._keep_exchanging(worker))
        # Places are filled worker by worker in turn, as workers that wait for the same queue do.
        return self.environment.all_of(
            [start(self._take(worker)) for _ in range(self._setup.places) for worker in self._workers]
        )

    def outcome(self) -> Outcome:
        """Return what it took."""
        seconds, setup = self.environment.now, self._setup
        busy = {
            "workers": sum(worker.busy for worker in self._workers) / setup.workers,
            "APIs": self._apis.busy / setup.apis,
            "database": self._database.busy / setup.database_cores,
            "calls in flight": self._held / setup.limits.in_flight,
            "sharing out of slots": self._exchanging,
            "counting of requests": self._minute.busy,
            "requests and tokens a minute": self._minute.waited,
        }
        if setup.cores:
            stations = [*self._workers, self._apis, self._database, self._clients]
            busy["cores of the machine"] = sum(station.busy for station in stations) / setup.cores
        use = {name: took / seconds if seconds else 0.0 for name, took in busy.items()}
        return Outcome(seconds, self._most_in_flight, use, self._finished)

    def _take(self, worker: _Station) -> Steps:
        for copies in self._queue:
            yield from self._session(worker, copies)
            self._finished.append(self.environment.now)

    def _session(self, worker: _Station, copies: int) -> Steps:
        start: Any = self.environment.process
        costs = self._costs
        yield from worker.serve(costs.workers.session / 2)
        yield self.environment.all_of([start(self._copy(worker)) for _ in range(copies)])
        yield from worker.serve(costs.workers.session / 2)
        yield from self._database.serve(costs.database.session)
        yield from self._apis.serve(costs.apis.session)
        yield from self._clients.serve(costs.clients.session if self._setup.cores else 0.0)

    def _copy(self, worker: _Station) -> Steps:
        start: Any = self.environment.process
        costs = self._costs
        yield from worker.serve(costs.workers.copy / 2)
        yield self.environment.all_of([start(self._call(worker)) for _ in range(self._exam.graders)])
        yield from worker.serve(costs.workers.copy / 2)
        yield from self._database.serve(costs.database.copy)
        yield from self._apis.serve(costs.apis.copy)
        yield from self._clients.serve(costs.clients.copy if self._setup.cores else 0.0)

    def _call(self, worker: _Station) -> Steps:
        costs, limits = self._costs, self._setup.limits
        yield from worker.serve(costs.workers.call / 2)
        with self._slots.request() as slot:
            yield slot
            began = self.environment.now
            yield from self._minute.count(self._exam.tokens_a_call)
            self._most_in_flight = max(self._most_in_flight, self._slots.count)
            yield self.environment.timeout(limits.latency)
            self._held += self.environment.now - began
        yield from worker.serve(costs.workers.call / 2)
        yield from self._database.serve(costs.database.call)
        yield from self._apis.serve(costs.apis.call)
        yield from self._clients.serve(costs.clients.call if self._setup.cores else 0.0)

    def _keep_exchanging(self, worker: _Station) -> Steps:
        """Share out slots, one process at a time, at a cost that grows with the processes.

        What a process takes without work is taken here, too.
        """
        costs = self._costs
        exchange = costs.exchange.of(self._setup.workers)
        while True:
            with self._exchanges.request() as turn:
                yield turn
                self._exchanging += exchange
                yield from self._database.serve(exchange)
            yield from worker.serve(costs.workers.second * EXCHANGE_SECONDS)
            yield from self._database.serve(costs.database.second * EXCHANGE_SECONDS)
            yield self.environment.timeout(EXCHANGE_SECONDS)
