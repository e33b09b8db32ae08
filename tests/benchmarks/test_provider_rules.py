"""The rules by which the bench counts tokens and what can be cached."""

import pytest

from tests.benchmarks.prompt_parts import Words, parts_of
from tests.benchmarks.provider_rules import picture_tokens, shared_and_cached


@pytest.mark.parametrize(
    ("model", "size", "tokens"),
    [
        ("gpt-4o", (768, 1_086), 85 + 6 * 170),
        ("gpt-5.1", (1_654, 2_338), 70 + 6 * 140),
        ("gpt-5.4", (1_241, 1_753), 2_574),
        ("claude-sonnet-4-5", (1_654, 2_338), 1_600),
        ("google/gemini-2.5-flash", (1_241, 1_753), 6 * 258),
    ],
)
def test_a_picture_counts_what_the_provider_says(model: str, size: tuple[int, int], tokens: int) -> None:
    assert picture_tokens(model, size) == tokens


@pytest.mark.parametrize(
    ("model", "marked", "cached"),
    [
        ("gpt-4o", False, 2_000),  # the longest equal beginning, without being asked
        ("claude-sonnet-4-5", False, 0),
        ("claude-sonnet-4-5", True, 2_000),
        ("claude-haiku-4-5", True, 0),  # below its smallest prompt
    ],
)
def test_of_what_prompts_have_in_common_the_beginning_can_be_cached(model: str, marked: bool, cached: int) -> None:
    end = "\n" + "e" * 399
    prompts = [[Words("s" * 8_000, marked), Words(f"own {copy}"), Words(end)] for copy in range(3)]
    assert shared_and_cached(model, prompts) == (2_000 + 100, cached)


def test_a_breakpoint_of_either_protocol_is_seen() -> None:
    marked = {"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}}
    content = [marked, {"type": "text", "text": "b"}]
    openai = {"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": content}]}
    anthropic = {"system": [marked], "messages": [{"role": "user", "content": content}]}
    assert parts_of(openai) == [Words("s"), Words("a", breakpoint=True), Words("b")]
    assert parts_of(anthropic) == [Words("a", breakpoint=True), Words("a", breakpoint=True), Words("b")]
