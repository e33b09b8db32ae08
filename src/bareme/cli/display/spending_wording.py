"""What the command line says of calls, tokens and dollars, in French and English."""

SPENDING_TEXTS: dict[str, dict[str, str]] = {
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
    "budget_stays": {
        "fr": "Le budget reste à {limits} : il peut être relevé, et non baissé.",
        "en": "The budget stays at {limits}: it can be raised, not lowered.",
    },
    "no_budget": {
        "fr": "Cette session n'a pas de budget : une limite se donne à bareme grade.",
        "en": "This session has no budget: a limit is given to bareme grade.",
    },
    "budget": {"fr": "Budget : {limits}.", "en": "Budget: {limits}."},
}
