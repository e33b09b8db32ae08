"""Why an action was not applied, in the teacher's words."""

from bareme.domain.points import Language

_REASONS: dict[str, dict[Language, str]] = {
    "no_copy": {"fr": "il n'y a pas de copie {copy_id!r}", "en": "there is no copy {copy_id!r}"},
    "no_question": {
        "fr": "il n'y a pas de question {question_id!r} à noter",
        "en": "there is no question {question_id!r} to mark",
    },
    "no_mark": {
        "fr": "{points} n'est pas une note possible : un multiple de {step} entre 0 et {maximum}",
        "en": "{points} is not a possible mark: a multiple of {step} between 0 and {maximum}",
    },
    "criteria": {
        "fr": "il faut des points pour chacun des critères de {question_id!r} : {criteria}",
        "en": "points are needed for each criterion of {question_id!r}: {criteria}",
    },
    "no_criteria": {"fr": "{question_id!r} n'a pas de critères", "en": "{question_id!r} has no criteria"},
    "not_for_criterion": {
        "fr": "{points} n'est pas possible pour le critère {criterion_id!r}",
        "en": "{points} is not possible for the criterion {criterion_id!r}",
    },
    "no_attempt": {
        "fr": "le correcteur {label!r} (passage {try_index}) n'a pas de note pour {question_id!r}",
        "en": "grader {label!r} (try {try_index}) has no mark for {question_id!r}",
    },
    "hidden": {
        "fr": "{question_id!r} : notez d'abord vous-même, les notes des correcteurs sont montrées ensuite",
        "en": "{question_id!r}: decide it yourself first, the graders' marks are shown after that",
    },
    "nothing_open": {
        "fr": "toutes les questions de {copy_id!r} sont déjà décidées",
        "en": "every question of {copy_id!r} is already decided",
    },
    "nothing_to_accept": {
        "fr": "il n'y a rien à accepter dans {copy_id!r} : aucune note commune, assez sûre et pas encore décidée",
        "en": "there is nothing to accept in {copy_id!r}: no common mark that is sure enough and not decided yet",
    },
    "decided": {
        "fr": "{question_id!r} de {copy_id!r} est déjà décidée",
        "en": "{question_id!r} of {copy_id!r} is already decided",
    },
    "changed": {
        "fr": "la copie a changé depuis : version {current}, et non {expected}",
        "en": "the copy has changed since: version {current}, not {expected}",
    },
    "scheme_changed": {
        "fr": "le barème a changé depuis : version {current}, et non {expected}",
        "en": "the scheme has changed since: version {current}, not {expected}",
    },
    "complete": {
        "fr": "la copie {copy_id!r} est terminée ; rouvrez-la pour la modifier",
        "en": "copy {copy_id!r} is complete; reopen it to change it",
    },
    "not_complete": {"fr": "la copie {copy_id!r} n'est pas terminée", "en": "copy {copy_id!r} is not complete"},
    "questions_open": {
        "fr": "{copy_id!r} a des questions sans note arrêtée : {questions}",
        "en": "{copy_id!r} has questions without a mark that stands: {questions}",
    },
    "no_decision": {"fr": "il n'y a pas de décision {number!r}", "en": "there is no decision {number!r}"},
    "later_decision": {
        "fr": "la décision {number!r} n'est pas la dernière sur son sujet ; annulez d'abord {later!r}",
        "en": "decision {number!r} is not the latest on its subject; undo {later!r} first",
    },
    "cannot_undo_scheme": {
        "fr": "une version du barème ne s'annule pas : modifiez le barème à nouveau",
        "en": "a version of the scheme cannot be undone: amend the scheme again",
    },
    "does_not_fit": {
        "fr": "la note décidée pour {questions} dépasse le nouveau barème ; changez-la d'abord",
        "en": "the mark decided for {questions} does not fit the new scheme; change it first",
    },
    "several_students": {
        "fr": "plusieurs élèves de la liste portent ce nom : donnez le numéro",
        "en": "several students on the roster have this name: give the number",
    },
    "finished": {
        "fr": "la révision est terminée : placez « finish » en dernier",
        "en": "the review is finished: put 'finish' last",
    },
    "one_amendment": {
        "fr": "le barème ne change qu'une fois par envoi, et avant toute recorrection : envoyez-le à part",
        "en": "the scheme changes once in a command, and before anything is regraded: send this by itself",
    },
    "same_scheme": {"fr": "le barème ne change pas", "en": "the scheme does not change"},
    "say_regrade": {
        "fr": "rien n'est encore changé : renvoyez avec « regrade » : « all », « none » ou des copies",
        "en": "nothing is changed yet: send it again with 'regrade': 'all', 'none' or copies",
    },
    "already_regraded": {
        "fr": "{copy_id!r} est déjà recorrigée par une autre action de cet envoi",
        "en": "{copy_id!r} is already regraded by another action of this command",
    },
    "regrade_pending": {
        "fr": "des copies sont recorrigées par ce même envoi ; terminez ensuite",
        "en": "copies are being regraded by this very command; finish after that",
    },
    "open": {
        "fr": "{count} questions n'ont pas de note arrêtée ({questions}) ; terminez avec « force » pour les laisser "
        "ouvertes",
        "en": "{count} questions have no mark that stands ({questions}); finish with 'force' to leave them open",
    },
}

_SHOWN = 12


def reason(key: str, language: Language, **values: object) -> str:
    """Return why an action was not applied."""
    return _REASONS[key][language].format(**values)


def enumerate_ids(ids: list[str]) -> str:
    """Return the ids in one line, the first dozen of many."""
    return ", ".join(ids[:_SHOWN]) + (" …" if len(ids) > _SHOWN else "")
