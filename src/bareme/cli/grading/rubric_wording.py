"""What the command line says about criteria and schemes in files, in French and English."""

RUBRIC_TEXTS: dict[str, dict[str, str]] = {
    "stage_waiting_for_rubric": {"fr": "attend les critères", "en": "waiting for the criteria"},
    "rubric_heading": {
        "fr": "Critères proposés ({round})",
        "en": "Drafted criteria ({round})",
    },
    "rubric_question": {
        "fr": "[{number}] {question} : {maximum}",
        "en": "[{number}] {question}: {maximum}",
    },
    "rubric_dropped": {
        "fr": "sans critères : notée d'un seul tenant",
        "en": "no criteria: marked as a whole",
    },
    "rubric_fault": {"fr": "À corriger : {text}", "en": "To put right: {text}"},
    "criterion_levels": {"fr": "Paliers", "en": "Levels"},
    "bonus": {"fr": "bonus", "en": "bonus"},
    "confirm_rubric": {
        "fr": "Entrée pour accepter, d N pour retirer les critères de la question N, r N remarque pour les "
        "redemander,\n"
        "w FICHIER pour les écrire dans un .csv ou .json à modifier, e FICHIER pour le relire, ou q pour arrêter là :",
        "en": "Enter to accept, d N to drop the criteria of question N, r N remark to ask for them again,\n"
        "w FILE to write them into a .csv or .json to edit, e FILE to read it back, or q to stop here:",
    },
    "rubric_refused": {"fr": "Refusé : {reason}", "en": "Refused: {reason}"},
    "not_a_rubric_answer": {
        "fr": "« {text} » n'est pas une réponse",
        "en": "“{text}” is no answer",
    },
    "no_such_question": {
        "fr": "il n'y a pas de question n° {number} ici",
        "en": "there is no question number {number} here",
    },
    "no_scheme_file": {
        "fr": "« {name} » : il faut un fichier .json ou .csv",
        "en": "“{name}”: it has to be a .json or .csv file",
    },
    "nothing_edited": {
        "fr": "« {name} » ne change rien aux critères",
        "en": "“{name}” changes none of the criteria",
    },
    "rubric_written": {"fr": "Écrit : {name}", "en": "Written: {name}"},
    "rubric_dropped_all": {
        "fr": "Sans critères, faute de proposition juste : {questions}",
        "en": "Without criteria, for want of a sound draft: {questions}",
    },
    "scheme_written": {
        "fr": "{name} : {questions}, {points} points",
        "en": "{name}: {questions}, {points} points",
    },
}
