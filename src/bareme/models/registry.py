"""Chat models by name: "provider:model". The offline examiner is a provider like the others."""

from functools import lru_cache
from typing import Any

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel

from bareme.domain.policy import Grader
from bareme.errors import UnknownModel
from bareme.models.offline import OFFLINE_MODELS, OfflineExaminer

TIMEOUT_SECONDS = 120.0
CLIENT_RETRIES = 3
"""The client's own retries, on connection errors, 408, 409, 429 and 5xx; nothing else retries a call."""


@lru_cache(maxsize=64)
def build_model(grader: Grader, *, temperature: float | None = None) -> BaseChatModel:
    """Return the chat model of `grader`, built once in this process. `temperature` is the provider's own if None.

    Raises:
        UnknownModel: no such provider or offline model, or the provider's key is not in the environment.
    """
    provider, _, name = grader.model.partition(":")
    if provider == "offline":
        if name not in OFFLINE_MODELS:
            names = ", ".join(OFFLINE_MODELS)
            raise UnknownModel(
                f"{grader.model!r} is unknown: the offline models are {names}",
                french=f"« {grader.model} » est inconnu : les modèles hors ligne sont {names}",
            )
        return OfflineExaminer(rules=name)
    return _remote_model(grader, temperature)


def _remote_model(grader: Grader, temperature: float | None) -> BaseChatModel:
    provider, _, _ = grader.model.partition(":")
    options: dict[str, Any] = {"disable_streaming": True, "timeout": TIMEOUT_SECONDS, "max_retries": CLIENT_RETRIES}
    if grader.reasoning_effort is not None:
        options["reasoning_effort"] = grader.reasoning_effort
    if temperature is not None:
        options["temperature"] = temperature
    try:
        model = init_chat_model(grader.model, **options)
    except ImportError as error:
        raise UnknownModel(
            f"{grader.model!r} needs a package that is not installed: {error}",
            french=f"« {grader.model} » demande un paquet qui n'est pas installé : {error}",
        ) from error
    except ValueError as error:
        raise UnknownModel(
            f"{grader.model!r} cannot be built: {error}", french=f"« {grader.model} » est inutilisable : {error}"
        ) from error
    except Exception as error:
        raise UnknownModel(
            f"{grader.model!r} cannot be built; is the key of {provider!r} set?",
            french=f"« {grader.model} » est inutilisable : la clé de {provider!r} est-elle définie ?",
        ) from error
    assert isinstance(model, BaseChatModel)  # noqa: S101 - init_chat_model with a name returns no other
    return model


def reads_images(model: BaseChatModel) -> bool:
    """Whether `model` takes pictures, as far as its profile says; a model without a profile is taken to."""
    return bool((model.profile or {}).get("image_inputs", True))


def is_paid(model: str) -> bool:
    """Whether a call of `model` ("provider:name") costs anything, so that its answers are worth keeping."""
    return not model.startswith("offline:")
