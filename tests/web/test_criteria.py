"""Criteria that were drafted, and questions that the app has no screen for."""

import json
import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.dev_server import DevServer
from tests.web.browsing import Visitor
from tests.web.classes import asked_for_criteria, at_the_scale, scheme, typed

EXPECTED = "L'adhérence des pneus diminue ; la distance de freinage augmente."
CLASS: dict[str, Any] = {"typed_copies": typed(2, EXPECTED, "12 J"), "scheme": scheme(EXPECTED, "12 J")}


def rubric_of(server: DevServer, session: str) -> dict[str, Any]:
    rubric: dict[str, Any] = httpx.get(f"{server.url}/sessions/{session}/question").json()["rubric"]
    return rubric


def test_criteria_are_mended_asked_for_again_left_out_and_kept(visitor: Visitor, server: DevServer) -> None:
    session = asked_for_criteria(server.url, CLASS)
    page = visitor.open(f"/app/sessions/{session}")
    first, second = page.get_by_role("region", name="1"), page.get_by_role("region", name="2")
    expect(first.get_by_text("2 sur 2")).to_be_visible()

    # The sum follows what is typed.
    points = first.get_by_label("Points du critère 1", exact=True)
    points.fill("1,5")
    points.blur()
    expect(first.get_by_text("La somme est 1,5 ; la question vaut 2.")).to_be_visible()
    first.get_by_role("button", name="Ajouter un critère").click()
    first.get_by_label("Critère 2", exact=True).fill("Le lien entre les deux est dit.")
    expect(first.get_by_text("2 sur 2")).to_be_visible()

    # Another draft is asked for where there is a remark; what was typed elsewhere is kept.
    again = page.get_by_role("button", name="Rédiger à nouveau là où vous avez une remarque")
    expect(again).to_be_disabled()
    second.get_by_label(re.compile("^Remarque")).fill("L'unité doit compter.")
    again.click()
    expect(second.get_by_label(re.compile("^Remarque"))).to_have_value("", timeout=30_000)
    assert rubric_of(server, session)["round"] == 2
    kept = {one["question_id"]: one for one in rubric_of(server, session)["questions"]}
    assert [one["points"] for one in kept["1"]["criteria"]] == [1.5, 0.5]

    second.get_by_role("checkbox", name="Noter sans critères").check()
    expect(second.get_by_text("sans critères", exact=True)).to_be_visible()
    page.get_by_role("button", name="Corriger selon ces critères").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 copies corrigées sur 2", timeout=60_000)
    questions = httpx.get(f"{server.url}/sessions/{session}/review").json()["scheme"]["questions"]
    assert [[one["points"] for one in question.get("criteria") or ()] for question in questions] == [[1.5, 0.5], []]


def as_of_a_newer_server(page: Page, change: Any) -> None:
    """Change what the server asks on its way to the page; what the page answers reaches the server as it is."""

    def fulfil(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=json.dumps(change(route.request.url, response.json())))

    page.route(re.compile("/(question|progress)$"), fulfil)


def newer_version(url: str, told: dict[str, Any]) -> dict[str, Any]:
    if url.endswith("/question") and told["scale"]:
        told["scale"]["schema_version"] = 2
    return told


def other_kind(url: str, told: dict[str, Any]) -> dict[str, Any]:
    if url.endswith("/progress") and told["stage"] == "waiting_for_scale":
        return {**told, "stage": "waiting_for_weather"}
    if url.endswith("/question") and told["scale"]:
        return {"weather": {**told["scale"], "kind": "confirm_weather"}, "scale": None, "rubric": None}
    return told


@pytest.mark.parametrize("change", [newer_version, other_kind])
def test_a_question_that_the_app_does_not_know_is_a_form_of_its_schema(
    visitor: Visitor, server: DevServer, change: Any
) -> None:
    session = at_the_scale(server.url, CLASS)
    as_of_a_newer_server(visitor.page, change)
    page = visitor.open(f"/app/sessions/{session}")
    expect(page.get_by_role("heading", name="Une question de la session")).to_be_visible()
    assert visitor.accessibility_faults() == []
    candidate = page.get_by_label("Candidate", exact=True)
    candidate.fill("one")
    page.get_by_role("button", name="Envoyer la réponse").click()
    expect(page.get_by_text("Ce n’est pas ce qui est demandé.")).to_be_visible()
    expect(candidate).to_have_attribute("aria-invalid", "true")
    # What the server does not take is said, and can be mended.
    candidate.fill("7")
    page.get_by_role("button", name="Envoyer la réponse").click()
    expect(page.get_by_role("alert")).to_be_visible(timeout=30_000)
    candidate.fill("0")
    page.get_by_role("button", name="Envoyer la réponse").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 copies corrigées sur 2", timeout=60_000)
