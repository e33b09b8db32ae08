"""Where a session stands is read from what it says of itself, not from what is to run next."""

from typing import Any

import pytest

from bareme.graphs.session_snapshot import Stage, snapshot_of


@pytest.mark.parametrize(
    ("values", "stage"),
    [
        ({"finished": True, "policy": {"review": True}}, Stage.FINISHED),
        ({"finished": False, "policy": {"review": True}, "results_current": True}, Stage.STOPPED),
        ({"policy": {"review": False}, "results_current": True}, Stage.FINISHED),
        ({"policy": {"review": False}, "results_current": False}, Stage.STOPPED),
        ({}, Stage.STOPPED),
    ],
)
async def test_a_session_is_finished_when_it_says_so(values: dict[str, Any], stage: Stage) -> None:
    assert (await snapshot_of("t", {"session": {"session_id": "t"}, **values}, None)).stage is stage


async def test_a_session_is_new_until_it_is_written_down() -> None:
    assert (await snapshot_of("t", {"session": None}, None)).stage is Stage.NEW
