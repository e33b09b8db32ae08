"""What the command line says from the files to the last graded copy, in French and English."""

GRADING_TEXTS: dict[str, dict[str, str]] = {
    # Reading and confirming.
    "reading": {"fr": "Lecture des fichiers…", "en": "Reading the files…"},
    "session": {"fr": "Session {session_id} : {name}", "en": "Session {session_id}: {name}"},
    "scale_heading": {
        "fr": "Barème n° {number} : {total} points (confiance {confidence}, {witness})",
        "en": "Scale {number}: {total} points (confidence {confidence}, {witness})",
    },
    "witness_rules": {"fr": "lu sur le document", "en": "read off the document"},
    "witness_model": {"fr": "lu par le modèle", "en": "read by the model"},
    "witness_both": {"fr": "lu deux fois, à l'identique", "en": "read twice, alike"},
    "witness_teacher": {"fr": "donné par vous", "en": "given by you"},
    "question": {"fr": "Question", "en": "Question"},
    "max_points": {"fr": "Points", "en": "Points"},
    "detected_from": {"fr": "Lu dans", "en": "Detected from"},
    "read_on_page": {"fr": "page {page} : « {text} »", "en": "page {page}: “{text}”"},
    "shorthand": {"fr": "En raccourci : {text}", "en": "In shorthand: {text}"},
    "finding_group_not_sum": {
        "fr": "{question} : {stated} points annoncés, {computed} au total des parties",
        "en": "{question}: {stated} points printed, its parts make {computed}",
    },
    "finding_total_not_sum": {
        "fr": "total annoncé {stated}, somme des questions {computed}",
        "en": "printed total {stated}, the questions make {computed}",
    },
    "finding_duplicate_id": {"fr": "question {question} en double", "en": "question {question} appears twice"},
    "finding_zero_maximum": {"fr": "question {question} sur 0 point", "en": "question {question} is worth 0 points"},
    "finding_criteria_not_sum": {
        "fr": "{question} : {stated} points, mais les critères en font {computed}",
        "en": "{question}: {stated} points, but its criteria make {computed}",
    },
    "finding_duplicate_criterion": {
        "fr": "{question} : un critère en double",
        "en": "{question}: a criterion appears twice",
    },
    "copies_heading": {"fr": "Copies trouvées : {count}", "en": "Copies found: {count}"},
    "copy": {"fr": "Copie", "en": "Copy"},
    "student": {"fr": "Élève", "en": "Student"},
    "pages": {"fr": "Pages", "en": "Pages"},
    "typed": {"fr": "texte saisi", "en": "typed"},
    "confidence": {"fr": "Confiance", "en": "Confidence"},
    "to_check": {"fr": "À vérifier", "en": "To check"},
    "unnamed": {"fr": "sans nom", "en": "no name"},
    "unnamed_copy": {"fr": "sans nom ({copy_id})", "en": "no name ({copy_id})"},
    "warning": {"fr": "Attention : {text}", "en": "Note: {text}"},
    "calls": {
        "fr": "{calls} à faire : {copies} × {graders}.",
        "en": "{calls} to make: {copies} × {graders}.",
    },
    "confirm": {
        "fr": "Entrée pour corriger avec le barème n° {number}, un numéro pour un autre, un barème en raccourci, "
        "ou q pour arrêter là :",
        "en": "Enter to grade by scale {number}, a number for another, a scale in shorthand, or q to stop here:",
    },
    "no_such_scale": {
        "fr": "il n'y a pas de barème n° {number}",
        "en": "there is no scale {number}",
    },
    "incomplete_scale": {
        "fr": "il manque des points au barème n° {number} : donnez-le en raccourci",
        "en": "scale {number} lacks points: give it in shorthand",
    },
    "enter_scale": {
        "fr": "Barème (« Q1: 5, Q2: 3, Ex 2.a = 2,5 »), ou q pour arrêter là :",
        "en": "Scale (“Q1: 5, Q2: 3, Ex 2.a = 2.5”), or q to stop here:",
    },
    "scale_refused": {"fr": "Ce barème ne convient pas : {reason}", "en": "This scale will not do: {reason}"},
    "no_scale": {
        "fr": "aucun barème complet n'a été trouvé. Donnez-le avec --scheme, par exemple :\n"
        '  bareme resume {session_id} --scheme "Q1: 5, Q2: 3"',
        "en": "no complete scale was found. Give it with --scheme, for example:\n"
        '  bareme resume {session_id} --scheme "Q1: 5, Q2: 3"',
    },
    "nobody_answers": {
        "fr": "personne ne répond ici : confirmez avec --yes, ou reprenez plus tard :\n  bareme resume {session_id}",
        "en": "nobody answers here: confirm the scale with --yes, or go on later:\n  bareme resume {session_id}",
    },
    "no_scale_printed": {
        "fr": "Aucun barème n'est imprimé sur ces pages.",
        "en": "No scale is printed on these pages.",
    },
    # Grading.
    "grading": {"fr": "Correction", "en": "Grading"},
    "copy_done": {
        "fr": "{done}  {student}  {mark}",
        "en": "{done}  {student}  {mark}",
    },
    "graded_without_total": {"fr": "corrigée", "en": "graded"},
    "copy_failed": {
        "fr": "{done}  {student}  échec : {reason}",
        "en": "{done}  {student}  failed: {reason}",
    },
    "still_waiting": {"fr": "{count} en attente", "en": "{count} waiting"},
    "interrupted": {
        "fr": "Arrêté. Ce qui est corrigé est gardé ({done}). Pour continuer :\n  bareme resume {session_id}",
        "en": "Stopped. What is graded is kept ({done}). To go on:\n  bareme resume {session_id}",
    },
    "interrupted_waiting": {
        "fr": "Arrêté. Pour continuer :\n  bareme resume {session_id}",
        "en": "Stopped. To go on:\n  bareme resume {session_id}",
    },
    "nothing_begun": {
        "fr": "Arrêté avant le début : rien n'est à reprendre, relancez la même commande.",
        "en": "Stopped before the start: there is nothing to go on with, run the same command again.",
    },
}
