"""Headings, sentences and explanations of a comparison, in French and English."""

from collections.abc import Mapping

from bareme.domain.points import Language

COMPARISON_TEXTS: Mapping[str, Mapping[Language, str]] = {
    "comparison_title": {"fr": "Comparaison : {after} face à {before}", "en": "Comparison: {after} against {before}"},
    "run_numbered": {"fr": "{run} ({number})", "en": "{run} ({number})"},
    "comparison_rows": {
        "fr": "{common} notes en commun, comparées à celles de : {reference}.",
        "en": "{common} marks in common, held against those of: {reference}.",
    },
    "comparison_headline": {
        "fr": "Plus près de la note humaine : {better} ; plus loin : {worse} ; aussi loin, de l’autre côté : "
        "{as_far} ; inchangées : {same}.",
        "en": "Nearer to the person’s mark: {better}; further off: {worse}; as far, on the other side: {as_far}; "
        "unchanged: {same}.",
    },
    "comparison_clear": {
        "fr": "Mesures dont l’intervalle de la différence laisse zéro de côté : {names}.",
        "en": "Figures whose difference has an interval that leaves zero out: {names}.",
    },
    "comparison_none_clear": {
        "fr": "Aucune différence n’a d’intervalle qui laisse zéro de côté.",
        "en": "No difference has an interval that leaves zero out.",
    },
    "comparison_pairing": {"fr": "{after} est comparé à {before}.", "en": "{after} is held against {before}."},
    "before_only": {"fr": "Notes de la première seulement : {count}.", "en": "Marks of the first only: {count}."},
    "after_only": {"fr": "Notes de la seconde seulement : {count}.", "en": "Marks of the second only: {count}."},
    "without_mark": {
        "fr": "Laissées de côté, faute d’une note d’un côté : {count}. Une note absente n’est pas un zéro.",
        "en": "Left out, since a mark is missing on one side: {count}. A missing mark is not a zero.",
    },
    "unlike": {
        "fr": "Laissées de côté, notes humaines ou maximum différents : {count}.",
        "en": "Left out, since human marks or maximum differ: {count}.",
    },
    # What was asked.
    "settings": {"fr": "Ce qui a été demandé autrement", "en": "What was asked otherwise"},
    "same_settings": {
        "fr": "Mêmes données, correcteurs, réglages, consignes et code.",
        "en": "The same data, graders, settings, prompts and code.",
    },
    "no_settings": {
        "fr": "Sans run.json des deux côtés, rien ne dit ce qui a été demandé autrement.",
        "en": "Without a run.json on both sides nothing says what was asked otherwise.",
    },
    "setting": {"fr": "Réglage", "en": "Setting"},
    "setting_dataset": {"fr": "Jeu de données (empreinte)", "en": "Data set (hash)"},
    "setting_pages": {"fr": "Pages (empreinte)", "en": "Pages (hash)"},
    "setting_sample": {"fr": "Échantillon", "en": "Sample"},
    "setting_graders": {"fr": "Correcteurs @ essais", "en": "Graders @ tries"},
    "setting_language": {"fr": "Langue", "en": "Language"},
    "setting_steps": {"fr": "Pas des notes", "en": "Steps of the marks"},
    "setting_prompts": {"fr": "Version de la consigne {agent}", "en": "Version of the prompt {agent}"},
    "setting_version": {"fr": "Version de Barème", "en": "Version of Barème"},
    "setting_code": {"fr": "Code (empreinte)", "en": "Code (hash)"},
    "settings_table": {"fr": "Réglages des deux évaluations", "en": "Settings of both runs"},
    # Figures.
    "compared_bias": {"fr": "Biais (points)", "en": "Bias (points)"},
    "compared_share_of_maximum": {
        "fr": "Écart absolu moyen (part du maximum)",
        "en": "Mean absolute error (share of the maximum)",
    },
    "differences": {"fr": "Les mesures", "en": "The figures"},
    "differences_table": {
        "fr": "Chaque mesure des deux évaluations face à {reference}, et leur différence",
        "en": "Each figure of both runs against {reference}, and their difference",
    },
    "run_difference": {"fr": "Différence", "en": "Difference"},
    "directions": {
        "fr": "Accords, kappas, corrélations et F1 : plus haut vaut mieux. Écarts : plus bas. Biais : plus près de "
        "zéro.",
        "en": "Agreement, kappas, correlations and F1: higher is better. Errors: lower. Bias: nearer to zero.",
    },
    "paired": {
        "fr": "L’intervalle d’une différence tire les mêmes groupes pour les deux évaluations. Les différences de "
        "parts sont en points de pourcentage. Par hasard, une différence nulle sur vingt laisse zéro de côté.",
        "en": "The interval of a difference draws the same clusters for both runs. Differences of shares are in "
        "percentage points. By chance one of twenty differences that are none leaves zero out.",
    },
    "differences_share": {"fr": "Différences, en points de pourcentage", "en": "Differences, in percentage points"},
    "differences_points": {"fr": "Différences, en points de la note", "en": "Differences, in points of the mark"},
    "differences_coefficient": {"fr": "Différences des coefficients", "en": "Differences of coefficients"},
    "differences_says": {
        "fr": "{after} moins {before}, et l’intervalle à 95 %. Il laisse zéro de côté (disque plein) pour : {names}.",
        "en": "{after} minus {before}, and the 95 % interval. It leaves zero out (full dot) for: {names}.",
    },
    "none_of_them": {"fr": "aucune", "en": "none"},
    # Changes.
    "changes": {"fr": "Les notes changées", "en": "The marks that changed"},
    "changes_table": {"fr": "Par question", "en": "By question"},
    "all_questions": {"fr": "Toutes", "en": "All"},
    "change_better": {"fr": "Plus près", "en": "Nearer"},
    "change_worse": {"fr": "Plus loin", "en": "Further off"},
    "change_as_far": {"fr": "Aussi loin", "en": "As far"},
    "change_same": {"fr": "Inchangées", "en": "Unchanged"},
    "error_of": {"fr": "Écart moyen, {run} (points)", "en": "Mean error, {run} (points)"},
    "errors_by_question": {"fr": "Écart moyen par question", "en": "Mean error by question"},
    "errors_say": {
        "fr": "En moyenne {before} point(s) d’écart avant, {after} après. Le plus grand changement : question "
        "{question}, de {from_} à {to}.",
        "en": "On average {before} point(s) off before, {after} after. The largest change: question {question}, from "
        "{from_} to {to}.",
    },
    # Answers.
    "changed_answers": {"fr": "Les notes qui ont le plus changé", "en": "The marks that changed most"},
    "changed_answers_say": {
        "fr": "{shown} réponses sur les {count} dont une note a changé ; d’abord celles dont la note a le plus changé, "
        "en part du maximum.",
        "en": "{shown} of {count} answers with a mark that changed; first those whose mark changed most, as a share of "
        "the maximum.",
    },
    "no_changed_answers": {"fr": "Aucune note n’a changé.", "en": "No mark changed."},
    "case_change": {"fr": "{case} : {change}", "en": "{case}: {change}"},
    "now_better": {"fr": "plus près de la note humaine", "en": "nearer to the person’s mark"},
    "now_worse": {"fr": "plus loin de la note humaine", "en": "further off the person’s mark"},
    "now_as_far": {"fr": "aussi loin, de l’autre côté", "en": "as far, on the other side"},
    "run_grader": {"fr": "{run} · {grader}", "en": "{run} · {grader}"},
    "rationale_of": {"fr": "Justification, {run}", "en": "Rationale, {run}"},
    "feedback_of": {"fr": "Commentaire pour l’élève, {run}", "en": "Feedback for the student, {run}"},
    "transcription_of": {"fr": "La réponse, telle que lue, {run}", "en": "The answer, as it was read, {run}"},
    "said_nothing": {"fr": "(rien)", "en": "(nothing)"},
    # Cost.
    "run_cost_table": {"fr": "Par évaluation", "en": "By run"},
    "run_cost": {"fr": "Évaluation", "en": "Run"},
    "wall_seconds": {
        "fr": "Durée de la correction : {before} s pour {first}, {after} s pour {second}.",
        "en": "Grading took {before} s for {first}, {after} s for {second}.",
    },
    "no_run_cost": {
        "fr": "Inconnus : une des deux évaluations n’a pas de run.json.",
        "en": "Not known: one of the two runs has no run.json.",
    },
}
