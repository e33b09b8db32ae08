"""A second set of kinds and ways, written after the rules had been mended for `later`."""

import random
from collections.abc import Iterator, Sequence

from tests.benchmarks.answer_cases import Case
from tests.typed_answers.ways import Key

_SAID = ("{}", "{}\n", "My final answer: {}", "{} ✔", "- {}", "({})", "« {} »", "Ich glaube, {}", "Je dirais {}.")
_UNSAID = (
    "{} (biffé)", "{} minus a bit", "presque {}", "{}-like", "was {} until 1900", "{} × 0", "my friend wrote {}", "{} ✗",
    "¬({})", "everything in the list save {}", "1. {} 2. something else", "surement pas... {}", "~~{}~~",
    "weder {} noch etwas anderes", "{}, doch das stimmt nur selten", "se fosse {}", "anti-{}", "the question says {}",
)  # fmt: skip


def answered(
    kind: str, draw: random.Random, keys: Sequence[tuple[str, list[str], list[str]]], question: str = ""
) -> Iterator[Case]:
    """Yield the answers to one of `keys` in ways that the other sets do not use."""
    text, right, wrong = draw.choice(keys)
    key = Key(kind, text, right, wrong, "en", question)
    for one in key.right:
        yield from (_case(key, "right", way.format(one), 1) for way in _SAID)
    for one in key.wrong:
        yield from (_case(key, "wrong", way.format(one), 0) for way in _SAID)
    yield from (_case(key, "unsaid", way.format(key.right[0]), 0) for way in _UNSAID)


def _case(key: Key, way: str, answer: str, share: float) -> Case:
    return Case(f"{key.kind}, {way}", key.text, answer, share, key.criteria, key.question)


def distances(draw: random.Random) -> Iterator[Case]:
    """Measures with an object: how far, how many, what of."""
    a, b = draw.sample(range(12, 99), 2)
    yield from answered("measure of a thing", draw, [
        (f"{a} pommes", [f"{a} pommes"], [f"{a} poires", f"{b} pommes", f"{a} kg de pommes", f"{a} pommes et {b} poires"]),
        (f"il reste {a} €", [f"il reste {a} €"], [f"il manque {a} €", f"il reste {b} €", f"on doit {a} €"]),
        (f"{a} km from the coast", [f"{a} km from the coast"], [f"{b} km from the coast", f"{a} m from the coast", f"{a} km from the capital"]),
        (f"1 m {a}", [f"1 m {a}", f"1,{a} m"], [f"{a} m", f"1 m {b}", f"1 cm {a}"]),
        (f"{a} dozen eggs", [f"{a} dozen eggs"], [f"{a} eggs", f"{b} dozen eggs", f"half of {a} dozen eggs"]),
        (f"£{a} profit", [f"£{a} profit"], [f"£{a} loss", f"£{b} profit", f"${a} profit"]),
        (f"Punkt P({a}|{b})", [f"P({a}|{b})"], [f"P({b}|{a})", f"Q({a}|{b})", f"P({a}|-{b})"]),
    ])  # fmt: skip


def unknowns(draw: random.Random) -> Iterator[Case]:
    """Statements about letters: limits, derivatives, logs, sums, inequalities."""
    a = draw.randint(3, 19)
    yield from answered("statement about letters", draw, [
        (f"lim = {a}", [f"lim = {a}", f"{a}"], [f"lim = {a + 1}", "lim = ∞", f"lim = -{a}"]),
        (f"ln({a})", [f"ln({a})"], [f"log({a})", f"ln(-{a})", f"{a}", f"e^{a}"]),
        (f"u_n = {a}n + 1", [f"u_n = {a}n + 1"], [f"u_n = {a}n - 1", f"u_n = n + {a}", f"u_{a} = n + 1"]),
        (f"-{a} < x < {a}", [f"-{a} < x < {a}"], [f"x < {a}", f"-{a} > x > {a}", f"-{a} ≤ x ≤ {a}"]),
        (f"x ≠ {a}", [f"x ≠ {a}"], [f"x = {a}", f"{a}", f"x > {a}"]),
        (f"{a} | n", [f"{a} | n"], [f"n | {a}", f"{a}n", f"{a}"]),
        (f"x ≡ 2 mod {a}", [f"x ≡ 2 mod {a}"], [f"x ≡ {a} mod 2", "x ≡ 2", f"x = {a}"]),
        (f"k = {a} ou k = -{a}", [f"k = {a} ou k = -{a}", f"k = ±{a}"], [f"k = {a}", f"k = -{a}", f"k = {a} ou k = {a + 1}"]),
    ])  # fmt: skip


def people(draw: random.Random) -> Iterator[Case]:
    """Works, dates of people, offices: two facts in one line."""
    yield from answered("two facts", draw, [
        ("Zola, Germinal", ["Zola, Germinal"], ["Zola, Nana", "Hugo, Germinal", "Germinal"]),
        ("Napoleon in 1804", ["Napoleon in 1804"], ["Napoleon in 1815", "Louis XVIII in 1804", "1804"]),
        ("Berlin (Allemagne)", ["Berlin (Allemagne)", "Berlin"], ["Bonn (Allemagne)", "Berlin (Autriche)", "Allemagne"]),
        ("Ada Lovelace, 1843", ["Ada Lovelace, 1843"], ["Ada Lovelace, 1834", "Charles Babbage, 1843"]),
        ("le premier ministre, nommé par le président", ["le premier ministre, nommé par le président"], ["le président, nommé par le premier ministre", "le premier ministre, élu par le président"]),
        ("Frida Kahlo und Diego Rivera", ["Frida Kahlo und Diego Rivera"], ["Frida Kahlo", "Diego Velázquez und Frida Kahlo", "weder noch"]),
    ])  # fmt: skip


def comparisons(draw: random.Random) -> Iterator[Case]:
    """Which is larger, older, first."""
    yield from answered("comparison", draw, [
        ("A > B", ["A > B", "B < A"], ["B > A", "A = B", "A < B"]),
        ("l'échantillon 1 est plus dense que l'échantillon 2", ["l'échantillon 1 est plus dense que l'échantillon 2"], ["l'échantillon 2 est plus dense que l'échantillon 1", "l'échantillon 1 est moins dense que l'échantillon 2"]),
        ("The left one is brighter.", ["The left one is brighter"], ["The right one is brighter", "The left one is dimmer", "The left one is not brighter"]),
        ("Fe < Cu < Ag", ["Fe < Cu < Ag"], ["Ag < Cu < Fe", "Fe < Ag < Cu", "Fe > Cu > Ag"]),
        ("Rom ist älter als Paris.", ["Rom ist älter als Paris"], ["Paris ist älter als Rom", "Rom ist jünger als Paris"]),
        ("el primero", ["el primero"], ["el segundo", "la primera", "el último"]),
        ("both", ["both"], ["neither", "the first", "both of the others"]),
        ("le même", ["le même"], ["pas le même", "la même", "un autre"]),
    ])  # fmt: skip


def spellings(draw: random.Random) -> Iterator[Case]:
    """Dictation: one letter, accent or capital is the point."""
    yield from answered("spelling", draw, [
        ("a mangé", ["a mangé"], ["à mangé", "a manger", "a mange"]),
        ("Elle s'est levée.", ["Elle s'est levée"], ["Elle s'est levé", "Elle c'est levée", "Elles s'est levée"]),
        ("accommodate", ["accommodate"], ["accomodate", "acommodate"]),
        ("dass", ["dass"], ["das"]),
        ("où", ["où"], ["ou"]),
        ("cien años", ["cien años"], ["cien anos", "cien año"]),
        ("ses chaussures", ["ses chaussures"], ["ces chaussures", "c'est chaussures", "ses chaussure"]),
        ("principle", ["principle"], ["principal"]),
        ("its", ["its"], ["it's", "it"]),
        ("complement", ["complement"], ["compliment"]),
    ], "Spell it.")  # fmt: skip


def opposites(draw: random.Random) -> Iterator[Case]:
    """Near neighbours of a term of the trade."""
    text, *wrong = draw.choice([
        ("endothermic", "exothermic", "thermic", "endothermal not"), ("hyperbole", "hyperbola", "hypobole", "litote"), ("abscisse", "ordonnée", "abscisse nulle à droite"),
        ("numerator", "denominator", "numeral"), ("cathode", "anode", "cathode ray of anode"), ("intransitif", "transitif"), ("ascending", "descending"),
        ("import", "export"), ("asymétrique", "symétrique"), ("Nordhalbkugel", "Südhalbkugel"), ("sístole", "diástole"), ("convexe", "concave"),
        ("under-sampling", "over-sampling", "sampling"), ("intravenous", "intramuscular", "venous"), ("afférent", "efférent"), ("inductive", "deductive"),
    ])  # fmt: skip
    yield from answered("near neighbour", draw, [(text, [text], list(wrong))])


def poems(draw: random.Random) -> Iterator[Case]:
    """Schemes, metres, word classes and roles in a sentence."""
    yield from answered("scheme or role", draw, [
        ("ABBA", ["ABBA"], ["ABAB", "AABB", "BAAB", "ABBA ABAB"]),
        ("abab cdcd", ["abab cdcd"], ["abba cddc", "abab", "cdcd abab"]),
        ("8 syllabes", ["8 syllabes", "8"], ["12 syllabes", "8 vers", "un vers de 12"]),
        ("sujet : le chat ; verbe : dort", ["sujet : le chat ; verbe : dort"], ["sujet : dort ; verbe : le chat", "sujet : le chien ; verbe : dort"]),
        ("adj.", ["adj."], ["adv.", "n.", "adj. no"]),
        ("3e personne du pluriel", ["3e personne du pluriel"], ["3e personne du singulier", "1re personne du pluriel", "2e personne du pluriel"]),
        ("subject-verb-object", ["subject-verb-object"], ["verb-subject-object", "subject-object-verb", "subject-verb"]),
    ])  # fmt: skip


def tables(draw: random.Random) -> Iterator[Case]:
    """A row of a table, a schedule, a recipe."""
    a, b, c = draw.sample(range(2, 60), 3)
    yield from answered("row of a table", draw, [
        (f"{a} | {b} | {c}", [f"{a} | {b} | {c}"], [f"{b} | {a} | {c}", f"{a} | {b}", f"{c}"]),
        (f"{a}; {b}; {c}", [f"{a}; {b}; {c}"], [f"{b}; {a}; {c}", f"{a}; {b}", f"{a}; {b}; {c}; 99"]),
        (f"mean {a}, median {b}", [f"mean {a}, median {b}"], [f"mean {b}, median {a}", f"mean {a}", f"median {b}"]),
        (f"Min: {a}, Max: {a + b}", [f"Min: {a}, Max: {a + b}"], [f"Min: {a + b}, Max: {a}", f"Min: {a}"]),
        (f"{a} g Mehl, {b} ml Milch", [f"{a} g Mehl, {b} ml Milch"], [f"{b} g Mehl, {a} ml Milch", f"{a} g Mehl"]),
        (f"départ 8 h {b + 9:02}, arrivée 9 h {c:02}", [f"départ 8 h {b + 9:02}, arrivée 9 h {c:02}"], [f"départ 9 h {c:02}, arrivée 8 h {b + 9:02}", f"départ 8 h {b + 9:02}"]),
        (f"{a} (oui), {b} (non)", [f"{a} (oui), {b} (non)"], [f"{b} (oui), {a} (non)", f"{a}"]),
    ])  # fmt: skip


LAST = (distances, unknowns, people, comparisons, spellings, opposites, poems, tables)
