"""Documents of the role roster: read at intake, and shown to the teacher."""

import base64
from pathlib import Path
from typing import Any

from tests.graphs.conftest import Session, interrupt_of

CASES = Path(__file__).parents[1] / "rosters" / "cases"
SCHEME = {"questions": [{"id": "1", "max_points": 2}]}


def roster(name: str, **more: str) -> dict[str, Any]:
    data = base64.b64encode((CASES / name).read_bytes()).decode()
    return {"role": "roster", "name": name, "data": data, **more}


async def asked(session: Session, *rosters: dict[str, Any], **more: Any) -> dict[str, Any]:
    copies = [{"student": {"name": "Zoé Élan"}, "answers": {"1": "oui"}}]
    sent = await session.send({"typed_copies": copies, "scheme": SCHEME, "documents": list(rosters), **more})
    return interrupt_of(sent)


async def test_a_document_may_be_the_roster(session: Session) -> None:
    found = await asked(session, roster("roster.xlsx"), students=[{"name": "PETIT Noé"}])
    understood = found["documents"][0]["roster"]
    assert understood["columns"] == {"Nom": "family", "Prénom": "given", "N°": "number"}
    assert [student["name"] for student in understood["first"]] == ["MARTIN Léa", "DUPONT Paul"]
    students = (await session.state())["students"]
    assert [student["name"] for student in students] == ["PETIT Noé", "MARTIN Léa", "DUPONT Paul"]


async def test_a_roster_that_cannot_be_read_is_refused_with_the_way_out(session: Session) -> None:
    found = await asked(session, roster("macroman.csv"))
    document = found["documents"][0]
    assert document["refused"] == "uncertain_encoding"
    assert "mac_roman" in document["message"]
    assert "ÉLAN;Zoé" in document["message"]
    assert any("macroman.csv" in warning for warning in found["warnings"])


async def test_the_client_names_the_encoding(session: Session) -> None:
    found = await asked(session, roster("macroman.csv", encoding="mac_roman"))
    assert found["documents"][0]["roster"]["first"][0]["name"] == "ÉLAN Zoé"
