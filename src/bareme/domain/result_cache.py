"""Keep what was computed of a session, so that an edit computes what it changes and no more."""

from collections.abc import Callable, Hashable

from bareme.domain.results import CopyResult

type Inputs = tuple[object, ...]


class LatestValues[T]:
    """The latest value under each key, with the inputs that it was computed from."""

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[Inputs, T]] = {}

    def get_or_compute(self, key: Hashable, inputs: Inputs, compute: Callable[[], T]) -> T:
        """Return the value under `key`. It is computed only if `inputs` do not equal those of the last time."""
        known = self._known.get(key)
        if known is None or known[0] != inputs:
            known = self._known[key] = inputs, compute()
        return known[1]


class ResultCache:
    """The results under the latest settings, the inputs that all copies have in common."""

    def __init__(self) -> None:
        self._latest: tuple[Inputs, LatestValues[CopyResult]] = (), LatestValues()

    def under(self, settings: Inputs) -> LatestValues[CopyResult]:
        """Return the results that are known under `settings`: none if they are not as before.

        Whoever still computes under other settings, in another thread, does so among results of its own.
        """
        latest = self._latest
        if latest[0] != settings:
            latest = self._latest = settings, LatestValues()
        return latest[1]
