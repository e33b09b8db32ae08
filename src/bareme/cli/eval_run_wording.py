"""What `bareme eval run` and `bareme eval compare` say, in French and English."""

from collections.abc import Mapping
from typing import Literal

RUN_TEXTS: Mapping[str, dict[Literal["fr", "en"], str]] = {
    # A run.
    "run_sample": {
        "fr": "Échantillon : {size} réponses sur {all}, graine {seed}, chaque question à proportion.",
        "en": "Sample: {size} of {all} answers, seed {seed}, each question its share.",
    },
    "run_plan": {
        "fr": "À noter : réponses {items}, copies {copies}, sessions {sessions}, pas {steps} ; notes attendues {marks}.",
        "en": "To mark: answers {items}, copies {copies}, sessions {sessions}, step {steps}; marks expected {marks}.",
    },
    "run_left_out": {"fr": "Pas notées : {count} × {reason}", "en": "Not marked: {count} × {reason}"},
    "run_nothing": {
        "fr": "aucune réponse ne peut être donnée à un correcteur : {reasons}",
        "en": "no answer can be given to a grader: {reasons}",
    },
    "run_preparing": {"fr": "Préparation des sessions…", "en": "Preparing the sessions…"},
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
    "status_invalid_output": {"fr": "réponse inutilisable", "en": "invalid output"},
    "status_failed": {"fr": "échec", "en": "failed"},
    "status_waiting": {"fr": "en attente", "en": "waiting"},
}
