"""What the command line says in review, in French and English."""

REVIEW_TEXTS: dict[str, dict[str, str]] = {
    # Question by question.
    "flagged_heading": {"fr": "À regarder : {questions}", "en": "To look at: {questions}"},
    "flagged_question": {
        "fr": "[{number}/{total}] {student}, question {question} {worth} : {flags}",
        "en": "[{number}/{total}] {student}, question {question} {worth}: {flags}",
    },
    "open_question": {
        "fr": "[{number}/{total}] {student}, question {question} {worth}",
        "en": "[{number}/{total}] {student}, question {question} {worth}",
    },
    "where_to_read": {"fr": "Copie {copy_id} : {place}", "en": "Copy {copy_id}: {place}"},
    "pages_of": {"fr": "{name}, p. {pages}", "en": "{name}, p. {pages}"},
    "mark_first": {
        "fr": "Notez d'abord : les notes des correcteurs sont montrées ensuite.",
        "en": "Mark it first: the graders' marks are shown after that.",
    },
    "answer_read": {"fr": "Réponse lue", "en": "Answer as read"},
    "rationale": {"fr": "Pourquoi", "en": "Why"},
    "second_look": {"fr": "{label}, second regard", "en": "{label}, second look"},
    "second_look_note": {
        "fr": "Second regard : après avoir vu la lecture d'un autre correcteur, sans sa note. La première note reste.",
        "en": "Second look: after seeing another grader's reading, not the points. The first mark remains.",
    },
    "mark": {"fr": "Note", "en": "Mark"},
    "grader": {"fr": "Correcteur", "en": "Grader"},
    "criterion": {"fr": "Critère", "en": "Criterion"},
    "criterion_kind": {"fr": "Nature", "en": "Kind"},
    "possible_points": {"fr": "Points possibles", "en": "Possible points"},
    "from_to": {"fr": "de {low} à {high}", "en": "{low} to {high}"},
    "shared_group": {"fr": "un seul compte : {names}", "en": "only one counts: {names}"},
    "decide": {"fr": "Votre note ({ways}) :", "en": "Your mark ({ways}):"},
    "change_mind": {
        "fr": "Entrée pour garder {points}, ou une autre note ({ways}) :",
        "en": "Enter to keep {points}, or another mark ({ways}):",
    },
    "way_labels": {"fr": "{labels}", "en": "{labels}"},
    "way_points": {"fr": "des points", "en": "points"},
    "way_help": {"fr": "? pour le reste", "en": "? for the rest"},
    "walk_help": {
        "fr": "  {labels} la note de ce correcteur\n"
        "  2,5           des points\n"
        "{criteria}"
        "  f Relisez…    un commentaire pour l'élève ; « f » seul efface le texte\n"
        "  u             annuler la dernière décision\n"
        "  Entrée        passer\n"
        "  q             quitter ; tout ce qui est décidé est gardé",
        "en": "  {labels} that grader's mark\n"
        "  2.5           points\n"
        "{criteria}"
        "  f Look at…    feedback for the student; “f” alone empties it\n"
        "  u             undo the last decision\n"
        "  Enter         skip\n"
        "  q             quit; all that is decided is kept",
    },
    "walk_help_criteria": {
        "fr": "  c 1 0,5 0     les points de chaque critère, dans l'ordre\n",
        "en": "  c 1 0.5 0     the points of each criterion, in order\n",
    },
    "not_an_answer": {
        "fr": "« {text} » n'est pas une réponse possible ; ? les montre toutes.",
        "en": "“{text}” is no possible answer; ? shows them all.",
    },
    "criteria_count": {
        "fr": "il faut {wanted} nombres après « c », un par critère ; il y en a {given}.",
        "en": "“c” wants {wanted} numbers, one a criterion; there are {given}.",
    },
    "action_refused": {"fr": "Refusé : {reason}", "en": "Refused: {reason}"},
    "decided": {"fr": "Noté : {points}/{maximum}", "en": "Set: {points}/{maximum}"},
    "feedback_set": {"fr": "Commentaire enregistré.", "en": "Feedback saved."},
    "undone": {"fr": "Annulé : décision {number}.", "en": "Undone: decision {number}."},
    "nothing_to_undo": {"fr": "Rien à annuler depuis le début.", "en": "Nothing to undo since the start."},
    "default_author": {"fr": "enseignant", "en": "teacher"},
    "unread": {
        "fr": "{questions} qu'un correcteur n'a pas pu lire, et que personne n'a notées depuis : 0 point.",
        "en": "{questions} that a grader could not read, and that nobody has marked since: 0 points.",
    },
    "nothing_open": {
        "fr": "Toutes les notes sont arrêtées. Pour terminer :\n  bareme resume {session_id} --finish",
        "en": "Every mark stands. To finish:\n  bareme resume {session_id} --finish",
    },
    "still_open": {
        "fr": "{questions} sans note arrêtée. Pour continuer :\n  bareme resume {session_id}",
        "en": "{questions} without a mark that stands. To go on:\n  bareme resume {session_id}",
    },
    "finished": {
        "fr": "La session {session_id} est terminée. Pour les fichiers :\n"
        "  bareme export {session_id} --format xlsx   ou csv, csv-flat, json, history",
        "en": "Session {session_id} is finished. For the files:\n"
        "  bareme export {session_id} --format xlsx   or csv, csv-flat, json, history",
    },
    "already_finished": {
        "fr": "La session {session_id} est déjà terminée. Pour les fichiers :\n"
        "  bareme export {session_id} --format xlsx   ou csv, csv-flat, json, history",
        "en": "Session {session_id} is already finished. For the files:\n"
        "  bareme export {session_id} --format xlsx   or csv, csv-flat, json, history",
    },
    "not_in_review": {
        "fr": "la session {session_id} n'est pas en relecture : {stage}",
        "en": "session {session_id} is not in review: {stage}",
    },
    "cannot_finish": {
        "fr": "{reason}\n  bareme resume {session_id} --finish --force",
        "en": "{reason}\n  bareme resume {session_id} --finish --force",
    },
    "nothing_to_retry": {"fr": "Rien n'est en attente ni en échec.", "en": "Nothing is waiting or failed."},
    # One action at once.
    "accepted": {"fr": "Acceptées : {marks}, {copies}.", "en": "Accepted: {marks}, {copies}."},
    "done_on": {"fr": "Fait : {copies}.", "en": "Done: {copies}."},
    "regraded": {"fr": "Recorrigé : {copies}.", "en": "Graded again: {copies}."},
    "confirm_regrade": {
        "fr": "{copies} à recorriger, {calls}. Les notes que vous avez décidées restent.",
        "en": "{copies} to grade again, {calls}. The marks that you decided stay.",
    },
    "go_ahead": {"fr": "Continuer ? (o/n)", "en": "Go ahead? (y/n)"},
    "nothing_changed": {"fr": "Rien n'a été changé.", "en": "Nothing was changed."},
    "nobody_confirms": {
        "fr": "personne ne répond ici, et rien n'a été changé : confirmez avec --yes",
        "en": "nobody answers here, and nothing was changed: confirm with --yes",
    },
    "no_decisions": {"fr": "Aucune décision.", "en": "No decision."},
    "history_heading": {"fr": "Historique", "en": "History"},
    "more_decisions": {
        "fr": "… et {count} avant :\n  bareme review {session_id} history",
        "en": "… and {count} before:\n  bareme review {session_id} history",
    },
    # A new version of the scheme.
    "amendment_heading": {
        "fr": "Barème, version {version} : {total} points (version {before} : {old_total})",
        "en": "Scheme, version {version}: {total} points (version {before}: {old_total})",
    },
    "diff_added": {"fr": "  Nouvelles questions : {questions}", "en": "  New questions: {questions}"},
    "diff_removed": {"fr": "  Questions retirées : {questions}", "en": "  Removed questions: {questions}"},
    "diff_maximum": {
        "fr": "  {question} : sur {after} au lieu de {before}",
        "en": "  {question}: out of {after} instead of {before}",
    },
    "diff_criteria": {"fr": "  Critères changés : {questions}", "en": "  Changed criteria: {questions}"},
    "diff_text": {"fr": "  Énoncé ou corrigé changé : {questions}", "en": "  Changed text or answer: {questions}"},
    "diff_counting": {"fr": "  Les points s'additionnent autrement.", "en": "  Points are added up in another way."},
    "diff_renamed": {"fr": "  Des noms changent.", "en": "  Names change."},
    "amendment_touches": {
        "fr": "Sous la nouvelle version : {copies}. À recorriger : {questions}.",
        "en": "Under the new version: {copies}. To grade again: {questions}.",
    },
    "amendment_costs": {
        "fr": "Cela prend {calls}, environ {input_tokens} jetons lus et {output_tokens} écrits · {cost}.",
        "en": "That takes {calls}, about {input_tokens} tokens in and {output_tokens} out · {cost}.",
    },
    "amendment_keeps": {
        "fr": "{copy_id} garde sa version : {reason}",
        "en": "{copy_id} keeps its version: {reason}",
    },
    "no_question_again": {"fr": "aucune question", "en": "no question"},
    "ask_amendment": {
        "fr": "Entrée ou « all » : toutes les copies, « none » : aucune, « c01,c02 » : celles-là, q : ne rien changer.",
        "en": "Enter or “all”: every copy, “none”: none, “c01,c02”: those, q: change nothing.",
    },
    "amended": {
        "fr": "Le barème est à la version {version}. {copies} sous cette version.",
        "en": "The scheme is at version {version}. {copies} under it.",
    },
    # Below the table of marks.
    "legend_complete": {"fr": "✓ copie terminée", "en": "✓ copy complete"},
    "legend_unreadable": {
        "fr": "? Réponse qu'un correcteur au moins n'a pas pu lire (0 point) : à regarder.",
        "en": "? An answer that at least one grader could not read (0 points): look at it.",
    },
    "legend_not_counted": {
        "fr": "( ) note qui ne compte pas : d'autres du même choix sont meilleures",
        "en": "( ) mark that does not count: others of the same choice are better",
    },
    "legend_older": {
        "fr": "v1, v2… copie notée sous une ancienne version du barème, avec son propre maximum",
        "en": "v1, v2… copy marked under an older version of the scheme, out of its own maximum",
    },
    "legend_hidden": {
        "fr": "· note cachée jusqu'à ce que vous ayez noté la question",
        "en": "· mark hidden until you have marked the question",
    },
    "completed_copies": {"fr": "Copies terminées : {complete}/{copies}", "en": "Complete copies: {complete}/{copies}"},
}
