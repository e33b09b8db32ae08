"""The limits of providers in Postgres: who has how many slots, and what was sent in the last minute."""

import json
from collections.abc import Mapping

from bareme.storage.database import Database, repeatable
from bareme.storage.fair_shares import fair_shares
from bareme.storage.postgres.leases import Lease
from bareme.storage.provider_limits import Endpoint, RateLimits, Share

_TURN_SECONDS = 5
_LONGEST_PAUSE = 5.0
_MICRO = 1_000_000

_OTHERS = """
SELECT queue, slots, wanted FROM slots JOIN holders USING (holder)
WHERE provider = ? AND queue != ? AND until > clock_timestamp()
"""
_HOLD = """
INSERT INTO slots (queue, provider, holder, slots, wanted) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (queue) DO UPDATE SET slots = EXCLUDED.slots, wanted = EXCLUDED.wanted
"""
_PAUSE = """
INSERT INTO pauses (url, model, provider, until) VALUES (?, ?, ?, clock_timestamp() + make_interval(secs => ?))
ON CONFLICT (url, model) DO UPDATE SET until = GREATEST(pauses.until, EXCLUDED.until)
"""
_PAUSES = """
SELECT url, model, extract(epoch FROM until - clock_timestamp()) FROM pauses
WHERE provider = ? AND until > clock_timestamp()
"""
_FORGET = "DELETE FROM sent WHERE provider = ? AND at <= clock_timestamp() - make_interval(mins => 1)"
_LAST_MINUTE = """
SELECT COALESCE(SUM(requests), 0), COALESCE(SUM(tokens), 0),
COALESCE(extract(epoch FROM MIN(at) + make_interval(mins => 1) - clock_timestamp()), 0) FROM sent WHERE provider = ?
"""
_SEND = "INSERT INTO sent VALUES (?, ?, clock_timestamp(), 1, ?) ON CONFLICT (request) DO NOTHING"


class PostgresProviderLimits:
    """The limits of all providers, for the processes that share a database."""

    def __init__(self, database: Database, lease: Lease) -> None:
        self._database = database
        self._lease = lease

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
        """Tell what the flows of a process want, and return how many slots it may hold from now on."""
        holder = self._lease.holder()
        with self._database.transaction(provider) as connection:
            others = connection.execute(_OTHERS, (provider, queue)).fetchall()
            turn = self._database.clock(connection) // _MICRO // _TURN_SECONDS
            everybody = {other: json.loads(their) for other, _, their in others} | {queue: wanted}
            share = fair_shares(everybody, size, turn)[queue]
            # More, as far as the others have given it back; less only once this process can no longer hold it.
            slots: int = max(kept, min(share, size - sum(held for _, held, _ in others)))
            if wanted or kept:
                connection.execute(_HOLD, (queue, provider, holder, slots, json.dumps(dict(wanted))))
            else:
                connection.execute("DELETE FROM slots WHERE queue = ?", (queue,))
            for (url, model), seconds in pauses.items():
                connection.execute(_PAUSE, (url, model, provider, seconds))
            asked_for = connection.execute(_PAUSES, (provider,)).fetchall()
        return Share(min(slots, share), {(url, model): float(seconds) for url, model, seconds in asked_for})

    def is_certain(self) -> bool:
        """Return whether the lease of this process cannot have ended."""
        return self._lease.is_certain()

    @repeatable
    def count(self, request: str, provider: str, tokens: int, limits: RateLimits) -> float:
        """Count a request as sent now and return 0 or, if it is one too many, the seconds after which to ask again.

        An empty minute lets any request through, as in one process.
        """
        with self._database.transaction(f"sent to {provider}") as connection:
            connection.execute(_FORGET, (provider,))
            requests, used, seconds = connection.execute(_LAST_MINUTE, (provider,)).fetchone()
            too_many = limits.requests is not None and requests + 1 > limits.requests
            too_much = limits.tokens is not None and used and used + tokens > limits.tokens
            if too_many or too_much:
                return min(max(float(seconds), 0.05), _LONGEST_PAUSE)
            connection.execute(_SEND, (request, provider, tokens))
        return 0.0

    @repeatable
    def correct(self, request: str, *, requests: int, tokens: int) -> None:
        """Replace what was counted by what was really sent and used."""
        with self._database.transaction() as connection:
            statement = "UPDATE sent SET requests = ?, tokens = ? WHERE request = ?"
            connection.execute(statement, (requests, tokens, request))
