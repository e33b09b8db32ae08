"""How models get the pictures of pages: in the message, or as addresses that they fetch."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from langgraph.types import Command

from bareme.documents import is_signed
from bareme.documents.page_urls import page_url
from bareme.domain.copies import Box, PageRef
from bareme.errors import InvalidInput
from bareme.graphs.grading import GradingGraph
from bareme.settings import get_settings
from tests.graphs.conftest import document
from tests.papers import scan
from tests.provider.server import Provider

type Json = dict[str, Any]

CONTEXT = {"graders": ["openai:gpt-4.1"], "language": "en"}


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("BAREME_PUBLIC_URL", "https://marks.example/api/")
    monkeypatch.setenv("BAREME_SECRET", "long and random")
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "scan.pdf"
    path.write_bytes(scan(pages=2))
    return path


def pictures(provider: Provider) -> list[str]:
    """The addresses of the pictures in all requests."""
    return [
        block["image_url"]["url"]
        for request in provider.requests
        for message in request["messages"]
        if isinstance(message["content"], list)
        for block in message["content"]
        if block["type"] == "image_url"
    ]


async def grade(graph: GradingGraph, paper: Path, **context: Any) -> Json:
    config: Any = {"configurable": {"thread_id": "t"}}
    request = {"documents": [document(paper)], "scheme": "Q1: 5, Q2: 5"}
    await graph.ainvoke(request, config, context={**CONTEXT, **context})
    return await graph.ainvoke(Command(resume={"candidate": 0}), config)


@pytest.mark.usefixtures("public")
async def test_pages_go_as_signed_addresses(graph: GradingGraph, provider: Provider, paper: Path) -> None:
    state = await grade(graph, paper, image_transport="url")
    urls = pictures(provider)
    # Two pages, shown to the pre-analyst and to the examiner.
    assert len(urls) == 4
    assert not [url for url in urls if url.startswith("data:")]
    for url in urls:
        path, _, query = url.removeprefix("https://marks.example/api").partition("?")
        assert is_signed(path, dict(pair.split("=") for pair in query.split("&")))
    assert state["results"][0]["total"] == 5


async def test_pages_go_in_the_message_unless_asked_otherwise(
    graph: GradingGraph, provider: Provider, paper: Path
) -> None:
    await grade(graph, paper)
    assert [url[:5] for url in pictures(provider)] == ["data:"] * 4


@pytest.mark.usefixtures("provider")
async def test_addresses_need_to_be_set_up(graph: GradingGraph, paper: Path) -> None:
    with pytest.raises(InvalidInput, match="BAREME_PUBLIC_URL"):
        await grade(graph, paper, image_transport="url")


def test_a_secret_of_page_addresses_alone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAREME_PAGE_URL_SECRET", "long and random")
    get_settings.cache_clear()
    with pytest.raises(InvalidInput, match=r"BAREME_PAGE_URL_SECRET: no longer used.*BAREME_SECRET"):
        get_settings()
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.mark.usefixtures("public")
def test_an_address_stays_the_same_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider's cache has what all copies share under its address. None expires before its time."""
    page = PageRef(document_id="a" * 64, index=0)
    for seconds in (1.0, 90.0, 3_600.0, 5_400.5):
        monkeypatch.setenv("BAREME_PAGE_URL_SECONDS", str(seconds))
        get_settings.cache_clear()
        expiries = []
        for step in range(40):
            now = 1_800_000_000.25 + step * seconds / 20
            monkeypatch.setattr("time.time", lambda now=now: now)
            expiries.append(expiry(page))
            assert now + seconds <= expiries[-1] <= now + 1.5 * seconds + 2
        assert len(set(expiries)) <= 5


def expiry(page: PageRef) -> int:
    """Return the second from which the page's address opens nothing."""
    return int(dict(parse_qsl(page_url(page).partition("?")[2]))["expires"])


@pytest.mark.usefixtures("public")
def test_an_address_opens_one_page_for_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box(x0=0.1, y0=0.05, x1=0.6, y1=0.1)
    url = page_url(PageRef(document_id="a" * 64, index=3, rotation=90, mask=(box,)))
    path, _, query = url.removeprefix("https://marks.example/api").partition("?")
    signed = dict(parse_qsl(query))
    assert is_signed(path, signed)
    for other in ({"rotation": "0"}, {"mask": ""}, {"mask": "0.9,0.9,1.0,1.0"}, {"width": "50"}):
        assert not is_signed(path, {**signed, **other})
    for left_out in signed:
        assert not is_signed(path, {name: value for name, value in signed.items() if name != left_out})
    assert not is_signed(path[:-1] + "4", signed)
    assert not is_signed(path, {**signed, "expires": str(int(signed["expires"]) + 1)})
    for signature in ("", "é", "\ud83d", "0" * 64):
        assert not is_signed(path, {**signed, "signature": signature})
    for expires in ("9" * 5_000, "²", "٣" * 11, "-1", "1e12", ""):
        assert not is_signed(path, {**signed, "expires": expires})
    assert not is_signed(path, {})
    monkeypatch.setenv("BAREME_SECRET", "another")
    get_settings.cache_clear()
    assert not is_signed(path, signed)
    monkeypatch.setenv("BAREME_SECRET", "long and random")
    monkeypatch.setenv("BAREME_PAGE_URL_SECONDS", "0.0001")
    get_settings.cache_clear()
    late = page_url(PageRef(document_id="a" * 64, index=3))
    query = late.partition("?")[2]
    early = dict(pair.split("=") for pair in query.split("&"))
    early["expires"] = str(int(early["expires"]) - 10)
    assert not is_signed(path, early)
