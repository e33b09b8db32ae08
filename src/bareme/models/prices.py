"""What tokens cost: the user's own price file, then the genai-prices library. An unknown price is unknown, never 0."""

import gc
import re
import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bareme.domain.money import NOTHING, to_dollars
from bareme.errors import InvalidInput
from bareme.settings import get_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from genai_prices import Usage as LibraryUsage
    from genai_prices.data_snapshot import DataSnapshot
    from genai_prices.types import ModelInfo

_LIBRARY_PROVIDERS = {
    "openai": "openai",
    "openrouter": "openrouter",
    "anthropic": "anthropic",
    "google": "google",
    "google_genai": "google",
}
_SNAPSHOT = re.compile(r"-(?:\d{4}-\d{2}-\d{2}|\d{8})$")
_WORD = re.compile(r"[a-z]{2,}")
_RELEASES = {"latest", "preview", "exp"}
_MILLION = 1_000_000

type _Cost = Callable[[_Tokens, str | None], Decimal | None]
"""Returns US dollars of one call that took these tokens at this service tier, or None if they are not known."""


class _Tokens(NamedTuple):
    """What a call took. Cached and written tokens are part of the input."""

    input: int
    cached: int
    written: int
    output: int

    @property
    def usage(self) -> "LibraryUsage":
        """The tokens as the library takes them."""
        from genai_prices import Usage  # noqa: PLC0415 - loaded when a price is asked for

        return Usage(
            input_tokens=self.input,
            cache_read_tokens=self.cached,
            cache_write_tokens=self.written,
            output_tokens=self.output,
        )


class PriceEntry(BaseModel):
    """An entry of a price file: US dollars a million tokens, and where they were read."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    models: tuple[str, ...] = Field(min_length=1, description='"provider:model", without the date of a snapshot.')
    input: Decimal = Field(ge=0)
    cached_input: Decimal | None = Field(None, ge=0, description="None: as `input`.")
    cache_write: Decimal | None = Field(None, ge=0, description="None: as `input`.")
    output: Decimal = Field(ge=0)
    up_to: int | None = Field(None, gt=0, description="Input tokens of a call, above which the price is not known.")
    date: date
    source: str = Field(min_length=1)

    def cost(self, tokens: "_Tokens", _service_tier: str | None) -> Decimal | None:
        """Return US dollars of one call, or None if its prompt is longer than `up_to`."""
        from genai_prices.types import ModelPrice  # noqa: PLC0415 - loaded when a price is asked for

        if self.up_to is not None and tokens.input > self.up_to:
            return None
        price = ModelPrice(
            input_mtok=self.input,
            cache_read_mtok=self.cached_input,
            cache_write_mtok=self.cache_write,
            output_mtok=self.output,
        )
        return price.calc_price(tokens.usage)["total_price"]


_entries: TypeAdapter[tuple[PriceEntry, ...]] = TypeAdapter(tuple[PriceEntry, ...])


def cost_of(
    model: str,
    *,
    input_tokens: int,
    output_tokens: int,
    cached_input_tokens: int = 0,
    cache_write_tokens: int = 0,
    service_tier: str | None = None,
) -> Decimal | None:
    """Return US dollars of one call of `model` ("provider:name"), or None if its price is not known.

    Cached and written tokens are part of `input_tokens`. `service_tier` is what the provider says it served.

    Raises:
        InvalidInput: the file that BAREME_PRICES names cannot be read.
    """
    if model.startswith("offline:"):
        return NOTHING
    cached = min(cached_input_tokens, input_tokens)
    written = min(cache_write_tokens, input_tokens - cached)
    tokens = _Tokens(input_tokens, cached, written, output_tokens)
    return _dollars(model, get_settings().prices, tokens, service_tier, _today())


@lru_cache(maxsize=16_384)  # the forecast of a copy is asked for when it is shown, confirmed and graded
def _dollars(
    model: str,
    own: Path | None,
    tokens: _Tokens,
    service_tier: str | None,
    _day: date,  # when prices may change
) -> Decimal | None:
    known = (cost(tokens, service_tier) for cost in _costs(model, own))
    dollars = next((dollars for dollars in known if dollars is not None), None)
    return None if dollars is None else to_dollars(dollars)


def _today() -> date:
    """Return the day by which the library knows when a price begins."""
    return datetime.now(UTC).date()


def is_priced(model: str) -> bool:
    """Whether the price of `model` ("provider:name") is known.

    Raises:
        InvalidInput: the file that BAREME_PRICES names cannot be read.
    """
    return cost_of(model, input_tokens=0, output_tokens=0) is not None


@lru_cache(maxsize=64)
def _costs(model: str, own: Path | None) -> tuple[_Cost, ...]:
    """Return what computes the cost of a call, the first choice first. Searching for it takes longer than computing."""
    if own is not None and (entry := _find(model, _own_entries(own))):
        return (entry.cost,)
    library, shipped = _library_cost(model), _find(model, _shipped_entries())
    return (*([library] if library else []), *([shipped.cost] if shipped else []))


def _library_cost(model: str) -> _Cost | None:
    """Return what computes the cost of a model in the library, or None if it has no model of this name.

    Every word of the name must be one of the model's, because the library matches many models by their prefix alone. So
    "gemini-2.5-pro-06-05" costs what "gemini-2.5-pro" does, and a later "gemini-2.5-pro-max" has no price.
    """
    provider, _, name = model.partition(":")
    if provider not in _LIBRARY_PROVIDERS:
        return None
    try:
        owner, found = _library().find_provider_model(name, None, _LIBRARY_PROVIDERS[provider], None)
    except LookupError:
        return None
    words = set(_WORD.findall(name.lower())) - _RELEASES
    if not words <= set(_WORD.findall(f"{found.id} {found.match}".lower())):
        return None

    def cost(tokens: _Tokens, service_tier: str | None) -> Decimal | None:
        tier = None if service_tier is None else {"service_tier": service_tier}
        calculated = found.calc_price(tokens.usage, owner, price_context=tier)
        price = calculated.model_price
        return calculated.total_price if price.input_mtok is not None and price.output_mtok is not None else None

    return _by_the_token(cost) if _is_flat(found) else cost


def _is_flat(model: "ModelInfo") -> bool:
    """Return whether a token costs the same in a long prompt as in a short one, at any time of a day."""
    from genai_prices.types import (  # noqa: PLC0415 - loaded when a price is asked for
        ModelPrice,
        StartDateConstraint,
        TieredPrices,
    )

    variants = model.price_variants or ()
    whole_days = all(isinstance(variant.constraint, StartDateConstraint | None) for variant in variants)
    if not isinstance(model.prices, ModelPrice) or not whole_days:
        return False
    every = [model.prices, *(variant.prices for variant in variants)]
    return not any(isinstance(price, TieredPrices) for prices in every for price in vars(prices).values())


def _by_the_token(cost: "_Cost") -> "_Cost":
    """Return what computes the same cost from that of a million tokens of each kind, in a tenth of the time."""
    kinds = (
        _Tokens(_MILLION, 0, 0, 0),
        _Tokens(_MILLION, _MILLION, 0, 0),
        _Tokens(_MILLION, 0, _MILLION, 0),
        _Tokens(0, 0, 0, _MILLION),
    )

    @lru_cache(maxsize=16)
    def of_a_million(service_tier: str | None, _day: date) -> tuple[Decimal, ...] | None:
        found = tuple(dollars for kind in kinds if (dollars := cost(kind, service_tier)) is not None)
        return found if len(found) == len(kinds) else None

    def by_the_token(tokens: _Tokens, service_tier: str | None) -> Decimal | None:
        prices = of_a_million(service_tier, _today())
        if prices is None:
            return cost(tokens, service_tier)
        counts = (tokens.input - tokens.cached - tokens.written, tokens.cached, tokens.written, tokens.output)
        return sum((price * count for price, count in zip(prices, counts, strict=True)), NOTHING) / _MILLION

    return by_the_token


@lru_cache(maxsize=1)
def _library() -> "DataSnapshot":
    from genai_prices.data_snapshot import get_snapshot  # noqa: PLC0415 - loaded when a price is asked for

    library = get_snapshot()
    # It is thousands of objects, which no garbage collection needs to look at. Those of all imports are left out too.
    gc.freeze()
    return library


def _find(model: str, entries: dict[str, PriceEntry]) -> PriceEntry | None:
    return entries.get(model) or entries.get(_SNAPSHOT.sub("", model))


@lru_cache(maxsize=1)
def _shipped_entries() -> dict[str, PriceEntry]:
    return _read((resources.files(__package__) / "prices.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=4)
def _own_entries(path: Path) -> dict[str, PriceEntry]:
    try:
        return _read(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError) as error:
        reason = _why(error)
        raise InvalidInput("the price file {name!r} cannot be used: {reason}", name=path.name, reason=reason) from None


def _why(error: OSError | ValueError | KeyError) -> str:
    """Return what is wrong with a price file, and where in it."""
    match error:
        case ValidationError():
            first = error.errors()[0]
            return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        case OSError():
            return error.strerror or type(error).__name__
        case KeyError():
            return f"{error} is missing"
        case _:
            return str(error)


def _read(text: str) -> dict[str, PriceEntry]:
    prices = _entries.validate_python(tomllib.loads(text, parse_float=Decimal)["price"])
    return {model: price for price in prices for model in price.models}
