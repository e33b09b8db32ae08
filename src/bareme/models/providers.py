"""The providers: the address of each, its key, and how its chat models are built.

A name is "provider:model". Keys and addresses come from the environment only, and a key is given to its client only.
"""

import importlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast

from langchain_core.language_models import BaseChatModel

from bareme.domain.policy import Grader
from bareme.errors import UnknownModel
from bareme.models.prompt_cache import ANTHROPIC_MARK, marks_breakpoints
from bareme.models.service_tiers import call_seconds, tier_options
from bareme.settings import get_settings

if TYPE_CHECKING:
    from bareme.models.connections import CheckedClient

type Options = dict[str, Any]

OPENROUTER_URL = "https://openrouter.ai/api/v1"
_ADDRESS = re.compile(r"https?://[^\s?#]+")
_KEY = re.compile(r"[!-~]*")
_VENDOR_AND_MODEL = re.compile(r"[^/\s]+/\S+")
_MARKED_ALONE = {"mode": "explicit"}
"""Otherwise OpenAI would also write every copy to its cache, and charge for it."""
_NO_KEY = "none"  # the client requires one, although most local servers do not


@dataclass(frozen=True)
class Provider:
    """One provider. `key_names` are environment variables, of which the first that is set counts."""

    name: str
    key_names: tuple[str, ...]
    address: Callable[[], str]
    """Returns the base URL, or "" if it has to be set and is not."""
    build: Callable[["Provider", Grader, Options], BaseChatModel]
    key_needed: bool = True
    extra: str = ""
    """The extra of the package that it needs."""
    module: str = ""
    suggestion: str = ""
    """A model that sees pictures and costs little, to suggest to a teacher; empty if there is none for everybody."""

    @property
    def key(self) -> str:
        """The key, or "" if none is set."""
        return next((value for name in self.key_names if (value := os.environ.get(name, "").strip())), "")

    @property
    def shown_address(self) -> str:
        """The base URL without user and password, as it may be shown."""
        return split_credentials(self.address())[0]

    @property
    def installed(self) -> bool:
        """Whether its client is installed. It is not imported: some take a second."""
        return not self.module or find_spec(self.module) is not None

    @property
    def configured(self) -> bool:
        """Whether its models can be called."""
        return self.installed and bool(self.address()) and (bool(self.key) or not self.key_needed)


def provider_of(model: str) -> Provider:
    """Return the provider of "provider:name".

    Raises:
        UnknownModel: there is no provider of that name.
    """
    name = model.partition(":")[0]
    if name not in PROVIDERS:
        raise UnknownModel(
            "{model!r} has no provider that is known: there are {known}", model=model, known=["offline", *PROVIDERS]
        )
    return PROVIDERS[name]


def split_credentials(address: str) -> tuple[str, str]:
    """Return a base URL without its credentials, which clients would log, and the credentials: "user:password"."""
    scheme, separator, rest = address.partition("://")
    if not separator:
        return address.rpartition("@")[2], ""  # not a URL
    authority, slash, path = rest.partition("/")
    credentials, _, host = authority.rpartition("@")
    return f"{scheme}://{host}{slash}{path}", credentials


def endpoint_of(model: str) -> tuple[str, str]:
    """Return the base URL that calls of "provider:name" go to, and the name of the model there."""
    provider, _, name = model.partition(":")
    known = PROVIDERS.get(provider)
    return (known.address() if known else provider, name)


def build_remote(grader: Grader) -> BaseChatModel:
    """Return the client of a grader's model. It sends each request once; `calls.call` sends it again.

    Raises:
        UnknownModel: the provider is unknown, or its key, its address or its package is missing.
    """
    provider = provider_of(grader.model)
    _check(provider, grader.model)
    _check_routing(provider, grader)
    timeout = call_seconds(grader.service_tier)
    options: Options = {"disable_streaming": True, "timeout": timeout, **tier_options(grader)}
    if grader.temperature is not None:
        options["temperature"] = grader.temperature
    try:
        return provider.build(provider, grader, options)
    except Exception as error:  # noqa: BLE001 - each client has errors of its own
        # A client may quote a key that it rejects, so only the type of its error is told.
        kind = type(error).__name__
    raise UnknownModel("{model!r} cannot be built ({error})", model=grader.model, error=kind)


def _check(provider: Provider, model: str) -> None:
    if not provider.installed:
        command = f"pip install 'bareme[{provider.extra}]'"
        raise UnknownModel(
            "{model!r} needs the extra {extra!r}, which is not installed: {command}",
            model=model,
            extra=provider.extra,
            command=command,
        )
    if not provider.address():
        raise UnknownModel(
            "{model!r} has no address: set BAREME_LOCAL_BASE_URL, such as http://localhost:11434/v1", model=model
        )
    if not _ADDRESS.fullmatch(provider.address()):
        raise UnknownModel(
            "{model!r} has an invalid address: it begins with http:// or https:// and has no question mark",
            model=model,
        )
    if provider.key_needed and not provider.key:
        raise UnknownModel(
            "{model!r} needs a key: set {names} in the environment or in .env",
            model=model,
            names=" / ".join(provider.key_names),
        )
    if not _KEY.fullmatch(provider.key):
        # The errors of an HTTP client quote such a key.
        raise UnknownModel("the key of {model!r} contains a space, a line break or an accent", model=model)


def _check_routing(provider: Provider, grader: Grader) -> None:
    if provider.name != "openrouter":
        if grader.routing is not None:
            raise UnknownModel("{model!r} cannot be routed: `routing` is for OpenRouter alone", model=grader.model)
    elif not _VENDOR_AND_MODEL.fullmatch(grader.model.partition(":")[2]):
        raise UnknownModel(
            "{model!r} names no vendor: OpenRouter's models are called 'openrouter:vendor/model'", model=grader.model
        )


def _openai(provider: Provider, grader: Grader, options: Options) -> BaseChatModel:
    if grader.reasoning_effort is not None:
        options["reasoning_effort"] = grader.reasoning_effort
    if provider.name == "openai" and marks_breakpoints(grader.model.partition(":")[2]):
        options["prompt_cache_options"] = _MARKED_ALONE
    return _compatible(provider, grader, options)


def _openrouter(provider: Provider, grader: Grader, options: Options) -> BaseChatModel:
    # The same model at another host would be another grader.
    body: Options = {"provider": {"allow_fallbacks": False, **_routing(grader)}}
    if grader.reasoning_effort is not None:
        body["reasoning"] = {"effort": grader.reasoning_effort}
    vendor, _, name = grader.model.partition(":")[2].partition("/")
    if vendor == "openai" and marks_breakpoints(name):
        body["prompt_cache_options"] = _MARKED_ALONE
    if vendor == "anthropic":
        options["cache_mark"] = ANTHROPIC_MARK
    headers = {"HTTP-Referer": get_settings().openrouter_referer, "X-Title": "Bareme"}
    return _compatible(
        provider, grader, {**options, "extra_body": body, "default_headers": headers, "use_responses_api": False}
    )


def _routing(grader: Grader) -> Options:
    return grader.routing.model_dump(mode="json", exclude_defaults=True) if grader.routing else {}


def _local(provider: Provider, grader: Grader, options: Options) -> BaseChatModel:
    return _openai(
        provider, grader, {**options, "use_responses_api": False, "streamed": True, "limit_name": "max_tokens"}
    )


def _compatible(provider: Provider, grader: Grader, options: Options) -> BaseChatModel:
    from bareme.models.compatible import CompatibleChat  # noqa: PLC0415 - a third of a command's start-up time
    from bareme.models.connections import LoopClient  # noqa: PLC0415

    address, credentials = split_credentials(provider.address())
    return CompatibleChat(
        model=grader.model.partition(":")[2],
        base_url=address,
        api_key=provider.key or _NO_KEY,
        http_async_client=LoopClient(credentials),
        max_retries=0,
        **options,
    )


def _anthropic(provider: Provider, grader: Grader, options: Options) -> BaseChatModel:
    chat: Any = importlib.import_module(provider.module).ChatAnthropic
    model = chat(max_retries=0, **_native(provider, grader, options))
    # Its own client would keep connections for the process, which belong to the first loop that used them.
    client: Any = importlib.import_module("anthropic").AsyncAnthropic
    vars(model)["_async_client"] = client(**model._client_params, http_client=_checked(provider))  # noqa: SLF001 - see above
    return cast("BaseChatModel", model)


def _google(provider: Provider, grader: Grader, options: Options) -> BaseChatModel:
    chat: Any = importlib.import_module(provider.module).ChatGoogleGenerativeAI
    # Here 0 means the default of Google's client, and 1 means a single request.
    model = chat(max_retries=1, **_native(provider, grader, options))
    # As above: LangChain has no option for the HTTP client. Without the second place, Google's would send with aiohttp.
    api = model.client._api_client  # noqa: SLF001 - see above
    api._async_httpx_client = api._http_options.httpx_async_client = _checked(provider)  # noqa: SLF001 - see above
    return cast("BaseChatModel", model)


def _native(provider: Provider, grader: Grader, options: Options) -> Options:
    effort = {"reasoning_effort": grader.reasoning_effort} if grader.reasoning_effort is not None else {}
    stated, _ = split_credentials(provider.address())
    address = {"base_url": stated} if stated != _DEFAULT_URLS[provider.name] else {}
    return {"model": grader.model.partition(":")[2], "api_key": provider.key, **options, **effort, **address}


def _checked(provider: Provider) -> "CheckedClient":
    from bareme.models.connections import CheckedClient  # noqa: PLC0415 - as above

    _, credentials = split_credentials(provider.address())
    return CheckedClient(credentials)


_DEFAULT_URLS = {
    "anthropic": "https://api.anthropic.com",
    "google": "https://generativelanguage.googleapis.com",
}


def _environment(default: str, *names: str) -> Callable[[], str]:
    return lambda: next((value for name in names if (value := os.environ.get(name, "").strip())), default)


PROVIDERS = {
    provider.name: provider
    for provider in (
        Provider(
            "openai",
            ("OPENAI_API_KEY",),
            _environment("https://api.openai.com/v1", "OPENAI_API_BASE", "OPENAI_BASE_URL"),
            _openai,
            suggestion="openai:gpt-5.1-mini",
        ),
        Provider(
            "openrouter",
            ("OPENROUTER_API_KEY",),
            _environment(OPENROUTER_URL, "OPENROUTER_BASE_URL"),
            _openrouter,
            suggestion="openrouter:openai/gpt-5.1-mini",
        ),
        Provider("local", ("BAREME_LOCAL_API_KEY",), lambda: get_settings().local_base_url, _local, key_needed=False),
        Provider(
            "anthropic",
            ("ANTHROPIC_API_KEY",),
            _environment(_DEFAULT_URLS["anthropic"], "ANTHROPIC_BASE_URL", "ANTHROPIC_API_URL"),
            _anthropic,
            extra="anthropic",
            module="langchain_anthropic",
            suggestion="anthropic:claude-haiku-4-5",
        ),
        Provider(
            "google",
            ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
            _environment(_DEFAULT_URLS["google"], "GOOGLE_GEMINI_BASE_URL"),
            _google,
            extra="google",
            module="langchain_google_genai",
            suggestion="google:gemini-2.5-flash",
        ),
    )
}
"""By name. "offline" belongs to the registry."""
