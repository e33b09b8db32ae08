"""The offline examiner: rules behind a chat model's interface. A baseline and a test double, never a model.

The examiner is in `examiner`, which is loaded only when it is asked: it brings hundreds of patterns.
"""

from bareme.models.offline.rules import RULES

OFFLINE_MODELS = tuple(RULES)
"""Names of the offline models, as in "offline:lexical"."""

__all__ = ["OFFLINE_MODELS"]
