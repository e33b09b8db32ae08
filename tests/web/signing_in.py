"""Teachers, and their way in on a server that asks who they are."""

from typing import TYPE_CHECKING

from tests.web.browsing import Visitor

if TYPE_CHECKING:  # not always installed
    from playwright.sync_api import Page

KEYS = {name: f"secret-of-{name}-0123456789" for name in ("anne", "bruno", "claire")}


def sign_in(visitor: Visitor, name: str, path: str = "/app") -> "Page":
    """Sign in at the screen of an address, and return its page."""
    page = visitor.open(path)
    page.get_by_label("La clé que vous avez reçue").fill(KEYS[name])
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("banner").wait_for()
    return page
