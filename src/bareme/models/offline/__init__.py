"""The offline examiner: rules behind a chat model's interface. A baseline and a test double, never a model."""

from bareme.models.offline.examiner import OFFLINE_MODELS, OfflineExaminer

__all__ = ["OFFLINE_MODELS", "OfflineExaminer"]
