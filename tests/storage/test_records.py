"""What every store of records does, on one machine and on a cluster alike."""

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bareme.domain.money import Budget
from bareme.errors import ConnectionLost, StoreUnusable
from bareme.settings import get_settings
from bareme.storage.session_uses import Use
from bareme.storage.spending import Amount
from bareme.storage.stores import Stores, stores
from tests.forked import Forked
from tests.storage.spender import CALLS


@pytest.fixture
def records(storage: str) -> Stores:
    return stores()


def test_what_was_never_written_is_not_there(records: Stores) -> None:
    assert records.ledger.total("s") == Amount()
    assert (records.inbox.pending("s", after=0), records.inbox.last("s")) == ([], 0)
    assert (records.uses.users("document", "d"), records.uses.unfinished_erasures()) == ([], {})
    assert (records.invitations.reviewers("s"), records.invitations.owner_for("bruno", "s")) == ([], None)
    assert "cookie" not in records.signed_out


def test_the_ledger_replaces_adds_and_removes(records: Stores) -> None:
    ledger, budget = records.ledger, Budget(calls=10, dollars=Decimal("0.5"))
    assert ledger.set_aside("s", "one", Amount(2, Decimal("0.2")), budget) is None
    assert ledger.set_aside("s", "one", Amount(3, Decimal("0.3")), budget) is None  # made again: it is one attempt
    assert ledger.set_aside("s", "two", Amount(1, Decimal("0.3")), budget) == "dollars"
    assert ledger.set_aside("s", "two", Amount(8, Decimal("0.1")), budget) == "calls"
    ledger.settle("s", "one", Amount(1, Decimal("0.123456")))
    for _ in range(2):
        assert ledger.set_aside("s", "two", Amount(3, Decimal("0.1")), budget) is None
        ledger.write_off("s", "two", Amount(2, Decimal("0.01")))
    assert ledger.total("s") == Amount(5, Decimal("0.143456"))
    assert ledger.set_aside("s", "three", Amount(1), budget, floor=Amount(9)) is None
    assert ledger.set_aside("s", "four", Amount(5), budget, floor=Amount(9)) == "calls"
    assert ledger.total("another") == Amount()
    ledger.erase("s")
    assert ledger.total("s") == Amount()


def test_threads_never_take_more_than_the_budget(records: Stores) -> None:
    def take(number: int) -> bool:
        return records.ledger.set_aside("s", str(number), Amount(1), Budget(calls=20)) is None

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(take, range(60))) == 20


@pytest.mark.parametrize("kill", [False, True], ids=["both live", "one is killed"])
def test_two_processes_never_take_more_than_the_budget(
    records: Stores, forks: Path, tmp_path: Path, *, kill: bool
) -> None:
    def start(name: str) -> Forked:
        return Forked(forks, "tests.storage.spender", name, folder=tmp_path, environment=dict(os.environ))

    with start("one") as one, start("other") as other:
        assert one.pid != other.pid
        for process in (one, other):
            process.stdin.write("\n")
            process.stdin.flush()
        made = 0
        if kill:
            made = sum(bool(one.stdout.readline()) for _ in range(5))
            one.kill()
        made += sum(len(process.communicate()[0].splitlines()) for process in (one, other))
    # A call that a kill cut off may have been set aside and not made: it counts.
    assert made <= CALLS == records.ledger.total("shared").calls
    assert made >= CALLS - kill


def test_the_inbox_keeps_the_order_in_which_people_decided(records: Stores) -> None:
    inbox = records.inbox
    with inbox.writing("s", after=0) as writer:
        writer.add({"mark": "é"})
        writer.add({"mark": 2})
    first, second = inbox.pending("s", after=0)
    assert ([first.content, second.content], first.number < second.number) == ([{"mark": "é"}, {"mark": 2}], True)

    def fail() -> None:
        with inbox.writing("s", after=0) as writer:
            writer.add({"mark": 3})
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert inbox.last("s") == second.number
    inbox.drop("s", up_to=second.number)
    # Whoever has read an older state gives no number that was given before.
    with inbox.writing("s", after=0) as writer:
        writer.add({"mark": 4})
    (third,) = inbox.pending("s", after=second.number)
    assert third.content == {"mark": 4}
    inbox.erase("s")
    assert inbox.pending("s", after=0) == []


def test_a_state_from_the_future_is_followed(records: Stores) -> None:
    """The clock of the machine that wrote it may have been ahead."""
    ahead = 4_000_000_000_000_000
    with records.inbox.writing("s", after=ahead) as writer:
        writer.add({})
    assert records.inbox.last("s") > ahead


def test_decisions_of_many_at_once_all_have_a_place(records: Stores) -> None:
    def decide(number: int) -> None:
        with records.inbox.writing("s", after=0) as writer:
            writer.add({"n": number})

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(decide, range(30)))
    assert sorted(entry.content["n"] for entry in records.inbox.pending("s", after=0)) == list(range(30))


def test_invitations_are_given_and_taken_back(records: Stores) -> None:
    invitations = records.invitations
    for reviewer in ("bruno", "chloé", "bruno"):
        invitations.invite("s", reviewer, owner="anne")
    assert (invitations.reviewers("s"), invitations.owner_for("chloé", "s")) == (["bruno", "chloé"], "anne")
    invitations.withdraw("s", "bruno")
    assert (invitations.sessions_of("bruno"), invitations.sessions_of("chloé")) == ([], ["s"])
    invitations.withdraw_all("s")
    assert invitations.reviewers("s") == []


def test_cookies_stay_signed_out_until_they_expire(records: Stores) -> None:
    records.signed_out.add("old", expires=1.0)
    records.signed_out.add("new", expires=4e9)
    assert ["old" in records.signed_out, "new" in records.signed_out] == [False, True]


def test_nobody_begins_to_use_what_is_being_deleted(records: Stores) -> None:
    uses, dropped, order = records.uses, threading.Event(), list[str]()
    uses.record([Use("a", "document", "d"), Use("b", "document", "shared"), Use("a", "document", "shared")])

    def use() -> None:
        dropped.wait(20)
        records.uses.record([Use("c", "document", "d")])
        order.append("used")

    with ThreadPoolExecutor(1) as thread:
        using = thread.submit(use)
        with uses.dropping("a") as used:
            assert used.documents == ("d",)
            dropped.set()
            order.append("deleted")
        using.result(20)
    assert order == ["deleted", "used"]
    assert (uses.users("document", "d"), uses.users("document", "shared")) == (["c"], ["b"])


_MOST_CONNECTIONS = 8 + 2
"""Of the stores, one of the thread that erases and has another, and the test's own."""


@pytest.mark.parametrize("storage", ["cluster"], indirect=True)
def test_those_who_wait_for_an_erasure_do_not_hold_it_up(records: Stores) -> None:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    connections = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    with (
        ThreadPoolExecutor(12) as threads,
        ThreadPoolExecutor(1) as erasing,
        psycopg.connect(get_settings().database, autocommit=True) as other,
    ):
        with records.uses.dropping("a"):
            uses = [threads.submit(records.uses.record, [Use(str(n), "document", "d")]) for n in range(12)]
            while (other.execute(waiting).fetchone() or (0,))[0] < 1:
                time.sleep(0.01)
            assert erasing.submit(records.inbox.last, "a").result(20) == 0
            assert records.inbox.last("a") == 0  # the thread that has the lock is not held up either
        for use in uses:
            use.result(20)
        # Twelve threads have shared eight connections, and those that wait for one lock had one of them.
        assert (other.execute(connections).fetchone() or (0,))[0] <= _MOST_CONNECTIONS


def test_an_erasure_is_remembered_until_it_ends(records: Stores) -> None:
    for owner in ("anne", "bruno"):
        records.uses.begin_erasure("s", owner)
    assert records.uses.unfinished_erasures() == {"s": "bruno"}
    records.uses.end_erasure("s")
    assert records.uses.unfinished_erasures() == {}


CUT: dict[str, Callable[[Stores], Any]] = {
    "ledger": lambda records: records.ledger.set_aside("s", "one", Amount(1), Budget(calls=1)),
    "inbox": lambda records: records.inbox.pending("s", after=0),
    "uses": lambda records: records.uses.begin_erasure("s", "anne"),
    "invitations": lambda records: records.invitations.invite("s", "bruno", owner="anne"),
    "api keys": lambda records: records.api_keys.all(),
}


@pytest.mark.parametrize("storage", ["cluster"], indirect=True)
@pytest.mark.parametrize("work", CUT.values(), ids=CUT.keys())
def test_a_connection_that_breaks_in_the_middle_loses_nothing(
    records: Stores, work: Callable[[Stores], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = work(records)  # there are connections now
    execute, cuts = psycopg.Connection.execute, [True]

    def cut(self: psycopg.Connection, query: Any, *values: Any) -> Any:
        if values and cuts:
            cuts.clear()
            with psycopg.connect(get_settings().database, autocommit=True) as other:
                execute(other, "SELECT pg_terminate_backend(%s)", (self.info.backend_pid,))
        return execute(self, query, *values)

    monkeypatch.setattr(psycopg.Connection, "execute", cut)
    assert work(records) == first
    assert not cuts


@pytest.mark.parametrize("storage", ["cluster"], indirect=True)
def test_a_decision_whose_connection_broke_is_refused_and_not_half_kept(records: Stores) -> None:
    def decide() -> None:
        with records.inbox.writing("s", after=0) as writer:
            writer.add({"n": 1})
            with psycopg.connect(get_settings().database, autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid != pg_backend_pid()"
                )
            writer.add({"n": 2})

    with pytest.raises(ConnectionLost):
        decide()
    assert records.inbox.pending("s", after=0) == []


@pytest.mark.parametrize("storage", ["cluster"], indirect=True)
@pytest.mark.parametrize("when", ["before", "after"])
def test_n_a_lost_call_is_written_off_once_though_the_connection_breaks(
    records: Stores, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """Nobody knows whether a transaction ended whose connection broke at its end."""
    ledger, budget = records.ledger, Budget(calls=10)
    assert ledger.set_aside("s", "one", Amount(3), budget) is None
    execute, cuts = psycopg.Connection.execute, [True]

    def cut(self: psycopg.Connection, query: Any, *values: Any) -> Any:
        if query == "COMMIT" and cuts:
            cuts.clear()
            if when == "after":
                execute(self, query, *values)
            self.close()
        return execute(self, query, *values)

    monkeypatch.setattr(psycopg.Connection, "execute", cut)
    ledger.write_off("s", "one", Amount(2))
    assert not cuts
    # It stays counted when the attempt is made again.
    assert ledger.set_aside("s", "one", Amount(3), budget) is None
    assert ledger.total("s") == Amount(5)


@pytest.mark.parametrize("storage", ["cluster"], indirect=True)
async def test_n_checkpoints_that_cannot_be_read_are_named_as_unusable(
    records: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAREME_DATABASE", "postgresql://anne:word@127.0.0.1:9/bareme")
    get_settings.cache_clear()
    with pytest.raises(StoreUnusable) as refused:
        await stores().checkpoints.is_begun("s")
    assert "127.0.0.1" not in str(refused.value)
    assert refused.value.__cause__ is None
