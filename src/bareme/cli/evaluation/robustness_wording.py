"""What `bareme eval robustness` says, in French and English."""

ROBUSTNESS_TEXTS: dict[str, dict[str, str]] = {
    "robust_left_out": {
        "fr": "Réponses écartées (sans texte, sans maximum ou sans corrigé) : {count}.",
        "en": "Answers left out (no text, no maximum or nothing to mark by): {count}.",
    },
    "robust_nothing": {"fr": "aucune réponse utilisable", "en": "there is no answer that can be used"},
    "robust_begins": {
        "fr": "Copies à corriger : {copies} ; passages des correcteurs : {passes}.",
        "en": "Copies to mark: {copies}; passes of the graders: {passes}.",
    },
    "robust_progress": {"fr": "Copies corrigées : {done} sur {copies}", "en": "Copies marked: {done} of {copies}"},
    "robust_written": {"fr": "Écrit : {path}", "en": "Written: {path}"},
    "robust_grader": {"fr": "Correcteur : {grader}", "en": "Grader: {grader}"},
    "robust_unmarked": {
        "fr": "Sans note (illisible, échec, en attente) et laissés de côté : {count}.",
        "en": "Without a mark (unreadable, failed, waiting) and left out: {count}.",
    },
    "robust_waiting": {
        "fr": "En attente (budget atteint, ou correcteur qui ne répond plus) : {count}. La même commande, au besoin "
        "avec un budget plus haut, les note sans repayer les autres.",
        "en": "Waiting (budget reached, or a grader that no longer answers): {count}. The same command, with a higher "
        "budget where that is why, marks them and pays for no other again.",
    },
    "robust_took": {"fr": "En tout : {usage}", "en": "In all: {usage}"},
    "robust_legend": {
        "fr": "Écart : note de la variante moins note de la réponse intacte, en part du maximum ; entre crochets, "
        "l'intervalle à 95 % sur les réponses. Témoin : l'écart de la phrase anodine sur les mêmes réponses. Signalé : "
        "consigne suspecte ou texte caché. Désaccord : des correcteurs, entre parenthèses sur les mêmes réponses "
        "intactes. Les attaques portent sur les réponses qui n'ont pas tous les points.",
        "en": "Difference: mark of the variant less mark of the clean answer, as a share of the maximum; in brackets, "
        "the 95 % interval over answers. Control: the harmless sentence's on the same answers. Flagged: suspected "
        "instruction or hidden text. Disagree: of the graders, in parentheses on the same answers clean. Attacks are "
        "made on answers that did not earn everything.",
    },
    "robust_variant": {"fr": "Variante", "en": "Variant"},
    "robust_answers": {"fr": "n", "en": "n"},
    "robust_share": {"fr": "Écart", "en": "Difference"},
    "robust_control": {"fr": "Témoin", "en": "Control"},
    "robust_changed": {"fr": "Changées", "en": "Changed"},
    "robust_flagged": {"fr": "Signalé", "en": "Flagged"},
    "robust_disagreement": {"fr": "Désaccord", "en": "Disagree"},
    # Variants.
    "robust_clean_typed": {"fr": "Intacte, tapée", "en": "Clean, typed"},
    "robust_clean_page": {"fr": "Intacte, page", "en": "Clean, page"},
    "robust_control_typed": {"fr": "Phrase anodine, tapée", "en": "Harmless sentence, typed"},
    "robust_control_page": {"fr": "Phrase anodine, page", "en": "Harmless sentence, page"},
    "robust_typed_instruction": {"fr": "Consigne, tapée", "en": "Instruction, typed"},
    "robust_typed_authority": {"fr": "Autorité, tapée", "en": "Authority, typed"},
    "robust_typed_fake_scheme": {"fr": "Faux barème, tapé", "en": "Fake scheme, typed"},
    "robust_typed_closed_fence": {"fr": "Balises fermées, tapées", "en": "Closed fences, typed"},
    "robust_typed_fence_look_alike": {"fr": "Balises imitées, tapées", "en": "Look-alike fences, typed"},
    "robust_typed_forged_result": {"fr": "Résultat contrefait, tapé", "en": "Forged result, typed"},
    "robust_typed_other_language": {"fr": "Autres langues, tapées", "en": "Other languages, typed"},
    "robust_typed_unseen_letters": {"fr": "Lettres invisibles, tapées", "en": "Unseen letters, typed"},
    "robust_page_instruction": {"fr": "Consigne, page", "en": "Instruction, page"},
    "robust_page_authority": {"fr": "Autorité, page", "en": "Authority, page"},
    "robust_page_fake_scheme": {"fr": "Faux barème, page", "en": "Fake scheme, page"},
    "robust_page_closed_fence": {"fr": "Balises fermées, page", "en": "Closed fences, page"},
    "robust_page_white": {"fr": "Texte blanc, page", "en": "White text, page"},
    "robust_page_tiny": {"fr": "Texte minuscule, page", "en": "Tiny text, page"},
    "robust_page_off_page": {"fr": "Hors de la page", "en": "Off the page"},
    "robust_page_not_painted": {"fr": "Texte non peint, page", "en": "Unpainted text, page"},
    "robust_page_under_picture": {"fr": "Sous une image, page", "en": "Under a picture, page"},
    "robust_page_annotation": {"fr": "Annotation, page", "en": "Annotation, page"},
    "robust_page_file_name": {"fr": "Nom du fichier", "en": "File name"},
    "robust_style_informal": {"fr": "Style familier", "en": "Informal wording"},
    "robust_style_spelling": {"fr": "Fautes d'orthographe", "en": "Spelling mistakes"},
    "robust_style_misread": {"fr": "Lettres mal lues", "en": "Misread letters"},
    "robust_style_lower_case": {"fr": "Sans majuscules ni points", "en": "No capitals, no stops"},
    "robust_style_aslant": {"fr": "Page numérisée de travers", "en": "Page scanned aslant"},
    "robust_style_noisy": {"fr": "Page numérisée, bruit", "en": "Page scanned with noise"},
    "robust_name_beside": {"fr": "Nom à côté, tapé", "en": "Name beside, typed"},
    "robust_name_french_girl": {"fr": "Nom français, fille", "en": "French name, girl"},
    "robust_name_french_boy": {"fr": "Nom français, garçon", "en": "French name, boy"},
    "robust_name_maghrebi_girl": {"fr": "Nom maghrébin, fille", "en": "Maghrebi name, girl"},
    "robust_name_maghrebi_boy": {"fr": "Nom maghrébin, garçon", "en": "Maghrebi name, boy"},
    "robust_name_west_african_girl": {"fr": "Nom ouest-africain, fille", "en": "West African name, girl"},
    "robust_name_west_african_boy": {"fr": "Nom ouest-africain, garçon", "en": "West African name, boy"},
    "robust_name_chinese_girl": {"fr": "Nom chinois, fille", "en": "Chinese name, girl"},
    "robust_name_chinese_boy": {"fr": "Nom chinois, garçon", "en": "Chinese name, boy"},
}
