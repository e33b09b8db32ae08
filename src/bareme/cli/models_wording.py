"""What `bareme models` says."""

MODELS_TEXTS: dict[str, dict[str, str]] = {
    "models_provider": {"fr": "Fournisseur", "en": "Provider"},
    "models_state": {"fr": "État", "en": "State"},
    "models_key_from": {"fr": "Clé lue dans", "en": "Key read from"},
    "models_address": {"fr": "Adresse", "en": "Address"},
    "models_ready": {"fr": "prêt", "en": "ready"},
    "models_no_key": {"fr": "sans clé", "en": "no key"},
    "models_no_address": {"fr": "sans adresse (BAREME_LOCAL_BASE_URL)", "en": "no address (BAREME_LOCAL_BASE_URL)"},
    "models_no_extra": {"fr": "non installé : bareme[{extra}]", "en": "not installed: bareme[{extra}]"},
    "models_default": {"fr": "Par défaut : {model}", "en": "Default: {model}"},
    "models_offline": {
        "fr": "{model} répond hors ligne, d'après des règles : il n'y a rien à appeler.",
        "en": "{model} answers offline, from rules: there is nothing to call.",
    },
    "models_answered": {
        "fr": "{model} a répondu en {seconds} s ; le fournisseur l'appelle {reported}.",
        "en": "{model} answered in {seconds} s; its provider calls it {reported}.",
    },
    "models_answered_badly": {
        "fr": "{model} a répondu en {seconds} s, mais pas sous la forme voulue ; le fournisseur l'appelle {reported}.",
        "en": "{model} answered in {seconds} s, but not in the form asked for; its provider calls it {reported}.",
    },
    "models_form": {"fr": "Forme : {form}", "en": "Form: {form}"},
    "models_form_tool": {"fr": "appel d'outil", "en": "tool call"},
    "models_form_json_schema": {"fr": "schéma JSON", "en": "JSON schema"},
    "models_form_json_text": {"fr": "texte JSON", "en": "JSON text"},
    "models_raw": {"fr": "Reçu : {text}", "en": "Received: {text}"},
    "models_tokens": {"fr": "Jetons : {input} lus, {output} écrits", "en": "Tokens: {input} in, {output} out"},
}
