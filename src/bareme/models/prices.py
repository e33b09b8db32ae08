"""What tokens cost: the package's price file, with the user's own over it. An unknown price is unknown, never 0."""

import re
import tomllib
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bareme.domain.money import NOTHING, to_dollars
from bareme.errors import InvalidInput
from bareme.settings import get_settings

_MILLION = Decimal(1_000_000)
_SNAPSHOT = re.compile(r"-(?:\d{4}-\d{2}-\d{2}|\d{8})$")
_SAME_PROVIDER = {"google_genai": "google"}


class Price(BaseModel):
    """US dollars a million tokens of one model, and where that was read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    models: tuple[str, ...] = Field(min_length=1, description='"provider:model", without the date of a snapshot.')
    input: Decimal = Field(ge=0)
    cached_input: Decimal | None = Field(None, ge=0, description="None: as `input`.")
    cache_write: Decimal | None = Field(None, ge=0, description="None: as `input`.")
    output: Decimal = Field(ge=0)
    up_to: int | None = Field(None, gt=0, description="Input tokens of a call, above which the price is not known.")
    date: date
    source: str = Field(min_length=1)

    def cost(
        self, *, input_tokens: int, output_tokens: int, cached_input_tokens: int = 0, cache_write_tokens: int = 0
    ) -> Decimal | None:
        """Return US dollars of one call, None for a prompt longer than the price is good for."""
        if self.up_to is not None and input_tokens > self.up_to:
            return None
        cached = min(cached_input_tokens, input_tokens)
        written = min(cache_write_tokens, input_tokens - cached)
        total = (
            (input_tokens - cached - written) * self.input
            + cached * (self.input if self.cached_input is None else self.cached_input)
            + written * (self.input if self.cache_write is None else self.cache_write)
            + output_tokens * self.output
        )
        return to_dollars(total / _MILLION)


_FREE = Price(models=("offline:lexical",), input=NOTHING, output=NOTHING, date=date.min, source="runs here")
_prices: TypeAdapter[tuple[Price, ...]] = TypeAdapter(tuple[Price, ...])


def price_of(model: str) -> Price | None:
    """Return the price of `model` ("provider:name"), None where it is not known.

    A snapshot ("gpt-5.1-2025-11-13") costs what its family does, unless it has an entry of its own. OpenRouter passes
    its providers' prices on.

    Raises:
        InvalidInput: the file that BAREME_PRICES names cannot be read.
    """
    provider, _, name = model.partition(":")
    if provider == "offline":
        return _FREE
    model = f"{_SAME_PROVIDER.get(provider, provider)}:{name}"
    table = _table(get_settings().prices)
    found = table.get(model) or table.get(_SNAPSHOT.sub("", model))
    if found is None and provider == "openrouter" and "/" in name and ":" not in name:
        vendor, _, inner = name.partition("/")
        # OpenRouter writes Anthropic's version numbers with a point.
        return price_of(f"{vendor}:{inner.replace('.', '-') if vendor == 'anthropic' else inner}")
    return found


@lru_cache(maxsize=4)
def _table(own: Path | None) -> dict[str, Price]:
    shipped = tomllib.loads(
        (resources.files(__package__) / "prices.toml").read_text(encoding="utf-8"), parse_float=Decimal
    )
    entries = _read(shipped)
    if own is not None:
        try:
            entries |= _read(tomllib.loads(own.read_text(encoding="utf-8"), parse_float=Decimal))
        except (OSError, ValueError, KeyError) as error:
            reason = _why(error)
            raise InvalidInput(
                f"the price file {own.name!r} cannot be used: {reason}",
                french=f"le fichier de prix {own.name!r} est inutilisable : {reason}",
            ) from None
    return entries


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


def _read(content: dict[str, Any]) -> dict[str, Price]:
    prices = _prices.validate_python(content["price"])
    return {model: price for price in prices for model in price.models}
