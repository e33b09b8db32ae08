"""Chat models by name: "provider:model". The offline examiner is a provider like the others."""

from functools import lru_cache

from langchain_core.language_models import BaseChatModel

from bareme.domain.policy import Grader
from bareme.errors import UnknownModel
from bareme.models.offline import OFFLINE_MODELS, OfflineExaminer
from bareme.models.providers import build_remote


@lru_cache(maxsize=64)
def build_model(grader: Grader, *, temperature: float | None = None) -> BaseChatModel:
    """Return the chat model of `grader`, built once in this process. `temperature` is the provider's own if None.

    Raises:
        UnknownModel: no such provider or offline model, or the provider's key is not in the environment.
    """
    provider, _, name = grader.model.partition(":")
    if provider != "offline":
        return build_remote(grader, temperature=temperature)
    if name not in OFFLINE_MODELS:
        raise UnknownModel(
            "{model!r} is unknown: the offline models are {names}", model=grader.model, names=list(OFFLINE_MODELS)
        )
    return OfflineExaminer(rules=name)


def reads_images(model: BaseChatModel) -> bool:
    """Whether `model` takes pictures, as far as its profile says; a model without a profile is taken to."""
    return bool((model.profile or {}).get("image_inputs", True))


def is_paid(model: str) -> bool:
    """Whether a call of `model` ("provider:name") costs anything, so that its answers are worth keeping."""
    return not model.startswith("offline:")
