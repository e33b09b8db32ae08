"""What the command line says of results: marks, disagreements, figures, and how to go on; in French and English."""

RESULTS_TEXTS: dict[str, dict[str, str]] = {
    "results_heading": {"fr": "Résultats", "en": "Results"},
    "total": {"fr": "Total", "en": "Total"},
    "band": {"fr": "Mention", "en": "Grade"},
    "provisional_marks": {"fr": "Provisoires", "en": "Provisional"},
    "disagreements_heading": {
        "fr": "Désaccords entre correcteurs : {count}",
        "en": "Disagreements between graders: {count}",
    },
    "shown": {"fr": "Affiché", "en": "Shown"},
    "legend_second_look": {
        "fr": "→ second regard, après avoir vu la lecture d'un autre correcteur ; la première note reste, et aucun "
        "total n'en dépend.",
        "en": "→ second look, after seeing another grader's reading; the first mark remains, and no total rests on it.",
    },
    "more_disagreements": {
        "fr": "… et {count} autres :\n  bareme show {session_id}",
        "en": "… and {count} more:\n  bareme show {session_id}",
    },
    "class_heading": {"fr": "Classe", "en": "Class"},
    "figures": {
        "fr": "Moyenne {mean}/{maximum} · médiane {median} · écart type {deviation} · de {lowest} à {highest}",
        "en": "Mean {mean}/{maximum} · median {median} · standard deviation {deviation} · from {lowest} to {highest}",
    },
    "figures_hidden": {
        "fr": "Les moyennes sont cachées tant que vous n'avez pas noté.",
        "en": "The averages are hidden until you have marked.",
    },
    "no_figures": {"fr": "Aucune copie n'a de total.", "en": "No copy has a total."},
    "reliability": {
        "fr": "Alpha de Cronbach {alpha} · erreur type de mesure {standard_error}",
        "en": "Cronbach’s alpha {alpha} · standard error of measurement {standard_error}",
    },
    "left_out": {"fr": "{copies} hors des moyennes", "en": "{copies} not in the averages"},
    "rests_on_provisional": {
        "fr": "{copies} au total provisoire",
        "en": "{copies} with a provisional total",
    },
    "failed_copy": {"fr": "la copie {copy} n'est pas corrigée : {reason}", "en": "copy {copy} is not graded: {reason}"},
    "failed_copies": {
        "fr": "{copies} ne sont pas corrigées ({ids}) : {reason}",
        "en": "{copies} are not graded ({ids}): {reason}",
    },
    "waiting_copy": {"fr": "la copie {copy} est en attente : {reason}", "en": "copy {copy} is waiting: {reason}"},
    "waiting_copies": {"fr": "{copies} en attente ({ids}) : {reason}", "en": "{copies} waiting ({ids}): {reason}"},
    "refused_file": {"fr": "« {name} » n'est pas corrigé : {reason}", "en": "“{name}” is not graded: {reason}"},
    "files_heading": {"fr": "Fichiers écrits", "en": "Files written"},
    "how_on": {"fr": "Et ensuite", "en": "What next"},
    "how_show": {
        "fr": "  bareme show {session_id}     revoir ces tableaux",
        "en": "  bareme show {session_id}     these tables again",
    },
    "how_review": {
        "fr": "  bareme resume {session_id}   trancher et terminer",
        "en": "  bareme resume {session_id}   decide and finish",
    },
    "how_retry": {
        "fr": "  bareme resume {session_id} --retry   refaire ce qui manque",
        "en": "  bareme resume {session_id} --retry   grade what is missing",
    },
    "how_export": {
        "fr": "  bareme export {session_id} --format xlsx --out DOSSIER/   écrire les fichiers ailleurs",
        "en": "  bareme export {session_id} --format xlsx --out FOLDER/   write the files elsewhere",
    },
    "how_check": {
        "fr": "  bareme models {model}   voir si ce modèle répond",
        "en": "  bareme models {model}   see whether this model answers",
    },
    "how_raise": {
        "fr": "  bareme resume {session_id} --retry --max-calls N   relever le budget (ou --max-dollars)",
        "en": "  bareme resume {session_id} --retry --max-calls N   raise the budget (or --max-dollars)",
    },
    # Across the copies.
    "same_answers_heading": {
        "fr": "Même réponse, notes différentes : {count}",
        "en": "Same answer, different marks: {count}",
    },
    "grader_severity": {
        "fr": "Un correcteur est {verdict} : {share} % du maximum en moyenne.",
        "en": "One grader is {verdict}: {share}% of the maximum on average.",
    },
    "surprise": {
        "fr": "{student}, {question} : {points}, là où les autres notes font attendre {expected}.",
        "en": "{student}, {question}: {points}, where the other marks lead to expect {expected}.",
    },
    "boundary_on": {
        "fr": "{student} : {total}, juste au seuil de « {band} ».",
        "en": "{student}: {total}, exactly on the boundary of '{band}'.",
    },
    "boundary_below": {
        "fr": "{student} : {total}, à un pas au plus du seuil de « {band} » ({boundary}).",
        "en": "{student}: {total}, one step or less below '{band}' ({boundary}).",
    },
    "offer": {
        "fr": "{question} : {points} par décision pour {decided}. Même réponse, sans décision ({copies}) : {students}.",
        "en": "{question}: {points} by decision for {decided}. Same answer, undecided ({copies}): {students}.",
    },
    "take_offer": {"fr": "Donner la même note à toutes ? (o/n)", "en": "Give them all the same mark? (y/n)"},
}
