"""The app in Chromium, against a server; `make test-web`."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bareme.server.web_app import STATIC
from tests.e2e.dev_server import DevServer
from tests.provider.server import Provider, run_provider
from tests.web.browsing import CHROMIUM, Visitor, Visitors
from tests.web.classes import IN_FLIGHT
from tests.web.signing_in import KEYS

if importlib.util.find_spec("playwright") is None:
    collect_ignore_glob = ["test_*.py"]  # other targets do without it; `make test-web` says that it is not there

_PATIENCE = 30_000
"""Milliseconds: a machine may be busy with other tests."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.web)


@pytest.fixture(scope="session")
def visitors() -> Iterator[Visitors]:
    """A browser, from which each test takes visitors of its own."""
    from playwright import sync_api as playwright  # noqa: PLC0415 - not always installed

    if CHROMIUM is None:
        pytest.skip("there is no Chromium on the path")
    if not (STATIC / "index.html").exists():
        pytest.skip("the app is not built: `make web` builds it")
    playwright.expect.set_options(timeout=_PATIENCE)
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield Visitors(browser)
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevServer]:
    """A server without a key, whose graders are the offline examiner."""
    dev = DevServer(tmp_path_factory.mktemp("server"))
    dev.start()
    yield dev
    dev.stop()


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevServer]:
    """A server that asks who one is: Anne, Bruno or Claire."""
    keys = ", ".join(f"{name}:{key}" for name, key in KEYS.items())
    dev = DevServer(tmp_path_factory.mktemp("school"), BAREME_API_TOKENS=keys)
    dev.start()
    yield dev
    dev.stop()


@pytest.fixture(scope="session")
def endpoint() -> Iterator[Provider]:
    """The provider of all tests of this folder, as they share its server."""
    with run_provider() as provider:
        yield provider


@pytest.fixture(scope="session")
def modelled(tmp_path_factory: pytest.TempPathFactory, endpoint: Provider) -> Iterator[DevServer]:
    """A server whose models answer as a test says, few at once, so that a run can be caught half-way."""
    dev = DevServer(
        tmp_path_factory.mktemp("modelled"),
        OPENAI_API_KEY="test",
        OPENAI_BASE_URL=endpoint.base_url,
        BAREME_MAX_IN_FLIGHT=str(IN_FLIGHT),
    )
    dev.start()
    yield dev
    dev.stop()


@pytest.fixture
def visit(visitors: Visitors, server: DevServer) -> Iterator[Visitors]:
    """Visitors of the server. At the end nothing has gone wrong in their pages, and nobody was asked but the server."""
    visitors.at(server.url)
    yield visitors
    faults, asked = visitors.close()
    assert faults == []
    assert {urlsplit(url).netloc for url in asked} <= {urlsplit(visitors.url).netloc}


@pytest.fixture
def visitor(visit: Visitors) -> Visitor:
    """A French teacher at a desk."""
    return visit.new()
