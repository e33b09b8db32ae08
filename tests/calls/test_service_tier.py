"""Service tiers: what is asked for, what it is expected to cost, and how long a slow one is waited for."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from bareme.agents.agent import Agent, ask
from bareme.agents.probe import Ready
from bareme.calls.call import Caller, CallPlan
from bareme.calls.fair_queue import Requester
from bareme.calls.forecast import forecast
from bareme.domain.policy import Grader
from bareme.errors import BaremeError, UnknownModel
from bareme.models.registry import build_model
from bareme.settings import get_settings
from tests.faults.laboratory import KEY, laboratory
from tests.models.test_native_clients import anthropic
from tests.provider.held import Held
from tests.provider.server import Json, Provider, answer_to
from tests.provider.wire import Reply

BUSY = Reply.of({"error": {"message": "Resource unavailable", "type": "error", "code": "resource_unavailable"}}, 429)


@pytest.fixture
async def provider(endpoint: Provider, tmp_path: Path) -> AsyncIterator[Provider]:
    root = endpoint.base_url.removesuffix("/v1")
    keys = {"OPENROUTER_API_KEY": KEY, "ANTHROPIC_API_KEY": KEY}
    addresses = {"OPENROUTER_BASE_URL": endpoint.base_url, "ANTHROPIC_BASE_URL": root}
    async with laboratory(endpoint, tmp_path, BAREME_BACKOFF_SECONDS="0", **keys, **addresses):
        yield endpoint


async def ask_ready(grader: Grader) -> Caller:
    """Ask once, and return who made the calls."""
    caller = Caller(CallPlan.of(grader, Requester()))
    answer = await ask(Agent(build_model(grader), Ready, system_prompt="Answer."), ["Ready?"], caller)
    assert answer.value == Ready(ready="yes")
    return caller


def served(request: Json) -> Json | Reply:
    if "system" in request:
        return Reply.of(anthropic())
    usage = {"prompt_tokens": 1_000_000, "completion_tokens": 0, "total_tokens": 1_000_000}
    return {**answer_to(request), "usage": usage, "service_tier": request.get("service_tier", "default")}


@pytest.mark.parametrize(
    ("model", "tier"),
    [
        ("openai:gpt-5.1", "flex"),
        ("openai:gpt-5.1", None),
        ("openrouter:openai/gpt-5.1", "priority"),
        ("anthropic:claude-sonnet-4-6", "standard_only"),
    ],
)
async def test_a_tier_is_asked_for_by_the_provider_s_name(provider: Provider, model: str, tier: str | None) -> None:
    provider.script = served
    await ask_ready(Grader(model=model, service_tier=tier))
    assert [request.get("service_tier") for request in provider.requests] == [tier]


@pytest.mark.parametrize("model", ["google:gemini-2.5-flash", "local:llama"])
@pytest.mark.usefixtures("provider")
async def test_a_provider_without_tiers_is_refused_by_name(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_API_KEY", KEY)
    monkeypatch.setenv("BAREME_LOCAL_BASE_URL", "http://127.0.0.1:1/v1")
    get_settings.cache_clear()
    with pytest.raises(UnknownModel, match="service_tier"):
        build_model(Grader(model=model, service_tier="flex"))


async def test_the_price_is_that_of_the_tier_before_and_after(provider: Provider) -> None:
    provider.script = served
    plain, flex = (Grader(model="openai:gpt-5.1", service_tier=tier) for tier in (None, "flex"))
    before = [forecast(grader, ["x" * 3_000], items=1) for grader in (plain, flex)]
    for dollars in ([one.dollars for one in before], [one.most_dollars for one in before]):
        assert float(dollars[1] or 0) == pytest.approx(float(dollars[0] or 0) / 2, rel=1e-3) != 0
    after = [(await ask_ready(grader)).account.usage.cost for grader in (plain, flex)]
    assert after == [Decimal("1.25"), Decimal("0.625")]


async def test_a_slow_tier_is_waited_for_until_there_is_capacity(provider: Provider) -> None:
    """Neither the number of tries nor a circuit that opens for all copies ends it; another tier gives up."""
    refused = 3 * get_settings().call_tries

    def script(request: Json) -> Json | Reply:
        return served(request) if len(provider.requests) > refused else BUSY

    provider.script = script
    caller = await ask_ready(Grader(model="openai:gpt-5.1", service_tier="flex"))
    assert (len(provider.requests), caller.account.usage.calls, caller.account.lost) == (refused + 1, 1, 0)
    provider.reset()
    provider.script = script
    with pytest.raises(BaremeError):
        await ask_ready(Grader(model="openai:gpt-5.1", service_tier="default"))
    assert len(provider.requests) == get_settings().call_tries


@pytest.mark.usefixtures("provider")
async def test_a_slow_tier_has_its_own_limits_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = {"CALL": 70, "ATTEMPT": 90, "SLOW_CALL": 700, "SLOW_ATTEMPT": 900}
    for name, seconds in limits.items():
        monkeypatch.setenv(f"BAREME_{name}_SECONDS", str(seconds))
    get_settings.cache_clear()
    plans = [CallPlan.of(Grader(model="openai:gpt-5.1", service_tier=tier), Requester()) for tier in (None, "flex")]
    assert [(plan.call_seconds, plan.seconds) for plan in plans] == [(70, 90), (700, 900)]
    clients = [build_model(Grader(model="openai:gpt-5.1", service_tier=tier)) for tier in (None, "flex")]
    assert [getattr(client, "request_timeout", None) for client in clients] == [70, 700]


async def test_a_slow_call_that_takes_too_long_names_its_own_setting(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.script = held = Held()
    for name in ("CALL", "SLOW_CALL", "ATTEMPT", "SLOW_ATTEMPT"):
        monkeypatch.setenv(f"BAREME_{name}_SECONDS", "0.1")
    get_settings.cache_clear()
    with pytest.raises(BaremeError, match="BAREME_SLOW_CALL_SECONDS"):
        await ask_ready(Grader(model="openai:gpt-5.1", service_tier="flex"))
    held.released = True


def test_the_tier_is_no_part_of_an_answer_s_key() -> None:
    graders = [Grader(model="openai:gpt-5.1", service_tier=tier) for tier in (None, "flex")]
    assert graders[0].call_settings == graders[1].call_settings
