"""What a local server or OpenRouter states about a model: its context, requests at once, and pictures.

llama.cpp states them in `/props` and `/v1/models`, vLLM the context in `/v1/models`, LM Studio both in
`/api/v0/models`, and Ollama in `/api/show`, there the most that a model takes. llama.cpp and Ollama also show the
template of prompts, which tells whether a model thinks. OpenRouter states context and pictures
in `/models`. What nobody states is unknown.
"""

import asyncio
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any

from bareme.models.providers import endpoint_of, provider_of, split_credentials
from bareme.runtime import current_runtime

_SECONDS = 5.0
"""How long a server may take to answer; it is not asked for a completion."""
_KEPT_SECONDS = {"local": 60.0, "openrouter": 3600.0}
"""By provider that is asked: a local server may be started anew with a larger context."""
_OF_THOUGHTS = re.compile(r"think|thought|reason|analysis|reflect|<\|channel\|>", re.IGNORECASE)
"""What stands in the template of every model that thinks, which keeps thoughts out of later prompts or begins one."""
_NUM_CTX = re.compile(r"^num_ctx\s+(\d{1,9})\s*$", re.MULTILINE)


@dataclass(frozen=True)
class ServerFacts:
    """Tokens of prompt and answer together, requests at once, and pictures a request; None if it is not known.

    `thinks` is whether the model may think before it answers.
    """

    context: int | None = None
    slots: int | None = None
    pictures: int | None = None
    thinks: bool | None = None


_NOTHING = ServerFacts()


@dataclass
class _Known:
    """What was stated, and when, by base URL and model."""

    facts: dict[tuple[str, str], tuple[ServerFacts, float]] = field(default_factory=dict)
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    def recent(self, endpoint: tuple[str, str], provider: str) -> ServerFacts | None:
        """Return what is known, or None if it is too old."""
        facts, at = self.facts.get(endpoint, (_NOTHING, float("-inf")))
        return facts if monotonic() - at < _KEPT_SECONDS.get(provider, _KEPT_SECONDS["local"]) else None


async def server_facts(model: str) -> ServerFacts:
    """Return what the server of "provider:name" states. Only local servers and OpenRouter are asked."""
    known, provider = current_runtime().resource(_Known), model.partition(":")[0]
    if provider not in _KEPT_SECONDS and not known.facts:
        return _NOTHING
    endpoint = endpoint_of(model)
    facts = known.recent(endpoint, provider)
    if facts is not None or provider not in _KEPT_SECONDS:
        return facts or _NOTHING
    async with known.asking:
        facts = known.recent(endpoint, provider)
        if facts is None:
            facts = await _stated(model)
            known.facts[endpoint] = facts, monotonic()
    return facts


def learn_context(model: str, context: int) -> None:
    """Remember the context that a server was seen to have."""
    known, endpoint = current_runtime().resource(_Known), endpoint_of(model)
    facts = known.recent(endpoint, model.partition(":")[0]) or _NOTHING
    known.facts[endpoint] = replace(facts, context=context), monotonic()


async def _stated(model: str) -> ServerFacts:
    import httpx2  # noqa: PLC0415 - a third of a command's start-up time

    from bareme.models.connections import LoopClient  # noqa: PLC0415 - as above

    provider, name = provider_of(model), model.partition(":")[2]
    address, credentials = split_credentials(provider.address())
    client, root = LoopClient(credentials), address.removesuffix("/").removesuffix("/v1")
    headers = {"authorization": f"Bearer {provider.key}"} if provider.key else {}

    async def ask(method: str, url: str, **sent: Any) -> Any:
        try:
            response = await client.request(method, url, headers=headers, timeout=_SECONDS, **sent)
            return response.json() if response.is_success else {}
        except (httpx2.HTTPError, ValueError):
            return {}

    if model.startswith("openrouter:"):
        return _listed_at_openrouter(_entry(await ask("GET", f"{address}/models"), name))
    urls = (f"{address}/models", f"{root}/props", f"{root}/api/v0/models")
    listed, props, loaded = await asyncio.gather(*(ask("GET", url) for url in urls))
    entry = _entry(listed, name)
    shown = await ask("POST", f"{root}/api/show", json={"model": name}) if entry.get("owned_by") == "library" else {}
    running = _mapping(_mapping(props).get("default_generation_settings"))
    stated = (
        running.get("n_ctx"),
        entry.get("max_model_len"),
        _mapping(entry.get("meta")).get("n_ctx"),
        _entry(loaded, name).get("loaded_context_length"),
        _ollama_context(_mapping(shown)),
    )
    return ServerFacts(
        context=min(_counts(stated), default=None),
        slots=min(_counts([_mapping(props).get("total_slots")]), default=None),
        pictures=0 if _reads_text_alone(entry, _entry(loaded, name), _mapping(shown)) else None,
        thinks=_thinks(_mapping(props).get("chat_template") or _mapping(shown).get("template"), _mapping(shown)),
    )


def _thinks(template: object, shown: Mapping[str, Any]) -> bool | None:
    """Return whether the model may think, by what Ollama says it can do or by the template of its prompts."""
    able = shown.get("capabilities")
    if isinstance(able, list) and "thinking" in able:
        return True
    return bool(_OF_THOUGHTS.search(template)) if isinstance(template, str) and template else None


def _listed_at_openrouter(entry: Mapping[str, Any]) -> ServerFacts:
    stated = (entry.get("context_length"), _mapping(entry.get("top_provider")).get("context_length"))
    return ServerFacts(
        context=min(_counts(stated), default=None), pictures=0 if _reads_text_alone(entry, {}, {}) else None
    )


def _reads_text_alone(entry: Mapping[str, Any], loaded: Mapping[str, Any], shown: Mapping[str, Any]) -> bool:
    """Return whether llama.cpp, LM Studio or Ollama states that the model takes no pictures."""
    modalities, able = _mapping(entry.get("architecture")).get("input_modalities"), shown.get("capabilities")
    return (
        (isinstance(modalities, list) and "text" in modalities and "image" not in modalities)
        or loaded.get("type") == "llm"
        or (isinstance(able, list) and "completion" in able and "vision" not in able)
    )


def _entry(listed: object, name: str) -> Mapping[str, Any]:
    """Return the entry of a model in a list of models; a server with a single one takes any name."""
    entries = _mapping(listed).get("data")
    entries = [_mapping(entry) for entry in entries] if isinstance(entries, list) else []
    named = [entry for entry in entries if name in (entry.get("id"), f"{entry.get('id')}:latest")]
    return next(iter(named or (entries if len(entries) == 1 else ())), {})


def _ollama_context(shown: Mapping[str, Any]) -> object:
    """Return the context that is set for the model, otherwise the most that it takes."""
    match = _NUM_CTX.search(str(shown.get("parameters") or ""))
    if match:
        return int(match[1])
    sizes = [size for key, size in _mapping(shown.get("model_info")).items() if key.endswith(".context_length")]
    return sizes[0] if sizes else None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _counts(stated: Iterable[object]) -> list[int]:
    return [size for size in stated if isinstance(size, int) and not isinstance(size, bool) and size > 0]
