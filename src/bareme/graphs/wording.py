"""What the graph says to a teacher, in French and English."""

from pydantic import ValidationError

from bareme.domain.points import Language

_TEXTS: dict[str, dict[Language, str]] = {
    "confirm_scale": {
        "fr": "Vérifiez le barème et les copies, corrigez ce qui doit l'être, puis confirmez.",
        "en": "Check the marking scale and the copies, correct what needs it, then confirm.",
    },
    "enter_scale": {
        "fr": "Aucun barème n'a été trouvé. Saisissez-le, par exemple « Q1: 5, Q2: 3, Ex 2.a = 2,5 ».",
        "en": "No marking scale was found. Enter it, for example 'Q1: 5, Q2: 3, Ex 2.a = 2.5'.",
    },
    "incomplete_scale": {
        "fr": "Un barème a été trouvé en partie : il manque des points. Complétez-le avant de confirmer.",
        "en": "A marking scale was found in part: some points are missing. Complete it before you confirm.",
    },
    "confirm_rubric": {
        "fr": "Vérifiez les critères proposés : modifiez, retirez ou redemandez ce qui ne va pas, puis acceptez. "
        "Ensuite, ils valent pour toutes les copies.",
        "en": "Check the drafted criteria: edit, drop or ask again for what is not right, then accept. From then on "
        "they hold for every copy.",
    },
    "enter_rubric": {
        "fr": "Aucun critère n'a pu être proposé. Saisissez-les, redemandez-les, ou retirez ces questions pour les "
        "noter sans critères.",
        "en": "No criteria could be drafted. Write them, ask again, or drop these questions to mark them without.",
    },
    "rubric_failed": {
        "fr": "La rédaction des critères par le modèle a échoué ({reason}).",
        "en": "The model failed to draft criteria ({reason}).",
    },
    "rubric_stopped": {
        "fr": "Arrêt demandé : aucun modèle n'a été appelé pour les critères. Vous pouvez les redemander.",
        "en": "Stopped as asked: no model was called for the criteria. You can ask for them again.",
    },
    "rubric_kept": {
        "fr": "{question} : pas de nouvelle proposition ; la précédente est gardée.",
        "en": "{question}: no new draft; the earlier one is kept.",
    },
    "rubric_open": {
        "fr": "Ces critères ne peuvent pas être acceptés : {questions}. Modifiez-les, redemandez-les, ou retirez ces "
        "questions.",
        "en": "These criteria cannot be accepted: {questions}. Edit them, ask again, or drop these questions.",
    },
    "not_in_rubric": {
        "fr": "La question {question_id!r} n'est pas de celles dont les critères sont à confirmer.",
        "en": "Question {question_id!r} is none of those whose criteria are to be confirmed.",
    },
    "review": {
        "fr": "Les copies sont corrigées. Parcourez les points signalés, décidez, puis terminez.",
        "en": "The copies are graded. Look at what is flagged, decide, then finish.",
    },
    "review_calls": {
        "fr": "Le budget d'appels est atteint : des copies attendent. Décidez sur les autres, ou relancez ce qui "
        "manque avec un budget plus élevé.",
        "en": "The budget of calls is reached: some copies wait. Decide on the others, or regrade what is missing with "
        "a higher budget.",
    },
    "review_dollars": {
        "fr": "Le budget en dollars est atteint : des copies attendent. Décidez sur les autres, ou relancez ce qui "
        "manque avec un budget plus élevé.",
        "en": "The budget of dollars is reached: some copies wait. Decide on the others, or regrade what is missing "
        "with a higher budget.",
    },
    "not_split": {
        "fr": "« {name} » : rien ne permet de séparer les élèves. Les pages restent ensemble, à répartir par vous ; un "
        "fichier par élève évite cela.",
        "en": "'{name}': nothing tells the students apart. The pages stay together for you to split; one file a "
        "student avoids this.",
    },
    "analysis_failed": {
        "fr": "L'analyse par le modèle a échoué ({reason}). Le barème et les copies viennent des règles seules.",
        "en": "The model's analysis failed ({reason}). The scale and the copies come from the rules alone.",
    },
    "calibration_failed": {
        "fr": "Question {question_id} : le modèle n'a pas pu comparer les réponses entre elles ({reason}). Seules les "
        "réponses identiques selon les règles sont rapprochées.",
        "en": "Question {question_id}: the model could not compare the answers with each other ({reason}). Only those "
        "that are the same by rules are put together.",
    },
    "hidden_text": {
        "fr": "« {name} » : la page {page} contient un texte invisible à la lecture ; il n'est pas pris en compte.",
        "en": "'{name}': page {page} holds text that a reader cannot see; it is left out of account.",
    },
    "refused": {"fr": "« {name} » : {message}", "en": "'{name}': {message}"},
    "repaired": {
        "fr": "« {name} » : fichier abîmé, réparé à l'ouverture ; vérifiez qu'aucune page ne manque.",
        "en": "'{name}': a damaged file, repaired on opening; check that no page is missing.",
    },
    "picture_not_decoded": {
        "fr": "« {name} » : une image n'a pas pu être lue et apparaît vide.",
        "en": "'{name}': a picture could not be read and shows as blank.",
    },
    "blank_pages": {
        "fr": "« {name} » : pages blanches laissées de côté ({pages}).",
        "en": "'{name}': blank pages left aside ({pages}).",
    },
    "too_many_copies": {
        "fr": "{count} copies, mais une session en prend {limit} au plus : retirez-en ou faites deux sessions.",
        "en": "{count} copies, but a session takes {limit} at most: leave some out, or make two sessions.",
    },
    "no_copies": {
        "fr": "Il n'y a aucune copie à corriger.",
        "en": "There is no copy to grade.",
    },
    "no_such_candidate": {
        "fr": "Le barème n° {index} n'existe pas : il y en a {count}, numérotés à partir de 0.",
        "en": "There is no scale number {index}: there are {count}, numbered from 0.",
    },
    "candidate_incomplete": {
        "fr": "Le barème n° {index} est incomplet : envoyez-le complété dans « scheme ».",
        "en": "Scale number {index} is incomplete: send it completed in 'scheme'.",
    },
    "no_such_copy": {
        "fr": "La copie {copy_id!r} n'existe pas.",
        "en": "There is no copy {copy_id!r}.",
    },
    "no_pages_in_copy": {
        "fr": "La copie {copy_id!r} n'a ni pages ni réponses.",
        "en": "Copy {copy_id!r} has neither pages nor answers.",
    },
    "no_such_page": {
        "fr": "La page {index} du document {document_id!r} n'existe pas.",
        "en": "There is no page {index} in document {document_id!r}.",
    },
    "page_twice": {
        "fr": "La page {index} du document {document_id!r} est dans deux copies.",
        "en": "Page {index} of document {document_id!r} is in two copies.",
    },
    "other_exam": {
        "fr": "Cette session est déjà en cours ; ce qui vient d'être envoyé est laissé de côté. Pour une autre "
        "épreuve, ouvrez une autre session.",
        "en": "This session is already under way; what was just sent is left aside. Open another one for another exam.",
    },
    "untitled": {"fr": "Épreuve", "en": "Exam"},
}


def say(key: str, language: Language, **values: object) -> str:
    """Return the text of this key, filled in."""
    return _TEXTS[key][language].format(**values)


def describe_faults(error: ValidationError, *, under: str = "") -> str:
    """Return Pydantic's findings as "documents[0].role: …; students: …", without the values at fault.

    `under` is the path of the value that was validated, if it is a part of something.
    """
    errors = error.errors(include_url=False, include_input=False, include_context=False)
    faults = []
    for fault in errors:
        # A list of which a part is faulty is said to be too short: for want of that part.
        within = any(len(other["loc"]) > len(fault["loc"]) and _begins(other["loc"], fault["loc"]) for other in errors)
        if fault["type"] == "too_short" and within:
            continue
        path = under
        for part in fault["loc"]:
            path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
        # JSON has lists, and no tuples.
        message = fault["msg"].replace("a valid tuple", "a list").replace("Tuple", "List")
        faults.append(f"{path or 'value'}: {message}")
    return "; ".join(faults)


def _begins(path: tuple[int | str, ...], start: tuple[int | str, ...]) -> bool:
    return path[: len(start)] == start
