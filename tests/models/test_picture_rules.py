"""How large pictures are sent: no larger than the provider looks at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.errors import PicturesUnsupported
from bareme.models.picture_refusals import pictures_refused
from bareme.models.picture_rules import picture_rule
from bareme.models.tokens import PAGE, picture_tokens

MODELS = (
    *("openai:gpt-4.1", "openai:gpt-5-mini", "openai:gpt-5.5", "anthropic:claude-haiku-4-5"),
    *("anthropic:claude-sonnet-5", "google:gemini-2.5-flash", "local:qwen2.5vl:7b", "local:llava"),
)


@pytest.mark.parametrize(
    ("model", "seen"),
    [
        ("openai:gpt-4.1", (768, 1086)),
        ("openrouter:openai/gpt-4.1", (768, 1086)),
        ("anthropic:claude-haiku-4-5", (921, 1303)),
        ("anthropic:claude-sonnet-5", PAGE),
        ("google:gemini-2.5-flash", PAGE),
        ("local:qwen2.5vl:7b", PAGE),
        ("local:smollm2", PAGE),
    ],
)
def test_a_page_is_as_large_as_its_provider_looks_at(model: str, seen: tuple[int, int]) -> None:
    shrink = picture_rule(model).shrink(PAGE)
    assert tuple(round(side * shrink) for side in PAGE) == seen


@given(st.sampled_from(MODELS), st.integers(32, 9000), st.integers(32, 9000))
def test_a_picture_is_never_enlarged_and_scaled_but_once(model: str, width: int, height: int) -> None:
    rule = picture_rule(model)
    shrink = rule.shrink((width, height))
    assert 0 < shrink <= 1
    scaled = max(1, int(width * shrink)), max(1, int(height * shrink))
    assert rule.shrink(scaled) > 0.999
    # What is left out was not paid for either.
    assert picture_tokens(model, scaled) <= picture_tokens(model, (width, height))


@pytest.mark.parametrize(
    ("status", "words", "limit"),
    [
        (500, "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj", 0),
        (404, "No endpoints found that support image input", 0),
        (400, "Invalid content type. image_url is only supported by certain models.", 0),
        (400, "small-7b is not a multimodal model", 0),
        (400, "At most 1 image(s) may be provided in one request.", 1),
        (400, "You set image=2 (or defaulted to 1) in `--limit-mm-per-prompt`, but passed 3 image items", 1),
        (400, "Too many images provided. This model supports up to 5 images", 5),
    ],
)
def test_a_refusal_of_pictures_tells_how_many_are_taken(status: int, words: str, limit: int) -> None:
    refused = pictures_refused(status, {"error": {"message": words}})
    assert isinstance(refused, PicturesUnsupported)
    assert refused.limit == limit


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (429, "image input is not supported"),
        (500, "the server had an error"),
        (400, "unsupported image format: webp"),
        (400, "image_parse_error"),
    ],
)
def test_other_refusals_say_nothing_of_pictures(status: int, words: str) -> None:
    assert pictures_refused(status, {"error": {"message": words}}) is None
