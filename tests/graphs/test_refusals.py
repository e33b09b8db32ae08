"""A run that is refused says so in the session's language, with the names that the teacher knows."""

from typing import Any

import pytest

from bareme.errors import InvalidInput
from tests.graphs.conftest import Session

COPY = {"answers": {"1": "12,5 m/s"}}


@pytest.mark.parametrize(
    ("sent", "context", "told"),
    [
        ({}, {}, "rien à noter"),
        ({}, {"language": "en"}, "nothing to grade"),
        (
            {"documents": [{"role": "copie", "name": "3e B.pdf", "data": ""}]},
            {},
            "document 1 («\xa03e B.pdf\xa0»), rôle\xa0: à choisir parmi",
        ),
        ({"documents": [{"name": "vide.pdf", "data": ""}]}, {}, "«\xa0vide.pdf\xa0» (Ce fichier est vide"),
        ({"typed_copies": [COPY]}, {"graders": [{"model": "gpt"}]}, "correcteur 1, modèle\xa0: doit être de la forme"),
        ({"typed_copies": [COPY]}, {"graderz": []}, "il n’y a pas de champ 'graderz'"),
        ({"typed_copies": [COPY]}, {"language": "en", "low_confidence": 3}, "low confidence: must be at most 1"),
        ({"typed_copies": [COPY]}, {"language": "xx"}, "il n’y a pas de langue 'xx'"),
        ({"typed_copies": [COPY]}, {"budget": {"dollars": "beaucoup"}}, "budget en dollars\xa0: les dollars doivent"),
    ],
)
async def test_a_refused_run(session: Session, sent: dict[str, Any], context: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await session.send(sent, **context)
    assert told in str(refused.value).replace("\xa01 ", " 1 ")
