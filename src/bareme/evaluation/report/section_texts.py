"""Headings, sentences and explanations of a report, in French and English."""

from collections.abc import Mapping

from bareme.domain.points import Language

SECTION_TEXTS: Mapping[str, Mapping[Language, str]] = {
    "title": {"fr": "Évaluation : {name}", "en": "Evaluation: {name}"},
    "contents": {"fr": "Sommaire", "en": "Contents"},
    "data_of": {"fr": "Les chiffres de ce graphique", "en": "The numbers of this plot"},
    # Overview.
    "overview": {"fr": "En bref", "en": "In short"},
    "rows": {
        "fr": "{rows} notes, comparées à celles de : {reference}. Un pas vaut {step}.",
        "en": "{rows} marks, held against those of: {reference}. One step is {step}.",
    },
    "headline": {
        "fr": "Accord exact {exact} ; à un pas près {within} ; écart moyen {error} ; kappa quadratique {kappa}.",
        "en": "Exact agreement {exact}; within one step {within}; mean error {error}; quadratic kappa {kappa}.",
    },
    "headline_humans": {
        "fr": "Deux personnes entre elles : accord exact {exact} ; à un pas près {within} ; écart moyen {error} ; "
        "kappa quadratique {kappa}.",
        "en": "Two people among themselves: exact agreement {exact}; within one step {within}; mean error {error}; "
        "quadratic kappa {kappa}.",
    },
    "one_human": {
        "fr": "Une seule personne a noté : rien ne dit à quel point des humains s’accordent sur ces réponses.",
        "en": "One person marked: nothing tells how far people agree on these answers.",
    },
    "missing": {
        "fr": "Lignes sans note de {rater}, laissées de côté : {count}. Une note absente n’est pas un zéro.",
        "en": "Rows without a mark of {rater}, left out: {count}. A missing mark is not a zero.",
    },
    "statuses": {"fr": "Sans note, par cause", "en": "Without a mark, by cause"},
    "no_status": {"fr": "sans indication", "en": "not told"},
    "intervals": {
        "fr": "Entre crochets : intervalle à 95 %, {resamples} rééchantillonnages de {clusters} {unit} ; aucun où tous "
        "les rééchantillons ont la même valeur, ni au-dessous de {fewest} {unit}.",
        "en": "In brackets: 95 % interval, {resamples} resamples of {clusters} {unit}; none where a figure is the same "
        "in all resamples, nor below {fewest} {unit}.",
    },
    "few_clusters": {
        "fr": "Sans intervalles : il faut au moins {fewest} {unit}, il y en a {clusters}.",
        "en": "Without intervals: it takes at least {fewest} {unit}, and there are {clusters}.",
    },
    "no_intervals": {"fr": "Calculé sans intervalles.", "en": "Computed without intervals."},
    "unit_student": {"fr": "élèves", "en": "students"},
    "unit_question": {"fr": "questions", "en": "questions"},
    "unit_both": {"fr": "élèves et questions croisés", "en": "students and questions, crossed"},
    "unit_row": {"fr": "lignes", "en": "rows"},
    "unit_repetition": {
        "fr": "places (les notes humaines se répètent à travers le tableau)",
        "en": "places (the human marks repeat through the table)",
    },
    # Agreement.
    "agreement": {"fr": "Accord", "en": "Agreement"},
    "agreement_table": {
        "fr": "Chaque mesure et son intervalle, à côté de l’accord entre humains",
        "en": "Each figure and its interval, beside the agreement of people",
    },
    "by_grader_table": {
        "fr": "Chaque correcteur face à {reference}, tous essais confondus",
        "en": "Each grader against {reference}, all tries together",
    },
    "mismatches": {"fr": "Désaccords de fond, face à {reference}", "en": "Mismatches, against {reference}"},
    "labels": {"fr": "Niveaux, face à {reference}", "en": "Labels, against {reference}"},
    "each_label": {"fr": "Niveau par niveau", "en": "Label by label"},
    "totals": {"fr": "Totaux par élève", "en": "Totals of students"},
    "confusion": {"fr": "Confusion : {first} – {second}", "en": "Confusion: {first} – {second}"},
    "confusion_says": {
        "fr": "{same} des {pairs} notes sont sur la diagonale, {above} au-dessus de {first}, {below} au-dessous.",
        "en": "Of {pairs} marks {same} lie on the diagonal, {above} above {first}, {below} below.",
    },
    "in_tenths": {
        "fr": "Notes en part de leur maximum (%) : les maximums diffèrent, ou l’un a trop de pas pour les montrer.",
        "en": "Marks as shares of their maximum (%): maxima differ, or one has more steps than fit.",
    },
    "shade": {
        "fr": "Plus c’est foncé, plus grande est la part de la ligne.",
        "en": "The darker, the larger the share of its row.",
    },
    "moved": {
        "fr": "Paires dont une note est placée au niveau le plus proche : {moved} ; hors de l’échelle : {beyond}.",
        "en": "Pairs with a mark placed at the nearest level: {moved}; beyond the scale: {beyond}.",
    },
    "confusion_table": {
        "fr": "Lignes : {first} ; colonnes : {second}",
        "en": "Rows: {first}; columns: {second}",
    },
    "bland_altman": {"fr": "Bland–Altman : {first} – {second}", "en": "Bland–Altman: {first} – {second}"},
    "bland_altman_says": {
        "fr": "Écart moyen de {second} à {first} : {bias} point(s) ; 95 % sont attendus entre {low} et {high}.",
        "en": "Mean difference of {second} from {first}: {bias} point(s); 95 % are expected between {low} and {high}.",
    },
    "on_grid": {"fr": "Les écarts sont regroupés sur une grille.", "en": "Differences are grouped on a grid."},
    "table_cut": {
        "fr": "{shown} lignes sur {count} ; toutes sont dans le fichier JSON.",
        "en": "{shown} rows of {count}; all are in the JSON file.",
    },
    # Confidence.
    "confidence": {"fr": "Confiance", "en": "Confidence"},
    "confidence_table": {"fr": "La confiance dit-elle vrai ?", "en": "Is the confidence true?"},
    "reliability": {"fr": "Diagramme de fiabilité", "en": "Reliability diagram"},
    "reliability_says": {
        "fr": "Confiance moyenne {confidence}, part exacte {right} ; erreur de calibration {error}.",
        "en": "Mean confidence {confidence}, share exact {right}; expected calibration error {error}.",
    },
    "coverage": {"fr": "Couverture et risque", "en": "Coverage and risk"},
    "coverage_says": {
        "fr": "Tout accepter : {all} de notes différentes. Les {part} les plus sûrs : {error}.",
        "en": "Accepting all: {all} of the marks differ. The surest {part}: {error}.",
    },
    "coverage_note": {
        "fr": "Cercles : seuils qui tiennent une erreur souhaitée, à vérifier sur d’autres réponses.",
        "en": "Circles: thresholds that keep a wished error, to be checked on other answers.",
    },
    "thresholds": {"fr": "Seuils pour une erreur souhaitée", "en": "Thresholds for a wished error"},
    "not_reached": {"fr": "aucun seuil : tout regarder", "en": "no threshold: look at everything"},
    # Parts.
    "parts": {"fr": "Où sont les écarts", "en": "Where the differences are"},
    "by_question": {"fr": "Par question", "en": "By question"},
    "by_human_level": {"fr": "Par note de {reference}", "en": "By the mark of {reference}"},
    "by_grader": {"fr": "Par correcteur", "en": "By grader"},
    "by_criterion": {"fr": "Par critère", "en": "By criterion"},
    "error_by_question": {"fr": "Écart par question", "en": "Error by question"},
    "error_says": {
        "fr": "Le plus grand écart moyen : {worst} point(s), question {question}.",
        "en": "The largest mean error: {worst} point(s), question {question}.",
    },
    "error_bars": {"fr": " Trait : intervalle à 95 %.", "en": " Bar: 95 % interval."},
    "spread_by_question": {"fr": "Dispersion par question", "en": "Spread by question"},
    "spread_says": {
        "fr": "Écarts types sur une même réponse : {within} entre essais, {between} entre modèles.",
        "en": "Standard deviations on one answer: {within} between tries, {between} between models.",
    },
    "questions_cut": {
        "fr": "Les {shown} questions aux plus grandes valeurs, sur {count}.",
        "en": "The {shown} questions with the largest values, of {count}.",
    },
    "spread_table": {"fr": "Dispersion d’une même réponse (points)", "en": "Spread on one answer (points)"},
    "two_people": {"fr": "deux personnes", "en": "two people"},
    "lost_by_question": {"fr": "Points perdus, par question", "en": "Points lost, by question"},
    "lost_both": {"fr": "Chez les deux", "en": "With both"},
    "lost_first": {"fr": "Chez l’humain seul", "en": "With the person only"},
    "lost_second": {"fr": "Chez le testé seul", "en": "Under test only"},
    "lost_neither": {"fr": "Chez aucun", "en": "With neither"},
    # Data set.
    "dataset": {"fr": "Jeu de données", "en": "Data set"},
    "card_table": {"fr": "Fiche", "en": "Card"},
    "no_card": {
        "fr": "Il n’y a que les notes, sans la fiche de leur jeu de données.",
        "en": "There are marks alone, without the card of their data set.",
    },
    "name": {"fr": "Nom", "en": "Name"},
    "format": {"fr": "Format", "en": "Format"},
    "licence": {"fr": "Licence", "en": "Licence"},
    "answers": {"fr": "Réponses", "en": "Answers"},
    "questions": {"fr": "Questions", "en": "Questions"},
    "unknown": {"fr": "inconnu", "en": "unknown"},
    "not_stated": {"fr": "non précisé", "en": "not stated"},
    "with_reference": {"fr": "Avec corrigé", "en": "With a reference answer"},
    "with_criteria": {"fr": "Avec critères ou niveaux", "en": "With criteria or levels"},
    "without_answer": {"fr": "Sans texte ni page", "en": "Without text or pages"},
    "blank_answers": {"fr": "Réponses vides", "en": "Blank answers"},
    "maximum": {"fr": "Maximum", "en": "Maximum"},
    "step": {"fr": "Pas", "en": "Step"},
    "step_seen": {"fr": "{step}, vu dans les notes", "en": "{step}, seen in the marks"},
    "left_out": {"fr": "Écartées : {count} × {reason}", "en": "Left out: {count} × {reason}"},
    "distribution": {"fr": "Notes données par les humains", "en": "Marks that people gave"},
    "rater_mean": {"fr": "{rater} (moyenne {mean})", "en": "{rater} (mean {mean})"},
    "label_distribution": {"fr": "Niveaux donnés par les humains", "en": "Labels that people gave"},
    "system_marks": {"fr": "Notes du système {name}", "en": "Marks of the system {name}"},
    "no_human": {
        "fr": "Personne n’a noté : il n’y a rien à quoi comparer des notes.",
        "en": "Nobody marked: there is nothing to compare marks with.",
    },
    "facts": {"fr": "L’exécution", "en": "The run"},
    # Cost.
    "cost": {"fr": "Coût et consommation", "en": "Cost and usage"},
    "no_cost": {
        "fr": "Inconnus : les notes ne viennent pas d’une exécution de Barème.",
        "en": "Not known: the marks do not come from a run of Barème.",
    },
    "cost_table": {"fr": "Par correcteur", "en": "By grader"},
    "seconds": {"fr": "Secondes d’appel", "en": "Seconds of calls"},
    "all_graders": {"fr": "Total", "en": "Total"},
    # UndefinedReason.
    "undefined": {"fr": "Ce qui n’est pas défini, et pourquoi", "en": "What is undefined, and why"},
    "all_defined": {"fr": "Toutes les mesures générales sont définies.", "en": "All overall figures are defined."},
    "undefined_table": {"fr": "Mesures sans valeur", "en": "Figures without a value"},
    "undefined_parts": {
        "fr": "{by}, {figure} : sans valeur dans {count} parts sur {all} ({reason})",
        "en": "{by}, {figure}: without a value in {count} of {all} parts ({reason})",
    },
    "maximum_unknown": {"fr": "un maximum n’est pas connu", "en": "a maximum is not known"},
    "not_shown_human_human": {
        "fr": "Accord entre humains : une seule personne a noté.",
        "en": "Agreement of people: one person marked.",
    },
    "not_shown_maximum": {
        "fr": "Désaccords de fond, points perdus, part du maximum : aucun maximum n’est connu.",
        "en": "Mismatches, points lost, share of the maximum: no maximum is known.",
    },
    "not_shown_confidence": {
        "fr": "Fiabilité, couverture et risque, seuils : aucune confiance n’est donnée.",
        "en": "Reliability, coverage and risk, thresholds: no confidence is given.",
    },
    "not_shown_students": {
        "fr": "Totaux par élève : rien ne dit de qui sont les réponses.",
        "en": "Totals of students: nothing tells whose answers they are.",
    },
    "not_shown_spread": {
        "fr": "Dispersion d’une même réponse : il faut des élèves connus, et des modèles ou des essais nommés.",
        "en": "Spread on one answer: it needs known students, and named models or tries.",
    },
    # Disagreements.
    "disagreements": {"fr": "Les pires désaccords", "en": "The worst disagreements"},
    "no_disagreements": {
        "fr": "Aucune note ne diffère de celle de la référence.",
        "en": "No mark differs from that of the reference.",
    },
    "disagreements_says": {
        "fr": "{shown} réponses sur les {count} qui ont une note différente de : {reference} ; les plus éloignées "
        "d’abord, et à égalité celles où le correcteur était le plus sûr.",
        "en": "{shown} of {count} answers that have a mark other than that of: {reference}; the furthest first, and of "
        "equals those of which the grader was surest.",
    },
    "case": {"fr": "{number}. Question {question}", "en": "{number}. Question {question}"},
    "case_student": {"fr": "{case}, élève {student}", "en": "{case}, student {student}"},
    "case_row": {"fr": "{number}. Ligne {row}", "en": "{number}. Row {row}"},
    "case_facts": {"fr": "Notes", "en": "Marks"},
    "case_who": {"fr": "Qui", "en": "Who"},
    "case_points": {"fr": "Points", "en": "Points"},
    "case_confidence": {"fr": "Confiance", "en": "Confidence"},
    "case_gap": {"fr": "Écart", "en": "Difference"},
    "of_maximum": {"fr": "{points}\u00a0sur\u00a0{maximum}", "en": "{points}\u00a0out\u00a0of\u00a0{maximum}"},
    "question_text": {"fr": "Question", "en": "Question"},
    "answer_text": {"fr": "Réponse de l’élève", "en": "The student’s answer"},
    "blank": {"fr": "(réponse vide)", "en": "(blank answer)"},
    "pages_text": {"fr": "Pages de la réponse", "en": "Pages of the answer"},
    "transcription_text": {"fr": "La réponse, telle que lue", "en": "The answer, as it was read"},
    "reference_text": {"fr": "Corrigé", "en": "Reference answer"},
    "rationale_text": {"fr": "Justification du correcteur", "en": "The grader’s rationale"},
    "feedback_text": {"fr": "Commentaire pour l’élève", "en": "Feedback for the student"},
    "no_texts": {
        "fr": "Les textes ne sont pas connus : un tableau de notes n’en a pas.",
        "en": "The texts are not known: a table of marks has none.",
    },
}
