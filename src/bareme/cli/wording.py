"""What the command line says, in French and English. A command stands on a line of its own, so that none is broken."""

import re
from typing import Literal

from bareme.cli import review_wording
from bareme.cli.eval_run_wording import RUN_TEXTS
from bareme.cli.eval_wording import EVALUATION_TEXTS
from bareme.cli.models_wording import MODELS_TEXTS
from bareme.cli.robustness_wording import ROBUSTNESS_TEXTS
from bareme.cli.rubric_wording import RUBRIC_TEXTS

# The same as `bareme.domain.points.Language`, without Pydantic, which `bareme --help` need not wait for.
Language = Literal["fr", "en"]

_TEXTS: dict[str, dict[Language, str]] = {
    **MODELS_TEXTS,
    **review_wording.TEXTS,
    **RUBRIC_TEXTS,
    **ROBUSTNESS_TEXTS,
    **RUN_TEXTS,
    **EVALUATION_TEXTS,
    "error": {"fr": "Erreur : ", "en": "Error: "},
    "unexpected": {
        "fr": "erreur inattendue ({kind}) ; BAREME_DEBUG=1 montre où.",
        "en": "unexpected {kind}; BAREME_DEBUG=1 shows where.",
    },
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
    # Grading.
    "grading": {"fr": "Correction", "en": "Grading"},
    "copy_done": {
        "fr": "{done}  {student}  {mark}",
        "en": "{done}  {student}  {mark}",
    },
    "copy_failed": {
        "fr": "{done}  {student}  échec : {reason}",
        "en": "{done}  {student}  failed: {reason}",
    },
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
    # Results.
    "results_heading": {"fr": "Résultats", "en": "Results"},
    "total": {"fr": "Total", "en": "Total"},
    "band": {"fr": "Mention", "en": "Grade"},
    "provisional_marks": {"fr": "Provisoires", "en": "Provisional"},
    "disagreements_heading": {
        "fr": "Désaccords entre correcteurs : {count}",
        "en": "Disagreements between graders: {count}",
    },
    "shown": {"fr": "Affiché", "en": "Shown"},
    "more_disagreements": {
        "fr": "… et {count} autres :\n  bareme show {session_id}",
        "en": "… and {count} more:\n  bareme show {session_id}",
    },
    "class_heading": {"fr": "Classe", "en": "Class"},
    "figures": {
        "fr": "Moyenne {mean}/{maximum} · médiane {median} · écart type {deviation} · de {lowest} à {highest}",
        "en": "Mean {mean}/{maximum} · median {median} · standard deviation {deviation} · from {lowest} to {highest}",
    },
    "reliability": {
        "fr": "Alpha de Cronbach {alpha} · erreur type de mesure {standard_error}",
        "en": "Cronbach’s alpha {alpha} · standard error of measurement {standard_error}",
    },
    "left_out": {"fr": "{copies} hors des moyennes", "en": "{copies} not in the averages"},
    "rests_on_provisional": {
        "fr": "{copies} au total provisoire",
        "en": "{copies} with a provisional total",
    },
    "usage": {
        "fr": "{calls}, {input_tokens} jetons lus et {output_tokens} écrits",
        "en": "{calls}, {input_tokens} tokens in and {output_tokens} out",
    },
    "usage_cached": {
        "fr": "{calls}, {input_tokens} jetons lus (dont {cached_tokens} en cache) et {output_tokens} écrits",
        "en": "{calls}, {input_tokens} tokens in ({cached_tokens} of them cached) and {output_tokens} out",
    },
    "usage_estimated": {"fr": "jetons estimés", "en": "tokens estimated"},
    "cost_unknown": {"fr": "coût inconnu", "en": "cost unknown"},
    "cost_in_part": {
        "fr": "{cost}, sans compter {calls} au prix inconnu",
        "en": "{cost}, {calls} of unknown price aside",
    },
    "budget_calls": {
        "fr": "Le budget d'appels est atteint : le reste attend.",
        "en": "The budget of calls is reached: the rest waits.",
    },
    "budget_dollars": {
        "fr": "Le budget en dollars est atteint : le reste attend.",
        "en": "The budget of dollars is reached: the rest waits.",
    },
    "usage_heading": {"fr": "Consommation", "en": "Usage"},
    "reading_the_files": {"fr": "lecture des fichiers", "en": "reading the files"},
    "calls_made": {"fr": "Appels", "en": "Calls"},
    "tokens_in": {"fr": "Jetons lus", "en": "Tokens in"},
    "tokens_cached": {"fr": "dont en cache", "en": "of them cached"},
    "tokens_out": {"fr": "Jetons écrits", "en": "Tokens out"},
    "cost": {"fr": "Coût", "en": "Cost"},
    "estimate": {
        "fr": "Estimation : {input_tokens} jetons lus, {output_tokens} écrits ; {price}.",
        "en": "Estimate: {input_tokens} tokens in, {output_tokens} out; {price}.",
    },
    "price_between": {"fr": "{low}, au plus environ {high}", "en": "{low}, at most about {high}"},
    "price_unknown": {"fr": "prix inconnu pour {models}", "en": "no known price for {models}"},
    "budget": {"fr": "Budget : {limits}.", "en": "Budget: {limits}."},
    "failed_copy": {"fr": "la copie {copy} n'est pas corrigée : {reason}", "en": "copy {copy} is not graded: {reason}"},
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
    "how_raise": {
        "fr": "  bareme resume {session_id} --retry --max-calls N   relever le budget (ou --max-dollars)",
        "en": "  bareme resume {session_id} --retry --max-calls N   raise the budget (or --max-dollars)",
    },
    # Sessions.
    "no_sessions": {"fr": "Aucune session.", "en": "No session."},
    "no_session": {
        "fr": "il n'y a pas de session {session_id!r} ; bareme sessions les donne toutes",
        "en": "there is no session {session_id!r}; bareme sessions lists them all",
    },
    "session_id": {"fr": "Session", "en": "Session"},
    "name": {"fr": "Nom", "en": "Name"},
    "date": {"fr": "Date", "en": "Date"},
    "stage": {"fr": "État", "en": "State"},
    "copies": {"fr": "Copies", "en": "Copies"},
    "stage_waiting_for_scale": {"fr": "attend le barème", "en": "waiting for the scale"},
    "stage_stopped": {"fr": "arrêtée, à reprendre", "en": "stopped, to be resumed"},
    "stage_in_review": {"fr": "en relecture", "en": "in review"},
    "stage_finished": {"fr": "terminée", "en": "finished"},
    "not_graded_yet": {
        "fr": "la session {session_id} n'a pas encore de résultats :\n  bareme resume {session_id}",
        "en": "session {session_id} has no results yet:\n  bareme resume {session_id}",
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
    # Scale and serve.
    "no_scale_printed": {
        "fr": "Aucun barème n'est imprimé sur ces pages.",
        "en": "No scale is printed on these pages.",
    },
    "no_langgraph": {
        "fr": "langgraph-cli n'est pas installé : pip install 'bareme[serve]' (ou uv sync --extra serve)",
        "en": "langgraph-cli is not installed: pip install 'bareme[serve]' (or uv sync --extra serve)",
    },
    "no_config": {
        "fr": "il n'y a pas de langgraph.json ici : lancez bareme serve dans le dossier de Barème, ou donnez --config",
        "en": "there is no langgraph.json here: run bareme serve in Barème's folder, or give --config",
    },
}

_NOUNS: dict[str, dict[Language, tuple[str, str]]] = {
    "copy": {"fr": ("copie", "copies"), "en": ("copy", "copies")},
    "grader": {"fr": ("correction", "corrections"), "en": ("pass", "passes")},
    "call": {"fr": ("appel de modèle", "appels de modèle"), "en": ("model call", "model calls")},
    "failure": {"fr": ("échec", "échecs"), "en": ("failure", "failures")},
    "question": {"fr": ("question", "questions"), "en": ("question", "questions")},
    "mark": {"fr": ("note", "notes"), "en": ("mark", "marks")},
    "decision": {"fr": ("décision", "décisions"), "en": ("decision", "decisions")},
    "copy_of": {"fr": ("copie sur {total}", "copies sur {total}"), "en": ("copy of {total}", "copies of {total}")},
}


def say(key: str, language: Language, **values: object) -> str:
    """Return the text of this key, filled in. French gets the spaces that its punctuation wants."""
    text = _TEXTS[key][language]
    return (_spaced(text) if language == "fr" else text).format(**values)


def count(number: int, noun: str, language: Language, **values: object) -> str:
    """Return "1 copie", "8 copies". French has its singular for 0, English its plural."""
    singular, plural = _NOUNS[noun][language]
    alone = number <= 1 if language == "fr" else number == 1
    return f"{number} {singular if alone else plural}".format(**values)


def percent(share: float, language: Language) -> str:
    """Return "93 %" in French, "93%" in English."""
    return f"{share:.0%}".replace("%", "\u00a0%" if language == "fr" else "%")


def _spaced(text: str) -> str:
    """Return `text` with curved apostrophes, and no-break spaces inside « » and before : ; ? and !."""
    return re.sub(r"(?<=«) | (?=[:;?!»])", "\u00a0", re.sub(r"(?<=\w)'(?=\w)", "’", text))


def number(value: int, language: Language) -> str:
    """Return a whole number with its thousands apart: "43 135" in French, "43,135" in English."""
    return f"{value:,}".replace(",", "\u202f" if language == "fr" else ",")
