"""Every fault, with one grader and two: what comes of the copy it strikes, at what price, and that it stays alone."""

from pathlib import Path

import pytest

from tests.faults.catalogue import catalogue
from tests.faults.laboratory import Fault, strike
from tests.faults.recorded import recordings
from tests.provider.server import Provider

FAULTS = catalogue()


async def check(endpoint: Provider, fault: Fault, graders: int, home: Path) -> None:
    seen = await strike(endpoint, fault, graders, home)
    told = (seen.outcomes, seen.calls, seen.others, seen.other_calls, seen.state["progress"]["c02"])
    assert seen.as_expected(fault, graders), told


@pytest.mark.parametrize("graders", [1, 2])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
async def test_a_fault_strikes_one_copy_alone(endpoint: Provider, fault: Fault, graders: int, tmp_path: Path) -> None:
    await check(endpoint, fault, graders, tmp_path)


@pytest.mark.parametrize("graders", [1, 2])
async def test_what_providers_really_sent(endpoint: Provider, graders: int, tmp_path: Path, shared_data: Path) -> None:
    faults = recordings(shared_data / "llm-responses")
    assert len(faults) >= 60
    for fault in faults:
        await check(endpoint, fault, graders, tmp_path / fault.name.replace(": ", "-"))


def test_the_table_is_large_enough_and_names_are_unique() -> None:
    assert len(FAULTS) >= 60
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
