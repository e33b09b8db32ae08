"""Of runs that come together, through whichever process, each sees those before it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bareme.storage import starting_runs
from bareme.storage.postgres.connections import Connections
from bareme.storage.postgres.database import PostgresDatabase
from bareme.storage.postgres.migrations import migrate
from bareme.storage.starting_runs import OwnStartingRuns, SharedStartingRuns, StartingRuns


@pytest.fixture(params=["own", "shared"])
def processes(request: pytest.FixtureRequest) -> list[StartingRuns]:
    if request.param == "own":
        return [OwnStartingRuns()]
    url: str = request.getfixturevalue("postgres")
    return [SharedStartingRuns(PostgresDatabase(Connections(url, migrate), "sessions")) for _ in range(3)]


def test_as_many_are_let_in_as_there_are_places(processes: list[StartingRuns], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting_runs, "SECONDS", 600.0)
    with ThreadPoolExecutor(len(processes)) as threads:
        asked = [threads.submit(processes[n % len(processes)].note, "anne", f"t{n}") for n in range(12)]
        before = [one.result(60) for one in asked]
    assert sorted(map(len, before)) == [*range(12)]
    assert processes[0].note("bruno", "t0") == set()
    # A second run of a thread takes no second place.
    assert processes[-1].note("anne", "t3") - {"t3"} == {f"t{n}" for n in range(12)} - {"t3"}
    processes[0].withdraw("anne", "t5")
    assert "t5" not in processes[-1].note("anne", "t3")
    monkeypatch.setattr(starting_runs, "SECONDS", 0.0)
    assert processes[-1].note("anne", "t99") == set()
