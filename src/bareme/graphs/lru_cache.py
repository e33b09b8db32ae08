"""A least-recently-used cache with an explicit `keep`, for values that are made by a coroutine."""

from collections import OrderedDict

SESSIONS_AT_ONCE = 40
"""That one process grades without forgetting what the copies of a session share: their copies come in turn."""


class LruCache[K, V]:
    """A cache of the `size` values used last."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        """Return the value, or None if it is not in the cache."""
        if key in self._values:
            self._values.move_to_end(key)
        return self._values.get(key)

    def keep(self, key: K, value: V) -> V:
        """Add and return the value, dropping the least recently used one if there are too many."""
        self._values[key] = value
        self._values.move_to_end(key)
        while len(self._values) > self._size:
            self._values.popitem(last=False)
        return value
