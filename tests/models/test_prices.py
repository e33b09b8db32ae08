"""Prices, tokens and what a reply took."""

import json
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from genai_prices import Usage as LibraryUsage
from genai_prices.data_snapshot import get_snapshot
from genai_prices.types import ModelInfo
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from bareme.calls.forecast import forecast
from bareme.domain.money import Usage, to_dollars
from bareme.domain.policy import Grader
from bareme.errors import InvalidInput
from bareme.models import prices
from bareme.models.compatible import CompatibleChat, read_completion
from bareme.models.prices import cost_of, is_priced
from bareme.models.tokens import PAGE, picture_tokens
from bareme.models.usage import usage_of
from bareme.settings import Settings, get_settings, limit_of

type Json = dict[str, Any]


@pytest.fixture(autouse=True)
def fresh_settings() -> Iterator[None]:
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


MILLION: Json = {"input_tokens": 1_000_000, "output_tokens": 1_000_000}
SHORT: Json = {"input_tokens": 10_000, "output_tokens": 1_000}


@pytest.mark.parametrize(
    ("model", "cost"),
    [
        ("openai:gpt-4o-mini", "0.75"),
        ("openai:gpt-5.1", "11.25"),
        ("openai:gpt-4o-2024-05-13", "20"),
        ("anthropic:claude-haiku-4-5", "6"),
        ("google:gemini-3.5-flash", "10.5"),
        ("google:gemini-2.5-pro", "17.5"),  # above 200,000 tokens: 2.50 and 15
        ("openrouter:qwen/qwen2.5-vl-72b-instruct", "1.8"),
    ],
)
def test_prices_are_those_of_the_pinned_library(model: str, cost: str) -> None:
    assert version("genai-prices") == "0.2.3"
    assert cost_of(model, **MILLION) == Decimal(cost)


def test_a_long_prompt_costs_what_its_tier_does() -> None:
    assert cost_of("google:gemini-2.5-pro", input_tokens=200_000, output_tokens=0) == Decimal("0.25")
    assert cost_of("google:gemini-2.5-pro", input_tokens=200_001, output_tokens=0) == Decimal("0.500003")


def test_a_service_tier_has_its_own_price() -> None:
    usual = cost_of("openai:gpt-5.1", **MILLION)
    assert usual is not None
    flex = cost_of("openai:gpt-5.1", **MILLION, service_tier="flex")
    assert flex == usual / 2
    assert bill(tier="flex", prompt_tokens=1_000_000, completion_tokens=1_000_000, total_tokens=2_000_000).cost == flex


def test_the_shipped_file_holds_only_what_the_library_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = prices._shipped_entries()
    assert all(is_priced(model) for model in shipped)
    monkeypatch.setattr(prices, "_shipped_entries", dict)
    monkeypatch.setattr(prices, "_costs", prices._costs.__wrapped__)
    monkeypatch.setattr(prices, "_dollars", prices._dollars.__wrapped__)
    assert [model for model in shipped if is_priced(model)] == []


@pytest.mark.parametrize(
    ("model", "same_as"),
    [
        ("openai:gpt-5.1-2025-11-13", "openai:gpt-5.1"),
        ("anthropic:claude-sonnet-4-5-20250929", "anthropic:claude-sonnet-4-5"),
        ("google:gemini-2.5-pro-preview-06-05", "google:gemini-2.5-pro"),
        ("openrouter:openai/gpt-4.1-mini", "openai:gpt-4.1-mini"),
        ("openrouter:anthropic/claude-sonnet-4.5", "anthropic:claude-sonnet-4-5"),
        ("google_genai:gemini-2.5-pro", "google:gemini-2.5-pro"),
    ],
)
def test_a_snapshot_and_a_reseller_cost_the_same(model: str, same_as: str) -> None:
    assert cost_of(same_as, **SHORT) is not None
    assert cost_of(model, **SHORT) == cost_of(same_as, **SHORT)


@pytest.mark.parametrize(
    "model",
    [
        "openai:gpt-99",
        "local:llama",
        "local:gpt-4o",
        "openrouter:openai/gpt-4o:free",
        "openrouter:x/y",
        "mistral:z",
        "google:gemini-2.5-pro-max",  # matched by the library, as all that begins with gemini-2.5-pro
        "openai:text-embedding-3-small",  # no price of output
    ],
)
def test_an_unknown_price_is_unknown(model: str) -> None:
    assert not is_priced(model)
    assert cost_of(model, **SHORT) is None
    reply = AIMessage("x", usage_metadata={"input_tokens": 10, "output_tokens": 1, "total_tokens": 11})
    usage = usage_of(reply, model, sent=[])
    assert (usage.cost, usage.unpriced_calls) == (None, 1)


def test_start_up_and_the_offline_examiner_do_not_load_the_library() -> None:
    code = (
        "import sys; import bareme.cli; import bareme.graphs.grading; from bareme.models.prices import cost_of; "
        "cost_of('offline:lexical', input_tokens=1, output_tokens=1); print('genai_prices' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout == b"False\n"


def test_offline_is_free() -> None:
    reply = AIMessage("x", usage_metadata={"input_tokens": 10, "output_tokens": 1, "total_tokens": 11})
    usage = usage_of(reply, "offline:lexical", sent=[])
    assert (usage.cost, usage.unpriced_calls) == (0, 0)


def test_cached_tokens_cost_less_and_reasoning_is_told() -> None:
    reply = AIMessage(
        "x",
        usage_metadata={
            "input_tokens": 10_000,
            "output_tokens": 1_000,
            "total_tokens": 11_000,
            "input_token_details": {"cache_read": 8_000},
            "output_token_details": {"reasoning": 300},
        },
    )
    usage = usage_of(reply, "openai:gpt-5.1", sent=[])
    # 2,000 × 1.25 + 8,000 × 0.125 + 1,000 × 10, a million.
    assert usage.cost == Decimal("0.013500")
    assert (usage.cached_input_tokens, usage.reasoning_tokens, usage.estimated) == (8_000, 300, False)


def test_what_openrouter_charged_goes_first() -> None:
    reply = AIMessage(
        "x",
        usage_metadata={"input_tokens": 10, "output_tokens": 1, "total_tokens": 11},
        response_metadata={"token_usage": {"cost": 0.00421}},
    )
    assert usage_of(reply, "openrouter:openai/gpt-4o", sent=[]).cost == Decimal("0.004210")
    assert usage_of(reply, "openrouter:nobody/knows", sent=[]).cost == Decimal("0.004210")


def test_a_key_of_ones_own_at_openrouter_is_charged_twice() -> None:
    """By OpenRouter for its service, and by the provider (https://openrouter.ai/docs/use-cases/usage-accounting)."""

    def cost(**bill: object) -> Decimal | None:
        reply = AIMessage(
            "x",
            usage_metadata={"input_tokens": 10, "output_tokens": 1, "total_tokens": 11},
            response_metadata={"token_usage": {"cost": 0.05, **bill}},
        )
        return usage_of(reply, "openrouter:nobody/knows", sent=[]).cost

    details = {"upstream_inference_cost": 1}
    assert cost(is_byok=True, cost_details=details) == Decimal("1.05")
    assert cost(is_byok=False, cost_details=details) == cost(cost_details=None) == Decimal("0.05")
    assert cost(is_byok=True) is None


@pytest.mark.parametrize(
    ("total", "output"),
    [(1_100, 100), (1_700, 700), (0, 100)],
    ids=["reasoning in the output", "in the total alone, as xAI and Gemini tell it", "no total"],
)
def test_reasoning_is_paid_wherever_it_is_told(total: int, output: int) -> None:
    usage = bill(prompt_tokens=1_000, completion_tokens=100, total_tokens=total)
    assert (usage.input_tokens, usage.output_tokens, usage.estimated) == (1_000, output, False)
    assert usage.cost == Decimal("0.001250") + output * Decimal("0.000010")


def test_cached_tokens_are_found_under_a_tiers_own_name() -> None:
    told: Json = {"prompt_tokens": 10_000, "completion_tokens": 0, "prompt_tokens_details": {"cached_tokens": 8_000}}
    assert bill(tier="flex", **told).cached_input_tokens == 8_000


def test_what_anthropic_writes_to_its_cache_has_its_own_price() -> None:
    reply = AIMessage(
        "x",
        usage_metadata={
            "input_tokens": 1_000_000,
            "output_tokens": 0,
            "total_tokens": 1_000_000,
            "input_token_details": {"cache_read": 0, "cache_creation": 0, "ephemeral_5m_input_tokens": 1_000_000},
        },
    )
    assert usage_of(reply, "anthropic:claude-sonnet-5", sent=[]).cost == Decimal("2.5")


def test_what_openai_writes_to_its_cache_has_its_own_price() -> None:
    details = {"cached_tokens": 300_000, "cache_write_tokens": 600_000}
    told: Json = {"prompt_tokens": 1_000_000, "completion_tokens": 0, "prompt_tokens_details": details}
    plain = bill(model="gpt-5.6-sol", **told)
    # Of each million 8 dollars, 10 written and 0.80 read.
    assert (plain.cost, plain.cached_input_tokens) == (Decimal("7.04"), 300_000)
    flex = bill(model="gpt-5.6-sol", tier="flex", **told)
    assert flex.cost == Decimal("3.52")


@pytest.mark.parametrize(
    "told", [{}, {"total_tokens": 1_100}, {"prompt_tokens": 10**13, "completion_tokens": 1}, {"prompt_tokens": None}]
)
def test_a_bill_that_cannot_be_right_is_estimated_and_never_nothing(told: Json) -> None:
    usage = bill(**told)
    assert usage.estimated
    assert usage.cost


numbers = st.integers() | st.floats() | st.none() | st.booleans() | st.text(max_size=3) | st.lists(st.integers())
details = st.dictionaries(st.sampled_from(["cached_tokens", "reasoning_tokens", "upstream_inference_cost"]), numbers)
bills = st.fixed_dictionaries(
    {},
    optional={
        "prompt_tokens": numbers,
        "completion_tokens": numbers,
        "total_tokens": numbers,
        "prompt_tokens_details": numbers | details,
        "completion_tokens_details": numbers | details,
        "cost_details": numbers | details,
        "cost": numbers,
        "is_byok": numbers,
    },
)


@given(bills, st.sampled_from(["flex", "default", None]))
def test_no_bill_loses_an_answer(told: Json, tier: str | None) -> None:
    usage = sum([bill(tier=tier, **told)] * 3, Usage())
    assert usage.calls == 3
    assert usage.reasoning_tokens <= usage.output_tokens
    assert usage.cached_input_tokens <= usage.input_tokens
    JsonPlusSerializer().dumps_typed(usage.model_dump(mode="json"))


def bill(*, model: str = "gpt-5.1", tier: str | None = None, **usage: object) -> Usage:
    """Return what is read of a completion that tells this `usage`."""
    said = {"role": "assistant", "content": "x" * 30}
    body = {"choices": [{"message": said, "finish_reason": "stop"}], "usage": usage, "service_tier": tier}
    result = CompatibleChat(model=model, api_key="none")._create_chat_result(read_completion(json.dumps(body).encode()))
    message = result.generations[0].message
    assert isinstance(message, AIMessage)
    message.response_metadata = {**(result.llm_output or {})}  # as the client does before it hands it on
    return usage_of(message, f"openai:{model}", sent=[HumanMessage("x" * 30)])


def test_tokens_that_nobody_told_are_estimated_and_marked() -> None:
    reply = AIMessage("y" * 300, response_metadata={"finish_reason": "stop"})
    usage = usage_of(reply, "openai:gpt-5.1", sent=[HumanMessage("x" * 3_000)])
    assert usage.estimated
    assert usage.input_tokens >= 1_000
    assert usage.output_tokens == 100
    assert usage.cost
    assert usage_of(AIMessage("limit"), "openai:gpt-5.1", sent=[]) == Usage()


def test_a_prompt_longer_than_the_price_is_good_for_has_none() -> None:
    assert cost_of("google:gemini-3.1-pro", input_tokens=200_000, output_tokens=1) is not None
    assert cost_of("google:gemini-3.1-pro", input_tokens=200_001, output_tokens=1) is None


def test_a_price_file_of_ones_own_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "prices.toml"
    monkeypatch.setenv("BAREME_PRICES", str(own))
    own.write_text(
        '[[price]]\nmodels = ["openai:gpt-5.1", "local:llama"]\n'
        'input = 0\noutput = 0.5\ndate = 2026-01-01\nsource = "me"\n'
    )
    get_settings.cache_clear()
    for model in ("openai:gpt-5.1", "local:llama"):
        assert cost_of(model, input_tokens=1_000_000, output_tokens=2_000_000) == 1
    assert is_priced("openai:gpt-4o")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "No such file"),
        ("input = 1", "'price'"),
        ("[[price]]\nmodels = []\n", "0.models"),
        ("[[price", "at end of document"),
        ("[[price]]\ninput = a\n", "line 2"),
    ],
)
def test_a_price_file_that_cannot_be_used_is_named_and_what_is_wrong_in_it(
    content: str | None, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "mine.toml"
    if content is not None:
        own.write_text(content)
    monkeypatch.setenv("BAREME_PRICES", str(own))
    get_settings.cache_clear()
    with pytest.raises(InvalidInput, match=r"mine\.toml") as refusal:
        is_priced("openai:gpt-5.1")
    assert told in str(refusal.value)
    assert told in refusal.value.explain("fr")


@pytest.mark.parametrize(
    ("model", "size", "tokens"),
    [
        # The provider's own examples: https://developers.openai.com/api/docs/guides/images-vision
        ("openai:gpt-4o", (1024, 1024), 765),
        ("openai:gpt-4o", (2048, 4096), 1105),
        # Measured: https://community.openai.com/t/1344040 and https://huggingface.co/datasets/JOHNISKING/image-token-cost
        ("openai:gpt-5-mini", (1024, 1024), 1229),
        ("openai:gpt-5-mini", (2048, 768), 1844),
        ("openai:gpt-5.5", (1920, 1080), 2448),
        ("google:gemini-2.5-pro", (768, 768), 258),
        ("offline:lexical", (1024, 1024), 0),
    ],
)
def test_pictures_take_what_their_provider_counts(model: str, size: tuple[int, int], tokens: int) -> None:
    assert picture_tokens(model, size) == tokens


@pytest.mark.parametrize(
    ("model", "size", "measured"),
    [
        ("anthropic:claude-haiku-4-5", (1024, 1024), 1434),
        ("anthropic:claude-haiku-4-5", (4032, 3024), 1661),
        ("anthropic:claude-sonnet-5-5", (4032, 3024), 4005),
        ("google:gemini-3.1-pro", (1920, 1080), 1101),
    ],
)
def test_pictures_are_rather_counted_too_high(model: str, size: tuple[int, int], measured: int) -> None:
    assert measured <= picture_tokens(model, size) <= 1.25 * measured


@given(st.integers(0, 40), st.integers(1, 60), st.sampled_from(["openai:gpt-5.1", "anthropic:claude-sonnet-5"]))
def test_the_worst_case_is_above_the_expected_one(pages: int, items: int, model: str) -> None:
    expected = forecast(Grader(model=model), ["x" * 4_000, *[PAGE] * pages], items=items)
    assert expected.dollars is not None
    assert expected.most_dollars is not None
    assert 2 * expected.dollars < expected.most_dollars
    assert expected.worst.calls == 2


usages = st.builds(
    Usage,
    calls=st.just(1),
    input_tokens=st.integers(0, 100),
    cost=st.none() | st.integers(0, 1_000).map(lambda n: Decimal(n) / 1_000),
)


@given(st.lists(usages))
def test_a_sum_keeps_the_known_part_and_says_what_is_unknown(parts: list[Usage]) -> None:
    total = sum(parts, Usage())
    known = [part.cost for part in parts if part.cost is not None]
    assert total.unpriced_calls == len(parts) - len(known)
    assert total.cost == (None if parts and not known else sum(known))
    assert Usage.model_validate(total.model_dump(mode="json")) == total


def test_a_usage_older_than_costs_is_of_unknown_cost() -> None:
    usage = Usage.model_validate({"calls": 3, "input_tokens": 10, "output_tokens": 1, "seconds": 2.0})
    assert (usage.cost, usage.unpriced_calls) == (None, 3)
    assert Usage.model_validate({"calls": 0}).cost == 0


def test_limits_are_read_by_provider() -> None:
    assert limit_of("", "openai") is None
    assert limit_of("500", "openai") == 500
    assert limit_of("openai=500, openrouter=60", "openrouter") == 60
    assert limit_of("openai=500,100", "anthropic") == 100
    for wrong in ("many", "openai=", "0", "openai=-1"):
        with pytest.raises(ValueError, match="is not a limit"):
            Settings(requests_per_minute=wrong)


def test_the_library_is_asked_for_the_cost_of_a_token_and_not_of_each_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, calculate = list[str](), ModelInfo.calc_price

    def noted(model: ModelInfo, *args: Any, **options: Any) -> Any:
        asked.append(model.id)
        return calculate(model, *args, **options)

    monkeypatch.setattr(ModelInfo, "calc_price", noted)
    for tokens in range(7_000, 7_100):
        assert cost_of("openai:gpt-4.1", input_tokens=tokens, output_tokens=tokens - 6_000)
    assert len(asked) <= 4  # a token of each kind


@given(
    st.sampled_from(["openai", "anthropic", "google"]),
    st.integers(0, 10_000),
    st.tuples(*[st.integers(0, 300_000)] * 3),
    st.integers(0, 100_000),
    st.sampled_from([None, "flex", "priority"]),
)
def test_costs_are_those_of_the_library(
    provider: str, place: int, sent: tuple[int, int, int], output: int, tier: str | None
) -> None:
    """Also where they are computed from the costs of single tokens, which the library is asked for once."""
    models = next(one for one in get_snapshot().providers if one.id == provider).models
    model = models[place % len(models)]
    plain, read, written = sent
    tokens: Json = {"input_tokens": plain + read + written, "output_tokens": output}
    ours = cost_of(
        f"{provider}:{model.id}", **tokens, cached_input_tokens=read, cache_write_tokens=written, service_tier=tier
    )
    if ours is None:  # no price, or not one of a text model
        return
    owner, found = get_snapshot().find_provider_model(model.id, None, provider, None)
    usage = LibraryUsage(**tokens, cache_read_tokens=read, cache_write_tokens=written)
    theirs = found.calc_price(usage, owner, price_context=None if tier is None else {"service_tier": tier})
    assert ours == to_dollars(theirs.total_price)
