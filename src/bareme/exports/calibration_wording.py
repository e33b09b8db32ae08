"""The words for what a look across the copies shows, in French and in English."""

from collections.abc import Mapping
from dataclasses import dataclass

from bareme.domain.calibration.severity import GraderSeverity
from bareme.domain.points import Language


@dataclass(frozen=True)
class CalibrationWording:
    """Headings, column titles and remarks, in one language."""

    sheet: str
    nothing_changed: str

    same_heading: str
    same_none: str
    group: str
    found_by: str
    by_rules: str
    by_model: str
    follow_through: str

    severity_heading: str
    severity: str
    severity_low: str
    severity_high: str
    verdict: str
    harsher: str
    milder: str
    severity_note: str

    surprises_heading: str
    surprises_none: str
    expected: str
    deviation: str
    surprises_note: str

    boundaries_heading: str
    boundaries_none: str
    boundary: str
    place: str
    places: Mapping[str, str]

    def found(self, *, by_model: bool) -> str:
        """Return who found the answers to say the same."""
        return self.by_model if by_model else self.by_rules

    def judge(self, severity: GraderSeverity) -> str:
        """Return whether a grader is harsher or milder than the others, empty where it is neither."""
        if not severity.systematic:
            return ""
        return self.milder if (severity.bias.mean.value or 0) > 0 else self.harsher


CALIBRATION_WORDING: Mapping[Language, CalibrationWording] = {
    "fr": CalibrationWording(
        sheet="Harmonisation",
        nothing_changed="Regard d’ensemble sur les copies : rien ici ne change une note.",
        same_heading="Même réponse, notes différentes",
        same_none="Aucune : les réponses reconnues comme identiques ont la même note.",
        group="Groupe",
        found_by="Rapprochées par",
        by_rules="règles",
        by_model="modèle",
        follow_through="Les erreurs reportées y sont créditées : une différence peut être justifiée.",
        severity_heading="Sévérité des correcteurs",
        severity="Biais (part du maximum)",
        severity_low="Borne basse",
        severity_high="Borne haute",
        verdict="Constat",
        harsher="plus sévère que les autres",
        milder="plus indulgent que les autres",
        severity_note="Sa note moins la moyenne des autres, par copie, avec l’intervalle à 95 %. Constat : à partir de "
        "5 copies, si l’intervalle exclut 0 et que le biais atteint 2,5 % du maximum.",
        surprises_heading="Notes inattendues",
        surprises_none="Aucune.",
        expected="Attendu",
        deviation="Écart réduit",
        surprises_note="Attendu : d’après les autres questions de la copie et les autres copies. Au moins 8 copies "
        "complètes et 4 questions.",
        boundaries_heading="Totaux au seuil d’une mention",
        boundaries_none="Aucun.",
        boundary="Seuil",
        place="Place",
        places={"on": "juste au seuil", "below": "un pas au plus sous le seuil"},
    ),
    "en": CalibrationWording(
        sheet="Calibration",
        nothing_changed="A look across the copies: nothing here changes a mark.",
        same_heading="Same answer, different marks",
        same_none="None: answers that are known to be the same have the same mark.",
        group="Group",
        found_by="Put together by",
        by_rules="rules",
        by_model="model",
        follow_through="Errors carried forward earn credit here: a difference may be right.",
        severity_heading="Severity of the graders",
        severity="Bias (share of the maximum)",
        severity_low="Lower end",
        severity_high="Upper end",
        verdict="Finding",
        harsher="harsher than the others",
        milder="milder than the others",
        severity_note="Its mark minus the mean of the others', by copy, with its 95% interval. Finding: from 5 copies "
        "on, where the interval leaves out 0 and the bias is 2.5% of the maximum.",
        surprises_heading="Unexpected marks",
        surprises_none="None.",
        expected="Expected",
        deviation="Studentized residual",
        surprises_note="Expected: by the copy's other questions and the other copies. At least 8 complete copies and 4 "
        "questions.",
        boundaries_heading="Totals on a grade's boundary",
        boundaries_none="None.",
        boundary="Boundary",
        place="Place",
        places={"on": "on the boundary", "below": "one step or less below it"},
    ),
}
