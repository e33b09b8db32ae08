import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.agents.strict_json import Ambiguous, parse_object

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), _JSON, max_size=6))
def test_what_is_sound_comes_through_unchanged(value: dict[str, object]) -> None:
    parsed = parse_object(json.dumps(value))
    assert parsed.value == value
    assert parsed.faults == []


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    parsed = parse_object(text)
    assert parsed.value is not None or parsed.faults


def test_a_key_given_twice_spoils_itself_alone() -> None:
    parsed = parse_object('{"a": 1, "b": {"c": 1, "c": 3, "d": 2, "d": 2}}')
    assert parsed.value is not None
    assert isinstance(parsed.value["b"]["c"], Ambiguous)
    assert (parsed.value["a"], parsed.value["b"]["d"]) == (1, 2)
    assert parsed.faults == ["the key 'c' is given twice in one object, as 1 and 3"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "not valid JSON (line 1, column 1)"),
        ("[]", "no JSON object"),
        ("null", "no JSON object"),
        ('{"a": 1} {"b": 2}', "not valid JSON"),
        ('```json\n{"a": 1}\n```', "not valid JSON"),
        ('{"a": ' + "[" * 200_000, "nested too deeply"),
        ('{"a": 1 2}', "not valid JSON (line 1, column 9)"),
        ('{"a": +1}', "not valid JSON"),
        ('{"a": 01}', "not valid JSON"),
        ('{"a": 1,,}', "not valid JSON"),
        ("{,}", "not valid JSON"),
        ('{"a": 1', "not valid JSON"),
        ('{"a": "b}', "not valid JSON"),
    ],
)
def test_what_is_no_object_is_refused(text: str, fault: str) -> None:
    parsed = parse_object(text)
    assert parsed.value is None
    assert fault in parsed.faults[0]


def test_what_is_no_number_is_left_to_the_schema() -> None:
    parsed = parse_object('{"a": NaN, "b": 1e999, "c": ' + "9" * 5_000 + "}")
    assert parsed.value is not None
    assert math.isnan(parsed.value["a"])
    assert math.isinf(parsed.value["b"])
    assert math.isinf(parsed.value["c"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'{"a": "$\sqrt{2} \cdot \alpha$ \(x\) \underline{y}"}', r"$\sqrt{2} \cdot \alpha$ \(x\) \underline{y}"),
        ('{"a": [1, 2,], }', [1, 2]),
        ('{// half\n "a": 1 /* of two */}', 1),
        ('"{\\"a\\": 1}"', 1),
        ('{"a": ",}"}', ",}"),
        ('{"a": "// no comment",}', "// no comment"),
        ('{"a": {"b": 1, "b": 1.0}}', {"b": 1}),
    ],
)  # fmt: skip
def test_what_has_one_reading_is_read(text: str, value: object) -> None:
    parsed = parse_object(text)
    assert parsed.value == {"a": value}
    assert parsed.faults == []


def test_true_is_not_one() -> None:
    assert parse_object('{"a": 1, "a": true}').faults == ["the key 'a' is given twice in one object, as 1 and true"]
