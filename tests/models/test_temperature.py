"""Graders sample at temperature 0 where their model takes a temperature; nobody is asked for what it refuses."""

from collections.abc import Iterator

import pytest

from bareme.domain.policy import Grader, ProviderRouting
from bareme.errors import UnknownModel
from bareme.models.registry import build_model
from bareme.models.temperature import with_temperature
from bareme.settings import get_settings


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("OPENAI", "ANTHROPIC", "GOOGLE", "OPENROUTER"):
        monkeypatch.setenv(f"{name}_API_KEY", "sk-test")
    monkeypatch.setenv("BAREME_LOCAL_BASE_URL", "http://127.0.0.1:9/v1")
    build_model.cache_clear()
    get_settings.cache_clear()
    yield
    build_model.cache_clear()
    get_settings.cache_clear()


@pytest.mark.parametrize(
    ("model", "effort", "temperature"),
    [
        ("openai:gpt-4.1", None, 0.0),
        ("openai:gpt-4o-mini", None, 0.0),
        ("openai:o3", None, None),
        ("openai:gpt-5-mini", None, None),
        ("openai:gpt-5.1", None, None),
        ("openai:gpt-4.1", "low", None),
        ("openai:not-in-any-list", None, None),
        ("anthropic:claude-haiku-4-5", None, 0.0),
        ("anthropic:claude-opus-5", None, None),
        ("google:gemini-2.5-flash", "low", None),
        ("openrouter:mistralai/mistral-small", None, 0.0),
        ("openrouter:deepseek/deepseek-r1", None, None),
        ("local:llama-3.1-8b", None, 0.0),
        ("local:qwen3:8b", None, None),
        ("local:gpt-oss-20b", None, None),
        ("offline:lexical", None, None),
    ],
)
def test_the_default(model: str, effort: str | None, temperature: float | None) -> None:
    grader = Grader.model_validate({"model": model, "reasoning_effort": effort})
    assert with_temperature(grader).temperature == temperature


@pytest.mark.parametrize("model", ["openai:o3", "openai:gpt-5-mini", "anthropic:claude-opus-5", "offline:lexical"])
def test_a_temperature_that_the_model_does_not_take_is_refused(model: str) -> None:
    with pytest.raises(UnknownModel, match="takes no temperature"):
        with_temperature(Grader(model=model, temperature=0.5))


def test_an_answer_depends_on_it() -> None:
    graders = [Grader(model="local:any", temperature=t) for t in (None, 0.0, 0.5)]
    assert len({str(grader.call_settings) for grader in graders}) == len(graders)


def test_routing_is_for_openrouter_alone() -> None:
    with pytest.raises(UnknownModel, match="OpenRouter alone"):
        build_model(Grader(model="openai:gpt-4.1", routing=ProviderRouting(order=("azure",))))


@pytest.mark.parametrize("name", ["gpt-4.1", "/gpt-4.1", "openai/", "openai /x"])
def test_openrouter_needs_the_vendor(name: str) -> None:
    with pytest.raises(UnknownModel, match="vendor/model"):
        build_model(Grader.model_construct(model=f"openrouter:{name}"))
