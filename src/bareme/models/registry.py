"""Chat models by name: "provider:model". The offline examiner is a provider like the others."""

from functools import lru_cache

from langchain_core.language_models import BaseChatModel

from bareme.domain.policy import Grader
from bareme.errors import UnknownModel
from bareme.models.offline import OFFLINE_MODELS
from bareme.models.providers import build_remote

OFFLINE_NAMES = tuple(f"offline:{rules}" for rules in OFFLINE_MODELS)
"""The models that need no provider."""


@lru_cache(maxsize=64)
def build_model(grader: Grader) -> BaseChatModel:
    """Return the chat model of `grader`, built once in this process.

    Raises:
        UnknownModel: there is no such provider or offline model, or the key is not in the environment.
    """
    provider, _, name = grader.model.partition(":")
    if provider != "offline":
        return build_remote(grader)
    if name not in OFFLINE_MODELS:
        raise UnknownModel(
            "{model!r} is unknown: the offline models are {names}", model=grader.model, names=list(OFFLINE_MODELS)
        )
    from bareme.models.offline.examiner import OfflineExaminer  # noqa: PLC0415 - slow to load, and rarely asked

    return OfflineExaminer(rules=name)


def reads_images(model: BaseChatModel) -> bool:
    """Return whether `model` accepts pictures, according to its profile. Without a profile, assume that it does."""
    return bool((model.profile or {}).get("image_inputs", True))


@lru_cache(maxsize=64)
def is_paid(model: str) -> bool:
    """Return whether a call of `model` ("provider:name") costs money, so that its answers are worth keeping."""
    return not Grader(model=model).follows_rules
