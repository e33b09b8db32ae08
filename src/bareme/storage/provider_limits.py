"""The limits of a provider as processes share them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

type Endpoint = tuple[str, str]
"""The base URL of a provider, and a model there."""


@dataclass(frozen=True)
class RateLimits:
    """The requests and tokens that may be sent in any minute; None: any number."""

    requests: int | None = None
    tokens: int | None = None


class Share(NamedTuple):
    """What an exchange gave: how many slots a process may hold, and how many seconds endpoints are to be left alone."""

    slots: int
    pauses: Mapping[Endpoint, float]


class ProviderLimits(Protocol):
    """What the processes that call a provider tell each other. Every method blocks.

    Every method raises StoreUnusable if the database cannot be read or written.
    """

    def exchange(
        self,
        queue: str,
        provider: str,
        wanted: Mapping[str, int],
        *,
        kept: int,
        size: int,
        pauses: Mapping[Endpoint, float],
    ) -> Share:
        """Tell what the flows of a process want, and return how many slots it may hold from now on.

        `kept` is the most that it can hold until this returns: nobody else gets these slots. `size` is the number of
        slots of all processes together. `pauses` are those that the provider has asked this process for since the last
        exchange. Whoever wants and keeps nothing is forgotten.
        """
        ...

    def is_certain(self) -> bool:
        """Return whether nobody else can have got the slots of this process. It does not block."""
        ...

    def count(self, request: str, provider: str, tokens: int, limits: RateLimits) -> float:
        """Count a request as sent now and return 0 or, if it is one too many, the seconds after which to ask again."""
        ...

    def correct(self, request: str, *, requests: int, tokens: int) -> None:
        """Replace what was counted by what was really sent and used."""
        ...
