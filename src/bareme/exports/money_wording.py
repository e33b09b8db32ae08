"""The words for tokens and dollars, in French and in English."""

from collections.abc import Mapping
from dataclasses import dataclass

from bareme.domain.points import Language


@dataclass(frozen=True)
class MoneyWording:
    """Titles and notes of what a session took, in one language."""

    sheet: str
    calls: str
    input_tokens: str
    cached_tokens: str
    output_tokens: str
    cost: str
    unpriced: str
    by_grader: str
    analysis: str
    total: str
    note: str
    estimated: str


MONEY_WORDING: Mapping[Language, MoneyWording] = {
    "fr": MoneyWording(
        sheet="Consommation",
        calls="Appels",
        input_tokens="Jetons lus",
        cached_tokens="Jetons en cache",
        output_tokens="Jetons écrits",
        cost="Coût ($)",
        unpriced="Appels au prix inconnu",
        by_grader="Par correcteur",
        analysis="Hors copies : lecture des fichiers, harmonisation",
        total="Total",
        note="Une case vide sous le coût : le prix du modèle est inconnu. Le total ne compte que les prix connus.",
        estimated="Certains nombres de jetons sont estimés : le fournisseur ne les donne pas.",
    ),
    "en": MoneyWording(
        sheet="Usage",
        calls="Calls",
        input_tokens="Tokens in",
        cached_tokens="Tokens cached",
        output_tokens="Tokens out",
        cost="Cost ($)",
        unpriced="Calls of unknown price",
        by_grader="By grader",
        analysis="Beside the copies: reading the files, calibration",
        total="Total",
        note="An empty cell below the cost: the price of the model is not known. The total counts known prices alone.",
        estimated="Some numbers of tokens are estimated: the provider does not tell them.",
    ),
}
