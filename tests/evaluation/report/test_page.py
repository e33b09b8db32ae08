"""What holds of every page, whatever the marks: nothing is loaded, and everybody can read it."""

import hashlib
import re
from base64 import b64encode
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.evaluation.report.plots.canvas import HUMAN, INK, MODEL, QUIET, WARNING, luminance, shade
from tests.evaluation.report.pages import Node

FORBIDDEN = {"script", "iframe", "object", "embed", "base", "img", "form", "use", "image", "foreignobject"}
LOADING = {"src", "href", "srcset", "data", "action", "formaction", "poster", "background", "xlink:href", "ping"}


def test_nothing_is_loaded_and_nothing_runs(page: Node) -> None:
    for node in page.all():
        assert node.tag not in FORBIDDEN
        for name, value in node.attributes.items():
            assert not name.startswith("on"), (node.tag, name)
            assert name != "style", f"the policy would block it, on {node.tag}"
            assert "url(" not in value
            if name in LOADING:
                assert value == "data:," or value.startswith("#"), (node.tag, name, value)
    style = page.one("style").text
    assert not re.search(r"url\(|@import|expression|</", style)


def test_the_policy_stands_before_the_style_that_it_allows(page: Node) -> None:
    head = [node for node in page.one("head").children if isinstance(node, Node)]
    assert head[0].attributes == {"charset": "utf-8"}
    policy = head[1].attributes
    assert policy["http-equiv"] == "Content-Security-Policy"
    digest = b64encode(hashlib.sha256(page.one("style").text.encode()).digest()).decode()
    assert policy["content"].split("; ") == [
        "default-src 'none'",
        "img-src data:",
        f"style-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_headings_go_down_one_level_at_a_time(page: Node) -> None:
    levels = [int(node.tag[1]) for node in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(node.text.strip() for node in page.all("h1", "h2", "h3", "title"))


def test_ids_are_unique_and_what_refers_to_one_finds_it(page: Node) -> None:
    ids = [node.attributes["id"] for node in page.all() if "id" in node.attributes]
    assert len(set(ids)) == len(ids)
    named = [name for node in page.all() for name in node.attributes.get("aria-labelledby", "").split()]
    links = [node.attributes["href"].removeprefix("#") for node in page.all("a")]
    assert named
    assert links
    assert set(named) | set(links) <= set(ids)


def test_every_plot_has_a_title_a_sentence_and_its_numbers(page: Node) -> None:
    figures = page.all("figure")
    assert figures
    for figure in figures:
        drawing = figure.one("svg")
        assert drawing.attributes["role"] == "img"
        ids = {node.attributes.get("id"): node for node in drawing.all("title", "desc")}
        assert list(ids) == drawing.attributes["aria-labelledby"].split()
        assert all(node.text.strip() for node in ids.values())
        assert drawing.all("text"), "text is text, not outlines"
        assert figure.one("figcaption").text.strip()
        details = figure.one("details")
        assert details.one("summary").text.strip()
        assert details.one("tbody").all("td")
    assert len(page.all("svg")) == len(figures)


def test_tables_are_named_and_their_headings_have_a_scope(page: Node) -> None:
    tables = page.all("table")
    assert tables
    for table in tables:
        assert table.one("caption").text.strip()
        widths = {len([cell for cell in row.children if isinstance(cell, Node)]) for row in table.all("tr")}
        assert len(widths) == 1, table.one("caption").text
        assert all(cell.attributes["scope"] in {"col", "row"} and cell.text.strip() for cell in table.all("th"))
        assert all(row.all("th") for row in table.one("tbody").all("tr"))
    for region in page.all("div"):
        if region.attributes.get("role") == "region":
            assert region.attributes["tabindex"] == "0"
            assert region.attributes["aria-label"]


def test_the_page_fits_a_telephone_and_a_sheet_of_paper(page: Node) -> None:
    views = [node.attributes["content"] for node in page.all("meta") if node.attributes.get("name") == "viewport"]
    assert views == ["width=device-width, initial-scale=1"]
    assert "@media print" in page.one("style").text
    for drawing in page.all("svg"):
        assert float(drawing.attributes["viewbox"].split()[2]) <= 440
        assert "width" not in drawing.attributes


@given(share=st.floats(0, 1))
def test_numbers_on_the_heat_map_can_be_read(share: float) -> None:
    assert _contrast(*shade(share)) >= 4.5


@pytest.mark.parametrize("colour", [INK, QUIET, MODEL, HUMAN, WARNING])
def test_text_and_lines_stand_out_from_paper(colour: str) -> None:
    assert _contrast(colour, "#ffffff") >= 4.5


def _contrast(one: str, two: str) -> float:
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)
