"""What the command line says, in French and English. A command stands on a line of its own, so that none is broken."""

import re
from typing import TYPE_CHECKING, Literal

from bareme.cli.display.results_wording import RESULTS_TEXTS
from bareme.cli.display.spending_wording import SPENDING_TEXTS
from bareme.cli.evaluation.robustness_wording import ROBUSTNESS_TEXTS
from bareme.cli.evaluation.run_wording import RUN_TEXTS
from bareme.cli.evaluation.wording import EVALUATION_TEXTS
from bareme.cli.grading.rubric_wording import RUBRIC_TEXTS
from bareme.cli.grading.wording import GRADING_TEXTS
from bareme.cli.models_wording import MODELS_TEXTS
from bareme.cli.review.wording import REVIEW_TEXTS
from bareme.translation import languages

# As `bareme.domain.points.Language`, without Pydantic, which `bareme --help` need not wait for.
if TYPE_CHECKING:
    Language = str
else:
    Language = Literal[languages()]  # Typer reads its choices

_TEXTS: dict[str, dict[Language, str]] = {
    **MODELS_TEXTS,
    **GRADING_TEXTS,
    **RESULTS_TEXTS,
    **SPENDING_TEXTS,
    **REVIEW_TEXTS,
    **RUBRIC_TEXTS,
    **ROBUSTNESS_TEXTS,
    **RUN_TEXTS,
    **EVALUATION_TEXTS,
    "error": {"fr": "Erreur : ", "en": "Error: "},
    "unexpected": {
        "fr": "erreur inattendue ({kind}) ; BAREME_DEBUG=1 montre où.",
        "en": "unexpected {kind}; BAREME_DEBUG=1 shows where.",
    },
    "bad_database": {
        "fr": "ce que Barème garde dans {home} ne peut pas être lu ({reason}) ; BAREME_HOME désigne un autre dossier",
        "en": "what Barème keeps in {home} cannot be read ({reason}); BAREME_HOME names another folder",
    },
    "bad_env_file": {
        "fr": ".env n'est pas un fichier texte en UTF-8 : il n'est pas lu",
        "en": ".env is no text file in UTF-8: it is not read",
    },
    "files_not_written": {
        "fr": "les fichiers n'ont pas pu être écrits, les résultats sont gardés : {reason}",
        "en": "the files could not be written, the results are kept: {reason}",
    },
    # Wrong usage.
    "of_option": {"fr": "{option} : ", "en": "{option}: "},
    "file_error": {"fr": "{name} : {reason}", "en": "{name}: {reason}"},
    "no_model_name": {
        "fr": "{name!r} ne nomme pas un modèle : écrivez fournisseur:modèle, par exemple openai:gpt-5.1-mini ; "
        "bareme models montre les fournisseurs",
        "en": "{name!r} names no model: write provider:model, such as openai:gpt-5.1-mini; bareme models shows the "
        "providers",
    },
    "too_many_tries": {
        "fr": "{name!r} : de 1 à 10 passages après « @ »",
        "en": "{name!r}: 1 to 10 passes after “@”",
    },
    "no_step": {
        "fr": "{step!r} n'est pas un nombre au-dessus de 0, et de 100 au plus",
        "en": "{step!r} is not above 0 and at most 100",
    },
    "no_text": {
        "fr": "{name} n'est pas un fichier texte (UTF-8)",
        "en": "{name} is no text file (UTF-8)",
    },
    "text_too_long": {
        "fr": "{name} : {length} caractères, mais {limit} au plus",
        "en": "{name}: {length} characters, but {limit} at most",
    },
    "finish_or_retry": {"fr": "donnez --finish ou --retry, pas les deux", "en": "give either --finish or --retry"},
    "force_finishes": {"fr": "--force va avec --finish", "en": "--force goes with --finish"},
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
    # Serving.
    "no_langgraph": {
        "fr": "langgraph-cli n'est pas installé : pip install 'bareme[serve]' (ou uv sync --extra serve)",
        "en": "langgraph-cli is not installed: pip install 'bareme[serve]' (or uv sync --extra serve)",
    },
    "port_taken": {
        "fr": "impossible d'écouter sur {host}:{port} ({reason}) : choisissez un autre port avec --port",
        "en": "cannot listen on {host}:{port} ({reason}): choose another port with --port",
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
