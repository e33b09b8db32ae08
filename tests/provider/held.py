"""Scripts of the provider that answer once something has happened: on a busy machine, no length of time is enough."""

import asyncio
from typing import Any

type Json = dict[str, Any]

_LOOK_SECONDS = 0.01
"""The provider has an event loop of its own, so it looks from time to time what the test has set."""


class Held:
    """Answers the first `at_once` requests as usual, and holds back the others until it is `released`.

    When a test raises `at_once`, those that are first among the others are answered.
    """

    def __init__(self, at_once: int = 0) -> None:
        self.at_once = at_once
        self.begun = 0
        self.released = False

    @property
    def holding(self) -> int:
        """How many requests wait for their answer, or have been cut off while they did."""
        return max(0, self.begun - self.at_once)

    async def __call__(self, _: Json) -> None:
        self.begun += 1
        number = self.begun
        while number > self.at_once and not self.released:  # noqa: ASYNC110 - another thread sets both
            await asyncio.sleep(_LOOK_SECONDS)

    async def until_holding(self, number: int) -> None:
        """Wait until `number` requests are held back."""
        while self.holding < number:  # noqa: ASYNC110 - another thread counts
            await asyncio.sleep(_LOOK_SECONDS)


class Together:
    """Holds all requests back until `number` of them wait, and then for a moment more, in which others could come."""

    def __init__(self, number: int, answer: Any = None) -> None:
        self.number = number
        self.answer = answer
        self.begun = 0

    async def __call__(self, request: Json) -> Any:
        self.begun += 1
        while self.begun < self.number:  # noqa: ASYNC110 - as simple, and as in the others
            await asyncio.sleep(_LOOK_SECONDS)
        await asyncio.sleep(5 * _LOOK_SECONDS)
        return self.answer(request) if callable(self.answer) else self.answer
