"""One runtime for an event loop: its resources are made once, closed with it, and never shared with another loop."""

import asyncio
import gc
import weakref

import pytest

from bareme.runtime import close_runtime, current_runtime

closed: list[str] = []


class Store:
    def __init__(self, name: str) -> None:
        self.name = name

    async def aclose(self) -> None:
        closed.append(self.name)


def store(name: str) -> Store:
    return current_runtime().resource(Store, name)


async def test_a_resource_is_made_once_for_the_same_arguments() -> None:
    assert store("a") is store("a")
    assert store("a") is not store("b")
    await close_runtime()


async def test_resources_are_closed_in_reverse_order_and_made_anew_after_that() -> None:
    closed.clear()
    first = store("a")
    store("b")
    await close_runtime()
    assert closed == ["b", "a"]
    assert store("a") is not first
    await close_runtime()
    await close_runtime()
    assert closed == ["b", "a", "a"]


async def test_a_resource_that_cannot_be_closed_keeps_no_other_open() -> None:
    class Broken:
        async def aclose(self) -> None:
            raise ZeroDivisionError

    closed.clear()
    store("a")
    current_runtime().resource(Broken)
    with pytest.raises(ZeroDivisionError):
        await close_runtime()
    assert closed == ["a"]


def test_resources_that_nobody_closes_are_closed_at_the_end_of_their_loop() -> None:
    async def program() -> None:
        store("a")
        store("b")

    closed.clear()
    asyncio.run(program())
    assert closed == ["b", "a"]


async def test_a_runtime_that_is_let_go_does_not_close_the_next_one() -> None:
    store("a")
    await close_runtime()
    closed.clear()
    store("b")
    gc.collect()
    await asyncio.sleep(0)
    assert closed == []
    await close_runtime()
    assert closed == ["b"]


def test_each_loop_has_its_own_and_one_that_ended_unclosed_is_let_go() -> None:
    async def timed() -> weakref.ref[Store]:
        made = store("a")
        asyncio.get_running_loop().call_later(3600, made.aclose)  # refers to the loop, and to the store
        return weakref.ref(made)

    async def let_go(first: weakref.ref[Store]) -> bool:
        assert store("a") is not first()
        gc.collect()
        return first() is None

    assert asyncio.run(let_go(asyncio.run(timed())))


def test_there_is_none_without_a_loop() -> None:
    with pytest.raises(RuntimeError, match="no running event loop"):
        current_runtime()
