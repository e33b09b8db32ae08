"""The words for statistical figures, in French and in English."""

from collections.abc import Mapping
from dataclasses import dataclass

from bareme.domain.figures import UndefinedReason
from bareme.domain.points import Language


@dataclass(frozen=True)
class FigureWording:
    """Titles of figures, and why one is missing, in one language."""

    # Of the class and its questions
    figures: str
    copies: str
    graded: str
    left_out: str
    provisional_copies: str
    mean: str
    median: str
    deviation: str
    lowest: str
    highest: str
    distribution: str
    interval: str
    by_question: str
    disagreements: str
    number_of_copies: str
    alpha: str
    standard_error: str
    alpha_note: str
    discrimination: str
    blank: str
    unreadable: str
    not_treated: str

    # Of the graders
    graders_sheet: str
    first_grader: str
    second_grader: str
    scope: str
    all_questions: str
    totals: str
    pairs: str
    exact: str
    within_step: str
    mean_absolute_difference: str
    rmse: str
    bias: str
    bias_low: str
    bias_high: str
    kappa: str
    pearson: str
    intraclass: str
    bias_note: str
    confidence_heading: str
    confidence_note: str
    agreed: str
    differed: str
    confidence_agreed: str
    confidence_differed: str
    agreement_between: str

    undefined: Mapping[UndefinedReason, str]


FIGURE_WORDING: Mapping[Language, FigureWording] = {
    "fr": FigureWording(
        figures="Chiffres de la classe",
        copies="Copies",
        graded="Copies notées",
        left_out="Copies hors des moyennes",
        provisional_copies="dont provisoires",
        mean="Moyenne",
        median="Médiane",
        deviation="Écart type",
        lowest="Note la plus basse",
        highest="Note la plus haute",
        distribution="Répartition des totaux",
        interval="Intervalle (%)",
        by_question="Réussite par question",
        disagreements="Divergences",
        number_of_copies="Nombre de copies",
        alpha="Alpha de Cronbach",
        standard_error="Erreur type de mesure",
        alpha_note="Alpha : copies complètes ({copies}), questions où elles diffèrent ({questions}, au moins 2).",
        discrimination="Discrimination",
        blank="Sans réponse",
        unreadable="Illisible",
        not_treated="Non traitée",
        graders_sheet="Correcteurs",
        first_grader="Premier correcteur",
        second_grader="Second correcteur",
        scope="Portée",
        all_questions="toutes les questions",
        totals="totaux",
        pairs="Notes communes",
        exact="Accord exact",
        within_step="À un pas près",
        mean_absolute_difference="Écart absolu moyen",
        rmse="Écart quadratique",
        bias="Biais",
        bias_low="Biais, borne basse",
        bias_high="Biais, borne haute",
        kappa="Kappa quadratique",
        pearson="Corrélation",
        intraclass="CCI(2,1)",
        bias_note="Biais : le premier moins le second, en points, avec son intervalle à 95 %.",
        confidence_heading="Confiance et accord",
        confidence_note="Égales, différentes : chaque note comparée à celles des autres correcteurs pour la même "
        "réponse. Accord à … % : part d’égales parmi les notes de cette confiance.",
        agreed="Égales",
        differed="Différentes",
        confidence_agreed="Confiance si égales",
        confidence_differed="Confiance si différentes",
        agreement_between="Accord à {low}–{high} %",
        undefined={
            UndefinedReason.NO_MARKS: "aucune note",
            UndefinedReason.TOO_FEW_MARKS: "trop peu de notes",
            UndefinedReason.TOO_FEW_QUESTIONS: "trop peu de questions",
            UndefinedReason.CONSTANT: "sans variation",
        },
    ),
    "en": FigureWording(
        figures="Figures of the class",
        copies="Copies",
        graded="Graded copies",
        left_out="Copies not in the averages",
        provisional_copies="of which provisional",
        mean="Mean",
        median="Median",
        deviation="Standard deviation",
        lowest="Lowest",
        highest="Highest",
        distribution="Distribution of totals",
        interval="Interval (%)",
        by_question="Facility by question",
        disagreements="Disagreements",
        number_of_copies="Number of copies",
        alpha="Cronbach’s alpha",
        standard_error="Standard error of measurement",
        alpha_note="Alpha: complete copies ({copies}), questions on which they differ ({questions}, at least 2).",
        discrimination="Discrimination",
        blank="Blank",
        unreadable="Unreadable",
        not_treated="Not treated",
        graders_sheet="Graders",
        first_grader="First grader",
        second_grader="Second grader",
        scope="Scope",
        all_questions="all questions",
        totals="totals",
        pairs="Common marks",
        exact="Exact agreement",
        within_step="Within one step",
        mean_absolute_difference="Mean absolute difference",
        rmse="RMSE",
        bias="Bias",
        bias_low="Bias, lower end",
        bias_high="Bias, upper end",
        kappa="Quadratic kappa",
        pearson="Correlation",
        intraclass="ICC(2,1)",
        bias_note="Bias: the first minus the second, in points, with its 95 % interval.",
        confidence_heading="Confidence and agreement",
        confidence_note="Equal, different: each mark compared with those of the other graders for the same answer. "
        "Agreement at … %: share of equal ones among marks of that confidence.",
        agreed="Equal",
        differed="Different",
        confidence_agreed="Confidence where equal",
        confidence_differed="Confidence where different",
        agreement_between="Agreement at {low}–{high} %",
        undefined={
            UndefinedReason.NO_MARKS: "no marks",
            UndefinedReason.TOO_FEW_MARKS: "too few marks",
            UndefinedReason.TOO_FEW_QUESTIONS: "too few questions",
            UndefinedReason.CONSTANT: "no variation",
        },
    ),
}
