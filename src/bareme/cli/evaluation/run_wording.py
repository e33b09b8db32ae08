"""What `bareme eval run` and `bareme eval compare` say, in French and English."""

RUN_TEXTS: dict[str, dict[str, str]] = {
    # A run.
    "run_sample": {
        "fr": "Échantillon : {size} réponses sur {all}, graine {seed}, chaque question à proportion.",
        "en": "Sample: {size} of {all} answers, seed {seed}, each question its share.",
    },
    "run_plan": {
        "fr": "À noter : réponses {items}, copies {copies}, sessions {sessions}, pas {steps} ; notes {marks}.",
        "en": "To mark: answers {items}, copies {copies}, sessions {sessions}, step {steps}; marks {marks}.",
    },
    "run_left_out": {"fr": "Pas notées : {count} × {reason}", "en": "Not marked: {count} × {reason}"},
    "run_nothing": {
        "fr": "aucune réponse ne peut être donnée à un correcteur : {reasons}",
        "en": "no answer can be given to a grader: {reasons}",
    },
    "run_no_human": {
        "fr": "aucune des réponses à noter n’a de note humaine : il n’y a rien à quoi comparer",
        "en": "none of the answers to mark has a person's mark: there is nothing to hold marks against",
    },
    "run_preparing": {"fr": "Préparation des sessions…", "en": "Preparing the sessions…"},
    "run_opening": {"fr": "Ouverture des fichiers de pages…", "en": "Opening the files of pages…"},
    "run_estimate_calls": {
        "fr": "Appels à faire, au moins : {calls} ; au plus : {most}.",
        "en": "Calls to make, at least: {calls}; at most: {most}.",
    },
    "run_folder": {"fr": "Dossier : {folder}", "en": "Folder: {folder}"},
    "run_stopped": {
        "fr": "Arrêté. Ce qui est noté est gardé ; la même commande reprend là.",
        "en": "Stopped. What is marked is kept; the same command goes on from there.",
    },
    "run_took": {"fr": "{grader} : {usage}", "en": "{grader}: {usage}"},
    "run_seconds": {"fr": "Durée de la correction : {seconds} s", "en": "Grading took {seconds} s"},
    "run_without_marks": {
        "fr": "Sans note, laissées de côté : {count} ({statuses}). La même commande les retente.",
        "en": "Without a mark, left out: {count} ({statuses}). The same command tries them again.",
    },
    "run_unreadable": {
        "fr": "Illisibles pour le correcteur, 0 point comme en classe, comptées dans les chiffres : {count}.",
        "en": "Unreadable to the grader, 0 points as for a class, counted in the figures: {count}.",
    },
    "status_invalid_output": {"fr": "réponse inutilisable", "en": "invalid output"},
    "status_failed": {"fr": "échec", "en": "failed"},
    "status_waiting": {"fr": "en attente", "en": "waiting"},
    # Two runs.
    "compare_title": {"fr": "{after} face à {before}", "en": "{after} against {before}"},
    "compare_no_record": {
        "fr": "Sans run.json des deux côtés, rien ne dit ce qui a été demandé autrement.",
        "en": "Without a run.json on both sides nothing says what was asked otherwise.",
    },
    "compare_same_settings": {
        "fr": "Mêmes données, correcteurs, réglages, consignes et code.",
        "en": "The same data, graders, settings, prompts and code.",
    },
    "compare_settings": {"fr": "Ce qui diffère", "en": "What differs"},
    "compare_pairing": {"fr": "{after} est comparé à {before}.", "en": "{after} is held against {before}."},
    "compare_common": {"fr": "Notes en commun : {common}", "en": "Marks in common: {common}"},
    "compare_before_only": {"fr": "Seulement dans la première : {count}", "en": "Only in the first: {count}"},
    "compare_after_only": {"fr": "Seulement dans la seconde : {count}", "en": "Only in the second: {count}"},
    "compare_without_mark": {
        "fr": "Laissées de côté, faute d'une note d'un côté : {count}",
        "en": "Left out, since a mark is missing on one side: {count}",
    },
    "compare_unlike": {
        "fr": "Laissées de côté, notes humaines ou maximum différents : {count}",
        "en": "Left out, since human marks or maximum differ: {count}",
    },
    "compare_figures": {"fr": "Face à {reference}", "en": "Against {reference}"},
    "compare_difference": {"fr": "Différence", "en": "Difference"},
    "compare_changes": {"fr": "Notes changées, par question", "en": "Marks that changed, by question"},
    "compare_all": {"fr": "Toutes", "en": "All"},
    "compare_better": {"fr": "Mieux", "en": "Better"},
    "compare_worse": {"fr": "Moins bien", "en": "Worse"},
    "compare_as_far": {"fr": "Aussi loin", "en": "As far"},
    "compare_same": {"fr": "Égales", "en": "Same"},
    "compare_error_before": {"fr": "Écart avant", "en": "Error before"},
    "compare_error_after": {"fr": "après", "en": "after"},
    "compare_marks": {
        "fr": "Les plus changées : les dégradées d'abord, les améliorées à la fin",
        "en": "Those that changed most: worse ones first, better ones last",
    },
    "compare_answer": {"fr": "Réponse", "en": "Answer"},
    "compare_before": {"fr": "Avant", "en": "Before"},
    "compare_after": {"fr": "Après", "en": "After"},
    "compare_took": {"fr": "{run} : {usage} · {seconds} s", "en": "{run}: {usage} · {seconds} s"},
}
