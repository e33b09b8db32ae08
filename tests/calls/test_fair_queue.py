"""The queue that sessions share: fair, in order, never over its limits, and nothing lost to a cancel."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.calls.arrivals import ARRIVAL_SECONDS
from bareme.calls.fair_queue import MINUTE, FairQueue, Requester
from tests.calls.virtual_time import run


@dataclass
class Record:
    """What happened: who was granted when, and how many units were held at most."""

    grants: list[tuple[float, str, int]] = field(default_factory=list)
    held: int = 0
    most: int = 0


async def call(queue: FairQueue, record: Record, requester: Requester, seconds: float, tokens: int = 0) -> None:
    async with queue.permit(requester, tokens=tokens):
        record.grants.append((asyncio.get_running_loop().time(), requester.flow, requester.priority))
        record.held += 1
        record.most = max(record.most, record.held)
        try:
            await asyncio.sleep(seconds)
        finally:
            record.held -= 1


def first_copies(sessions: int, limit: int, copies: int = 20, calls: int = 2) -> dict[str, float]:
    """Return when each of `sessions` that start together has its first copy through; a call takes a second."""

    async def copy(queue: FairQueue, record: Record, session: str, place: int, done: dict[str, float]) -> None:
        await asyncio.gather(*(call(queue, record, Requester(session, place), 1.0) for _ in range(calls)))
        done.setdefault(session, asyncio.get_running_loop().time())

    async def everything() -> dict[str, float]:
        queue, record, done = FairQueue(limit), Record(), dict[str, float]()
        await asyncio.gather(
            *(copy(queue, record, f"s{n}", place, done) for n in range(sessions) for place in range(copies))
        )
        assert record.most == limit
        return done

    return run(everything())


@pytest.mark.parametrize(("limit", "calls"), [(15, 1), (15, 2), (10, 2), (20, 4), (5, 1), (5, 3)])
def test_five_sessions_wait_at_most_twice_as_long_as_one_alone_at_a_fifth(limit: int, calls: int) -> None:
    alone = first_copies(1, limit // 5, calls=calls)["s0"]
    together = first_copies(5, limit, calls=calls)
    assert len(together) == 5
    assert max(together.values()) <= 2 * alone


def test_a_session_that_comes_later_does_not_stand_behind_fifty_copies() -> None:
    async def everything() -> list[tuple[float, str, int]]:
        queue, record = FairQueue(4), Record()
        early = [asyncio.create_task(call(queue, record, Requester("early", place), 1.0)) for place in range(50)]
        await asyncio.sleep(0.5)
        late = asyncio.create_task(call(queue, record, Requester("late", 0), 1.0))
        await asyncio.gather(*early, late)
        return record.grants

    assert (1.0, "late", 0) in run(everything())


async def _quick_and_slow(announced: bool) -> dict[str, float]:
    """Return when each session has its first call through, where one asks at once and four a moment later."""
    queue, record, done = FairQueue(10), Record(), dict[str, float]()

    async def session(name: str, start: float) -> None:
        await asyncio.sleep(start)
        await asyncio.gather(*(call(queue, record, Requester(name, place), 1.0) for place in range(20)))

    if announced:
        for n in range(5):
            queue.expect(f"s{n}")
    await asyncio.gather(*(session(f"s{n}", n / 100) for n in range(5)))
    for at, name, _ in record.grants:
        done.setdefault(name, at)
    assert record.most == 10
    return done


def test_sessions_that_are_announced_find_a_slot_free_when_they_come() -> None:
    assert run(_quick_and_slow(announced=True)) == {f"s{n}": n / 100 for n in range(5)}
    # The mechanism is what does it: unannounced, four of them wait for the first to be through.
    assert run(_quick_and_slow(announced=False)) == {"s0": 0.0} | {f"s{n}": 1.0 for n in range(1, 5)}


def test_what_is_left_for_a_session_that_does_not_come_is_given_to_the_others_in_time() -> None:
    async def everything() -> list[float]:
        queue, record = FairQueue(8), Record()
        queue.expect("never")
        await asyncio.gather(*(call(queue, record, Requester("s", place), 10.0) for place in range(8)))
        return [at for at, _, _ in record.grants]

    assert run(everything()) == [0.0, 0.0, *[ARRIVAL_SECONDS] * 6]


def test_sessions_that_keep_coming_do_not_leave_units_empty() -> None:
    """A new session is announced every tenth of a second, and takes half a second to come."""

    async def everything() -> float:
        queue, record = FairQueue(16), Record()
        # So it is known how long a call takes.
        await call(queue, record, Requester("before", 0), 0.5)
        began = asyncio.get_running_loop().time()

        async def session(number: int) -> None:
            await asyncio.sleep(number / 10)
            queue.expect(f"s{number}")
            await asyncio.sleep(0.5)
            requesters = (Requester(f"s{number}", place) for place in range(16))
            await asyncio.gather(*(call(queue, record, requester, 0.5) for requester in requesters))

        await asyncio.gather(*map(session, range(20)))
        calls, seconds = 20 * 16, asyncio.get_running_loop().time() - began - 0.5
        return calls * 0.5 / 16 / seconds

    assert run(everything()) >= 0.97


def test_a_session_that_comes_alone_has_everything_at_once() -> None:
    async def everything() -> list[float]:
        queue, record = FairQueue(8), Record()
        queue.expect("s")
        await asyncio.gather(*(call(queue, record, Requester("s", place), 10.0) for place in range(8)))
        return [at for at, _, _ in record.grants]

    assert run(everything()) == [0.0] * 8


def test_all_calls_of_a_session_that_comes_have_room_though_they_are_asked_one_after_the_other() -> None:
    async def everything() -> list[float]:
        queue, record = FairQueue(8), Record()

        async def late() -> None:
            for place in range(2):
                calls.append(asyncio.create_task(call(queue, record, Requester("late", place), 1.0)))
                await asyncio.sleep(0.05)

        calls = [asyncio.create_task(call(queue, record, Requester("early", place), 1.0)) for place in range(20)]
        queue.expect("late")
        await asyncio.sleep(0.1)
        await late()
        await asyncio.gather(*calls)
        return [at for at, session, _ in record.grants if session == "late"]

    assert run(everything()) == [pytest.approx(0.1), pytest.approx(0.15)]


def test_slots_are_shared_evenly_while_all_want_more() -> None:
    async def everything() -> list[tuple[float, str, int]]:
        queue, record = FairQueue(6), Record()
        await asyncio.gather(*(call(queue, record, Requester(f"s{n}", p), 1.0) for n in range(3) for p in range(20)))
        return record.grants

    by_second: defaultdict[float, list[str]] = defaultdict(list)
    for at, session, _ in run(everything()):
        by_second[at].append(session)
    # The first second went to who was there first; then two slots each.
    assert all(sorted(by_second[at]) == ["s0", "s0", "s1", "s1", "s2", "s2"] for at in (2.0, 3.0, 4.0, 5.0))


def test_within_a_session_the_first_copies_come_first() -> None:
    async def everything() -> list[int]:
        queue, record = FairQueue(1), Record()
        blocker = asyncio.create_task(call(queue, record, Requester("s", 99), 1.0))
        await asyncio.sleep(0)
        await asyncio.gather(blocker, *(call(queue, record, Requester("s", place), 1.0) for place in (3, 1, 4, 0, 2)))
        return [place for _, _, place in record.grants]

    assert run(everything()) == [99, 0, 1, 2, 3, 4]


def test_requests_a_minute_hold_in_every_minute_and_the_rest_comes_as_soon_as_it_may() -> None:
    async def everything() -> list[float]:
        queue, record = FairQueue(100, requests=10), Record()
        await asyncio.gather(*(call(queue, record, Requester(f"s{n % 3}", n), 0.5) for n in range(25)))
        return [at for at, _, _ in record.grants]

    assert run(everything()) == [0.0] * 10 + [MINUTE] * 10 + [2 * MINUTE] * 5


def test_tokens_are_counted_as_estimated_until_they_are_settled() -> None:
    async def everything() -> list[float]:
        queue, at = FairQueue(10, tokens=1_000), []
        for expected, really in [(600, 100), (600, 900), (600, 100), (5_000, 10)]:
            async with queue.permit(Requester("s"), tokens=expected) as permit:
                at.append(asyncio.get_running_loop().time())
                permit.settle(requests=1, tokens=really)
        return at

    # 100 + 600 fit; then 1,000 are used up for a minute; what is larger than the limit passes when all is quiet.
    assert run(everything()) == [0.0, 0.0, 60.0, 120.0]


def test_what_is_given_back_early_goes_to_the_next_and_is_given_back_once() -> None:
    async def everything() -> list[float]:
        queue, at, loop = FairQueue(2), [], asyncio.get_running_loop()

        async def copy(place: int) -> None:
            async with queue.permit(Requester("s", place), units=2) as permit:
                at.append(loop.time())
                await asyncio.sleep(1.0)
                permit.shrink(1)
                permit.shrink(1)
                await asyncio.sleep(1.0)

        async def single() -> None:
            await asyncio.sleep(0.5)
            async with queue.permit(Requester("t", 0)):
                at.append(loop.time())
                await asyncio.sleep(1.0)

        await asyncio.gather(copy(0), copy(1), single())
        return at

    # The single wish has its unit after a second; the second copy has its two when both others are through.
    assert run(everything()) == [0.0, 1.0, 2.0]


@dataclass(frozen=True)
class Caller:
    session: str
    place: int
    start: float
    seconds: float
    tokens: int
    patience: float
    announced: bool


callers = st.lists(
    st.builds(
        Caller,
        session=st.sampled_from("abc"),
        place=st.integers(0, 5),
        start=st.integers(0, 100).map(lambda n: n / 2),
        seconds=st.integers(0, 20).map(lambda n: n / 4),
        tokens=st.integers(0, 120),
        patience=st.integers(0, 400).map(lambda n: n / 2),
        announced=st.booleans(),
    ),
    max_size=25,
)


@given(callers, st.integers(1, 4), st.none() | st.integers(1, 6), st.none() | st.integers(50, 200))
def test_whoever_gives_up_loses_nothing_for_the_others(
    wanted: list[Caller], size: int, requests: int | None, tokens: int | None
) -> None:
    """With callers cancelled at any moment: limits hold, nobody is forgotten, and everything is free again."""

    async def one(queue: FairQueue, record: Record, caller: Caller) -> bool:
        await asyncio.sleep(caller.start)
        if caller.announced:
            queue.expect(caller.session)
            await asyncio.sleep(caller.seconds)
        try:
            async with asyncio.timeout(caller.patience):
                await call(queue, record, Requester(caller.session, caller.place), caller.seconds, caller.tokens)
        except TimeoutError:
            return False
        return True

    async def everything() -> None:
        queue, record = FairQueue(size, requests=requests, tokens=tokens), Record()
        await asyncio.gather(*(one(queue, record, caller) for caller in wanted))
        assert record.most <= size
        times = [at for at, _, _ in record.grants]
        if requests:
            for at in times:
                assert sum(at <= other < at + MINUTE for other in times) <= requests
        # Nothing is held, and a newcomer passes once the minute's limits allow.
        await asyncio.sleep(MINUTE)
        before = asyncio.get_running_loop().time()
        await asyncio.gather(
            *(call(queue, record, Requester("new", n), 0.0) for n in range(min(size, requests or size)))
        )
        assert asyncio.get_running_loop().time() == before
        assert not queue._waiting
        assert queue._held.total() == 0
        assert not queue._arrivals.expected

    run(everything())


@given(callers, st.integers(1, 4))
def test_without_cancels_everybody_is_served(wanted: list[Caller], size: int) -> None:
    async def everything() -> int:
        queue, record = FairQueue(size), Record()

        async def one(caller: Caller) -> None:
            await asyncio.sleep(caller.start)
            if caller.announced:
                queue.expect(caller.session)
                await asyncio.sleep(caller.seconds)
            await call(queue, record, Requester(caller.session, caller.place), caller.seconds)

        await asyncio.gather(*map(one, wanted))
        return len(record.grants)

    assert run(everything()) == len(wanted)
