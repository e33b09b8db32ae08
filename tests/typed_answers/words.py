"""Keys in words: definitions, names, translations, reasons."""

import random
from collections.abc import Iterator

from tests.benchmarks.answer_cases import Case
from tests.typed_answers.ways import Key, answered


def definitions(draw: random.Random) -> Iterator[Case]:
    """A definition of one sentence; another thing is said with nearly the same words."""
    language, text, right, wrong = draw.choice(
        [
            ("fr", "Une espèce est un ensemble d'individus capables de se reproduire entre eux.", "des individus capables de se reproduire entre eux", ["un ensemble d'individus incapables de se reproduire entre eux", "Une espèce est un ensemble de cellules."]),
            ("en", "Osmosis is the movement of water from a dilute to a concentrated solution through a membrane.", "movement of water from a dilute solution to a concentrated solution through a membrane", ["movement of water from a concentrated to a dilute solution through a membrane", "movement of salt from a dilute to a concentrated solution through a membrane"]),
            ("de", "Eine Säure gibt Protonen ab, eine Base nimmt Protonen auf.", "Die Säure gibt Protonen ab und die Base nimmt sie auf", ["Eine Säure nimmt Protonen auf, eine Base gibt Protonen ab.", "Eine Säure gibt Elektronen ab."]),
            ("es", "Un ácido cede protones y una base los acepta.", "el ácido cede protones, la base los acepta", ["Un ácido acepta protones y una base los cede."]),
            ("en", "A verb that needs a direct object.", "a verb which needs a direct object", ["a verb that needs no direct object", "a noun that needs a direct object", "a verb that needs an indirect object"]),
            ("fr", "La vitesse est le quotient de la distance par la durée.", "quotient de la distance par la durée", ["le quotient de la durée par la distance", "le produit de la distance par la durée"]),
        ]
    )  # fmt: skip
    yield from answered(Key("definition", text, [text, right], wrong, language))


def truths_with_reasons(draw: random.Random) -> Iterator[Case]:
    """True or false, with a reason."""
    language, text, right, wrong = draw.choice(
        [
            ("fr", "Vrai, car 7 est premier.", "Vrai car 7 est un nombre premier", ["Faux, car 7 est premier.", "Faux", "Vrai, car 7 est pair."]),
            ("en", "False because whales are mammals.", "False, whales are mammals", ["True because whales are mammals.", "False because whales are fish.", "True"]),
            ("de", "Falsch, denn Wale sind Säugetiere.", "Falsch, Wale sind Säugetiere", ["Richtig, denn Wale sind Säugetiere.", "Richtig"]),
            ("es", "Falso, porque la ballena es un mamífero.", "Falso, la ballena es un mamífero", ["Verdadero, porque la ballena es un mamífero.", "Verdadero"]),
            ("fr", "Non, le signal est trop faible.", "Non, car le signal est trop faible", ["Oui, le signal est trop faible.", "Non, le signal est trop fort."]),
        ]
    )  # fmt: skip
    yield from answered(Key("truth with a reason", text, [text, right], wrong, language))


def translations(draw: random.Random) -> Iterator[Case]:
    """A sentence or word of another language, with alternatives."""
    language, text, right, wrong, question = draw.choice(
        [
            ("en", "The dog is barking / The dog barks", ["The dog is barking", "The dog barks"], ["The cat is barking", "The dog was barking", "The dogs bark"], "Traduire : Le chien aboie."),
            ("fr", "j'ai fini", ["j'ai fini"], ["je finis", "j'avais fini", "il a fini", "tu as fini"], "Translate: I have finished."),
            ("de", "ich habe gegessen", ["ich habe gegessen"], ["ich esse", "du hast gegessen", "ich hatte gegessen"], "Translate: I have eaten."),
            ("es", "fuimos al cine", ["fuimos al cine"], ["vamos al cine", "fueron al cine", "fuimos del cine"], "Translate: we went to the cinema."),
            ("fr", "la souris", ["la souris"], ["le souris", "les souris", "la chatte"], "Translate: the mouse (with its article)."),
            ("de", "der Tisch", ["der Tisch"], ["die Tisch", "das Tisch", "der Stuhl"], "Translate: the table (with its article)."),
            ("fr", "un cheval, des chevaux", ["un cheval, des chevaux"], ["un cheval, des chevals", "un cheveu, des cheveux"], "Singular and plural?"),
        ]
    )  # fmt: skip
    yield from answered(Key("translation", text, right, wrong, language, question))


def names(draw: random.Random) -> Iterator[Case]:
    """A person or a place, with variants."""
    language, text, right, wrong = draw.choice(
        [
            ("fr", "Victor Hugo (accepter : Hugo)", ["Victor Hugo", "Hugo"], ["Victor Cousin", "Adèle Hugo", "Victor"]),
            ("en", "Franklin D. Roosevelt (also: FDR)", ["Franklin D. Roosevelt", "FDR"], ["Theodore Roosevelt", "Eleanor Roosevelt", "Franklin"]),
            ("de", "Johann Sebastian Bach (auch: J. S. Bach)", ["Johann Sebastian Bach", "J. S. Bach"], ["Johann Christian Bach", "Carl Philipp Emanuel Bach", "Johann Sebastian"]),
            ("es", "América del Sur", ["América del Sur"], ["América del Norte", "África del Sur", "América"]),
            ("en", "New South Wales", ["New South Wales"], ["South Wales", "New Wales", "North Wales"]),
            ("fr", "la mer Noire", ["la mer Noire", "mer Noire"], ["la mer Rouge", "la forêt Noire", "la mer"]),
            ("en", "North Korea", ["North Korea"], ["South Korea", "Korea", "North Dakota"]),
            ("de", "Friedrich der Große", ["Friedrich der Große"], ["Karl der Große", "Friedrich", "Friedrich Barbarossa"]),
        ]
    )  # fmt: skip
    yield from answered(Key("name", text, right, wrong, language))


def negated(draw: random.Random) -> Iterator[Case]:
    """A key that is itself a denial."""
    language, text, right, wrong = draw.choice(
        [
            ("fr", "La suite ne converge pas.", "elle ne converge pas", ["La suite converge.", "La série ne converge pas."]),
            ("en", "There is no friction.", "no friction", ["There is friction.", "There is no gravity.", "friction"]),
            ("de", "Das Metall leitet keinen Strom.", "es leitet keinen Strom", ["Das Metall leitet Strom.", "Das Metall leitet keine Wärme."]),
            ("es", "No hay solución.", "no hay solución", ["Hay una solución.", "Hay dos soluciones."]),
            ("fr", "sans unité", "sans unité", ["avec unité", "unité"]),
            ("en", "non-renewable", "non-renewable", ["renewable"]),
            ("fr", "aucun", "aucun", ["tous", "un seul"]),
        ]
    )  # fmt: skip
    yield from answered(Key("negated key", text, [text, right], wrong, language, sole=False))


def notes(draw: random.Random) -> Iterator[Case]:
    """A key that says what not to accept."""
    language, text, right, wrong = draw.choice(
        [
            ("fr", "Paris (ne pas accepter Lyon)", "Paris", ["Lyon", "Marseille"]),
            ("en", "nucleus (do not accept nucleolus)", "nucleus", ["nucleolus", "membrane"]),
            ("en", "mass; reject: weight", "mass", ["weight", "volume"]),
            ("de", "Masse (nicht: Gewicht)", "Masse", ["Gewicht", "Volumen"]),
            ("es", "masa (no aceptar: peso)", "masa", ["peso", "volumen"]),
            ("en", "chloroplast (not chlorophyll)", "chloroplast", ["chlorophyll", "leaf"]),
            ("fr", "vitesse, et non accélération", "vitesse", ["accélération", "force"]),
            ("fr", "12 cm (0 si l'élève écrit 12 cm²)", "12 cm", ["12 cm²", "15 cm"]),
        ]
    )  # fmt: skip
    yield from answered(Key("what not to accept", text, [right], wrong, language))


def open_keys(draw: random.Random) -> Iterator[Case]:
    """A key that describes an answer instead of giving it: only a person can tell what is right."""
    language, text, right, wrong = draw.choice(
        [
            ("fr", "toute réponse cohérente avec le texte", "Il fuit parce qu'il a peur.", ["toute réponse", "réponse cohérente avec le texte"]),
            ("en", "any sensible example", "a kettle", ["any sensible example"]),
            ("en", "answers vary", "My favourite book is Emma.", ["answers vary"]),
            ("de", "individuelle Lösung", "Ich mag Hunde.", ["individuelle Lösung"]),
            ("es", "respuesta libre", "Me gusta leer.", ["respuesta libre"]),
            ("en", "Any two planets", "Mars and Venus", ["Pluto and the Moon", "any two planets"]),
            ("fr", "un nombre pair", "14", ["15"]),
            ("en", "a prime number greater than 20", "23", ["20"]),
            ("fr", "citer un verbe du premier groupe", "chanter", ["finir", "citer un verbe"]),
            ("en", "award 1 mark for a correct unit", "metres", ["a correct unit"]),
            ("fr", "idem question 2", "Paris", ["idem question 2"]),
            ("en", "see mark scheme", "gravity", ["see mark scheme"]),
        ]
    )  # fmt: skip
    yield from answered(Key("open key", text, [right], wrong, language, sole=False))


def grammar(draw: random.Random) -> Iterator[Case]:
    """A grammatical form, in which one letter matters."""
    language, text, right, wrong = draw.choice(
        [
            ("fr", "nous finissons", "nous finissons", ["nous finissions", "nous finirons", "vous finissez"]),
            ("fr", "imparfait", "imparfait", ["parfait", "plus-que-parfait", "passé simple"]),
            ("fr", "complément d'objet direct", "complément d'objet direct", ["complément d'objet indirect", "complément"]),
            ("en", "went", "went", ["want", "gone", "goes"]),
            ("en", "they're", "they're", ["their", "there"]),
            ("de", "dem Mann", "dem Mann", ["den Mann", "der Mann", "des Mannes"]),
            ("es", "comieron", "comieron", ["comió", "comerán", "comieran"]),
            ("en", "affect", "affect", ["effect"]),
            ("fr", "à", "à", ["a", "as"]),
            ("fr", "ils mangeaient", "ils mangeaient", ["il mangeait", "ils mangent", "ils mangèrent"]),
        ]
    )  # fmt: skip
    yield from answered(Key("grammar", text, [right], wrong, language))


def causes(draw: random.Random) -> Iterator[Case]:
    """Causes as criteria of two points each."""
    language, first, second, one, denied = draw.choice(
        [
            ("fr", "La récolte est mauvaise", "Le pain est cher", "la récolte de 1788 est mauvaise", "La récolte n'est pas mauvaise et le pain n'est pas cher."),
            ("en", "The population grew", "Land was scarce", "the population grew quickly", "The population did not grow and land was not scarce."),
            ("de", "Die Bevölkerung wuchs", "Das Land war knapp", "Die Bevölkerung wuchs schnell", "Die Bevölkerung wuchs nicht und das Land war nicht knapp."),
            ("en", "Light energy is absorbed", "Water is split", "light energy is absorbed by chlorophyll", "Light energy is released and water is formed."),
        ]
    )  # fmt: skip
    key = Key(
        "causes", f"{first}. {second}.", [f"{first}. {second}.", f"{second}. {first}."], [denied], language,
        parts={one: 0.5}, sole=False, criteria=((first, ""), (second, "")),
    )  # fmt: skip
    yield from answered(key)


def terms_beside(draw: random.Random) -> Iterator[Case]:
    """A term of two words, of which each stands in other terms."""
    language, text, wrong = draw.choice(
        [
            ("fr", "triangle rectangle en B", ["triangle rectangle en A", "triangle isocèle en B", "rectangle"]),
            ("en", "second law of thermodynamics", ["first law of thermodynamics", "second law of motion", "thermodynamics"]),
            ("de", "schwache Säure", ["starke Säure", "schwache Base", "Säure"]),
            ("es", "guerra civil", ["guerra mundial", "guardia civil", "guerra"]),
            ("en", "carbon dioxide", ["carbon monoxide", "sulfur dioxide", "carbon"]),
            ("fr", "énergie potentielle de pesanteur", ["énergie potentielle élastique", "énergie cinétique", "pesanteur"]),
            ("en", "present perfect continuous", ["present continuous", "past perfect continuous", "present perfect"]),
            ("fr", "hydroxyde de sodium", ["chlorure de sodium", "hydroxyde de potassium", "sodium"]),
            ("en", "primary consumer", ["secondary consumer", "primary producer", "consumer"]),
            ("en", "hypertonic", ["hypotonic", "isotonic", "hyper"]),
        ]
    )  # fmt: skip
    yield from answered(Key("compound term", text, [text, text.upper()], wrong, language))


WORDS = (
    definitions, truths_with_reasons, translations, names, negated, notes, open_keys, grammar, causes, terms_beside,
)  # fmt: skip
