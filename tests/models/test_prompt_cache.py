"""Which models have a prompt marked for their cache, with which mark, and from how many tokens on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.models.prompt_cache import ANTHROPIC_MARK, OPENAI_MARK, marked_cache, same_host

SUFFIXES = st.sampled_from(["", "-sol", "-luna", "-mini", "-2026-10-01"])


@given(st.integers(3, 12), st.none() | st.integers(0, 12), SUFFIXES, st.sampled_from(["openai:", "openrouter:openai/"]))
def test_gpt_is_marked_from_5_6_on(major: int, minor: int | None, suffix: str, provider: str) -> None:
    version = f"{major}" if minor is None else f"{major}.{minor}"
    cache = marked_cache(f"{provider}gpt-{version}{suffix}")
    if (major, minor or 0) >= (5, 6):
        assert cache is not None
        assert (cache.least_tokens, cache.mark) == (1_024, OPENAI_MARK)
    else:
        assert cache is None


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("claude-opus-5", 512),
        ("claude-opus-5-5", 512),
        ("claude-fable-5-1", 512),
        ("claude-opus-4-8", 1_024),
        ("claude-sonnet-5", 1_024),
        ("claude-sonnet-4-6", 1_024),
        ("claude-sonnet-4-20250514", 1_024),
        ("claude-opus-4-1-20250805", 1_024),
        ("claude-opus-4-0", 1_024),
        ("claude-opus-4-20250514", 1_024),
        ("claude-opus-4-7", 2_048),
        ("claude-opus-4-6", 4_096),
        ("claude-opus-4-5-20251101", 4_096),
        ("claude-haiku-4-5", 4_096),
        ("claude-nobody-heard-of", 4_096),
    ],
)
def test_the_fewest_tokens_of_a_claude(name: str, least: int) -> None:
    cache = marked_cache(f"anthropic:{name}")
    assert cache is not None
    assert (cache.least_tokens, cache.mark) == (least, ANTHROPIC_MARK)
    # OpenRouter writes versions with a dot; its own list and Bedrock's minimums are as high or higher.
    family, _, version = name.removeprefix("claude-").partition("-")
    routed = marked_cache(f"openrouter:anthropic/claude-{family}-{version.replace('-', '.', 1)}")
    assert routed is not None
    assert routed.least_tokens >= least
    assert routed.mark == OPENAI_MARK  # until the client for OpenRouter puts Anthropic's in its place


@pytest.mark.parametrize(
    "model",
    [
        "openai:gpt-4.1", "openai:gpt-5.5", "openai:o3", "openai:gpt-oss-120b", "openai:own-model",
        "openrouter:openai/gpt-5.1-mini", "openrouter:google/gemini-2.5-pro", "openrouter:qwen/qwen3-vl",
        "google:gemini-2.5-flash", "local:gpt-5.6", "local:claude", "offline:lexical",
    ],
)  # fmt: skip
def test_what_caches_by_itself_or_not_at_all_is_not_marked(model: str) -> None:
    assert marked_cache(model) is None


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("openrouter:anthropic/claude-opus-5", {"session_id": "hash"}),
        ("openrouter:google/gemini-2.5-flash", {"session_id": "hash"}),
        ("openai:gpt-5.1-mini", {"prompt_cache_key": "hash"}),
        ("openai:o4-mini", {"prompt_cache_key": "hash"}),
        ("openai:gpt-5.6-sol", {}),  # finds its host by itself
        ("openai:mistral-small", {}),
        ("anthropic:claude-opus-5", {}),
        ("google:gemini-2.5-flash", {}),
        ("local:gpt-5.1", {}),
    ],
)
def test_what_is_said_to_reach_the_host_with_the_cache(model: str, said: dict[str, str]) -> None:
    assert same_host(model, "hash") == said
