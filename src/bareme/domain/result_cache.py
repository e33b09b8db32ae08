"""Keep the results of copies, so that an edit computes those of the copy that it changed and no others."""

from collections.abc import Callable

from bareme.domain.results import CopyResult

type Inputs = tuple[object, ...]


class ResultCache:
    """The latest result of each copy, with the inputs that it was computed from."""

    def __init__(self) -> None:
        self._settings: Inputs = ()
        self._known: dict[str, tuple[Inputs, CopyResult]] = {}

    def expect(self, settings: Inputs) -> None:
        """Drop all results if `settings`, the inputs that all copies have in common, are not as before."""
        if settings != self._settings:
            self._settings, self._known = settings, {}

    def get_or_compute(self, copy_id: str, inputs: Inputs, compute: Callable[[], CopyResult]) -> CopyResult:
        """Return the result of a copy. It is computed only if `inputs` do not equal those of the last time."""
        known = self._known.get(copy_id)
        if known is None or known[0] != inputs:
            known = self._known[copy_id] = inputs, compute()
        return known[1]
