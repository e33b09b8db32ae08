"""Keep the results of copies, so that an edit computes those of the copy that it changed and no others."""

from collections.abc import Callable

from bareme.domain.results import CopyResult

type Inputs = tuple[object, ...]


class KnownResults:
    """The latest result of each copy, with the inputs that it was computed from beside the settings."""

    def __init__(self, settings: Inputs) -> None:
        self.settings = settings
        self._known: dict[str, tuple[Inputs, CopyResult]] = {}

    def get_or_compute(self, copy_id: str, inputs: Inputs, compute: Callable[[], CopyResult]) -> CopyResult:
        """Return the result of a copy. It is computed only if `inputs` do not equal those of the last time."""
        known = self._known.get(copy_id)
        if known is None or known[0] != inputs:
            known = self._known[copy_id] = inputs, compute()
        return known[1]


class ResultCache:
    """The results under the latest settings, the inputs that all copies have in common."""

    def __init__(self) -> None:
        self._latest = KnownResults(())

    def under(self, settings: Inputs) -> KnownResults:
        """Return the results that are known under `settings`: none if they are not as before.

        Whoever still computes under other settings, in another thread, does so among results of its own.
        """
        latest = self._latest
        if latest.settings != settings:
            latest = self._latest = KnownResults(settings)
        return latest
