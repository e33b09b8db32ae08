"""The words of the workbook alone, in French and in English: its sheets, and what their colours mean."""

from collections.abc import Mapping
from dataclasses import dataclass

from bareme.domain.points import Language


@dataclass(frozen=True)
class WorkbookWording:
    """Names of sheets, legends, and what is printed on a page, in one language."""

    results_sheet: str
    details_sheet: str
    comparison_sheet: str
    statistics_sheet: str
    criteria_sheet: str
    average: str
    empty_legend: str
    difference_legend: str
    not_counted_legend: str
    older_scheme_legend: str
    hidden_legend: str
    page: str


WORKBOOK_WORDING: Mapping[Language, WorkbookWording] = {
    "fr": WorkbookWording(
        results_sheet="Résultats",
        details_sheet="Détails",
        comparison_sheet="Comparaison",
        statistics_sheet="Statistiques",
        criteria_sheet="Critères",
        average="Moyenne de la classe",
        empty_legend="Une case vide n’est pas un zéro : la question n’a pas été notée et ne compte pas dans les "
        "moyennes.",
        difference_legend="Les correcteurs ne donnent pas la même note.",
        not_counted_legend="Note qui n’est pas dans le total : d’autres questions du même choix comptent à sa place.",
        older_scheme_legend="Copies notées sous une ancienne version du barème, avec leur propre maximum ; les "
        "moyennes portent sur la version {version} seule.",
        hidden_legend="Les notes des correcteurs restent cachées tant que l’enseignant n’a pas noté la question.",
        page="Page",
    ),
    "en": WorkbookWording(
        results_sheet="Results",
        details_sheet="Details",
        comparison_sheet="Comparison",
        statistics_sheet="Statistics",
        criteria_sheet="Criteria",
        average="Class average",
        empty_legend="An empty cell is not a zero: the question could not be marked; averages leave it out.",
        difference_legend="The graders do not give the same mark.",
        not_counted_legend="Mark that is not in the total: other questions of the same choice count in its place.",
        older_scheme_legend="Copies marked under an older version of the scheme, out of a maximum of their own; "
        "averages are over version {version} alone.",
        hidden_legend="The graders’ marks stay hidden until the teacher has marked the question.",
        page="Page",
    ),
}
