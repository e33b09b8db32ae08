"""What tests of the review do and ask: on the screen, and by the routes behind it."""

from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.web.browsing import Visitor

type Json = dict[str, Any]


def shown(visitor: Visitor, session: str, part: str = "review") -> Page:
    """Open a part of a session that is graded."""
    page = visitor.open(f"/app/sessions/{session}/{part}")
    page.locator(".mine, .students-table, .wrap h1").first.wait_for()
    return page


def saved(page: Page) -> None:
    """Wait until the server has all that was decided."""
    expect(page.locator(".savestate")).to_have_attribute("data-state", "saved", timeout=15_000)


def copy_shown(page: Page) -> str:
    """Return the id of the copy on the screen."""
    return (page.locator(".ribbon [aria-current]").get_attribute("href") or "").rpartition("/")[2]


def review_of(url: str, session: str) -> Json:
    """Return the session as the server has it."""
    review: Json = httpx.get(f"{url}/sessions/{session}/review").raise_for_status().json()
    return review


def decided(url: str, session: str, question_id: str) -> dict[str, float]:
    """Return the points that people gave for a question, by copy."""
    questions = {copy["copy_id"]: copy["questions"][question_id] for copy in review_of(url, session)["copies"]}
    return {copy_id: question.get("points") for copy_id, question in questions.items() if question.get("author")}


def history(url: str, session: str, copy_id: str) -> list[Json]:
    """Return what was decided on a copy, in its order."""
    read = httpx.get(f"{url}/sessions/{session}/history", params={"copy_id": copy_id}).raise_for_status().json()
    return list(read["decisions"].values())
