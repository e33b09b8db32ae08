"""The table of who may call what, and the page that shows it."""

import re

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from bareme.server.access import ROWS, Who, decide, params_of
from bareme.server.routes import app
from tools.wire_tables import PAGE, with_tables


def test_the_page_shows_the_tables() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_tables(page), "run `make schemas`"


def test_each_verb_of_a_path_has_one_row() -> None:
    places = [(row.method, re.sub(r"\{\w+\}", "{}", row.path)) for row in ROWS]
    assert len(places) == len(set(places))


def test_every_row_is_found_by_a_path_of_its_own() -> None:
    for row in ROWS:
        path = re.sub(r"\{\w+\}", "x", row.path)
        found = decide(row.method, path).row
        assert found is row
        assert set(params_of(row, path)) == set(re.findall(r"\{(\w+)\}", row.path))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/threads//state"),
        ("GET", "/threads/x/state/"),
        ("GET", "//ok"),
        ("GET", "/ok/"),
        ("GET", "/OK"),
        ("GET", "/ok\n"),
        ("POST", "/threads/x/runs/wait/more"),
        ("TRACE", "/ok"),
        ("GET", "/invented"),
    ],
)
def test_what_is_not_in_the_table_has_no_row(method: str, path: str) -> None:
    assert decide(method, path).row is None


def test_a_head_request_is_decided_as_its_get() -> None:
    row = decide("HEAD", "/ok").row
    assert row is not None
    assert row.who is Who.ANYBODY


def test_every_example_of_the_openapi_is_of_its_schema() -> None:
    components = app.openapi()["components"]
    examples = [
        (name, example) for name, schema in components["schemas"].items() for example in schema.get("examples", ())
    ]
    assert len(examples) >= 6
    for name, example in examples:
        schema = {"$ref": f"#/components/schemas/{name}", "components": components}
        Draft202012Validator(schema).validate(example)
