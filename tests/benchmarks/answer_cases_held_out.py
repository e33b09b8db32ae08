"""Families of keys and answers that were written after the rules were done, in other languages and notations too.

The rules were not changed for them: what they show is what to expect of keys that nobody has tried.
"""

import random
from collections.abc import Iterator

from tests.benchmarks.answer_cases import Case, Family, made


def german_and_spanish_terms(draw: random.Random) -> Iterator[Case]:
    """A term of another language, denied in that language."""
    key, other, article, denied = draw.choice(
        (
            ("gleichschenklig", "gleichseitig", "es ist", "nicht gleichschenklig"),
            ("die Fotosynthese", "die Atmung", "es ist", "nicht die Fotosynthese"),
            ("kinetische Energie", "potentielle Energie", "die", "keine kinetische Energie"),
            ("isósceles", "equilátero", "es", "no es isósceles"),
            ("energía cinética", "energía potencial", "la", "no es energía cinética"),
            ("la mitosis", "la meiosis", "es", "no es la mitosis"),
        )
    )
    points = draw.choice(["", " (2 P.)", " (2 Punkte)", " (2 puntos)", " [2 P]"])
    right = [key, key.upper(), key.replace(" ", "  "), f"{key}.", f"{article} {key}", key.lower()]
    yield from made("term in German or Spanish, right", key + points, 1, right)
    yield from made("term in German or Spanish, wrong", key + points, 0, [other, denied, f"{denied}.", other.upper()])


def years(draw: random.Random) -> Iterator[Case]:
    """A year or a date, which a tolerance must not blur."""
    year, day, month = draw.randint(1515, 1989), draw.randint(2, 27), draw.choice(["juillet", "mai", "July", "March"])
    yield from made("year, right", f"{year}", 1, [f"{year}", f"en {year}", f"in {year}.", f"l'an {year}", f" {year} "])
    wrong = [f"{year + 1}", f"{year - 10}", f"en {year + 3}", f"{year}0", f"{str(year)[::-1]}5", f"avant {year}"]
    yield from made("year, wrong", f"{year}", 0, [*wrong, f"after {year}", f"vers {year + 2}"])
    key = f"{day} {month} {year}"
    yield from made("date, right", key, 1, [key, f"le {key}", key.upper(), f"on {key}"])
    yield from made(
        "date, wrong", key, 0, [f"{day + 1} {month} {year}", f"{day} {month} {year + 1}", f"{month} {year}"]
    )


def two_solutions(draw: random.Random) -> Iterator[Case]:
    """An equation with two solutions, both of which are wanted."""
    one, two = draw.sample(range(-9, 10), 2)
    word = draw.choice([" ou ", " or ", " et ", ", ", " and "])
    key = draw.choice([f"x = {one}{word}x = {two}", f"x = {one}{word}{two}"])
    right = [f"x = {one} or x = {two}", f"x = {two} ou x = {one}", f"x = {one}, x = {two}", f"x={one} et x={two}"]
    wrong = [f"x = {one}", f"x = {two}", f"x = {one} or x = {two + 20}", f"x = {one}, x = {two}, x = {two + 30}"]
    yield from made("two solutions, right", key, 1, [*right, f"x = {one}\nx = {two}"])
    yield from made("two solutions, wrong", key, 0, [*wrong, f"x = {-one - 40}"])


def conversions(draw: random.Random) -> Iterator[Case]:
    """A quantity in another unit, with a power of ten, a comma or a point."""
    metres = draw.randint(11, 98) * 100
    key = draw.choice(
        [f"{metres} m", f"d = {metres} m", f"{metres / 1000:g} km", f"d = v × t = {metres} m", f"{metres} m (± 1 m)"]
    )
    kilometres = f"{metres / 1000:g}"
    right = [f"{metres} m", f"{kilometres} km", f"d = {kilometres.replace('.', ',')} km", f"{metres}m"]
    right += [f"{metres / 1000:g} × 10^3 m", f"d = {metres // 2} × 2 = {metres} m", f"distance = {kilometres} km"]
    wrong = [f"{metres} km", f"{kilometres} m", f"{metres / 10:g} km", f"{metres + 900} m", f"d = {metres} s"]
    wrong += [f"{metres} m²", f"moins de {metres} m", f"at least {metres} m", f"{metres - 800} à {metres + 800} m"]
    yield from made("conversion, right", key, 1, right)
    yield from made("conversion, wrong", key, 0, wrong)


def chemistry(draw: random.Random) -> Iterator[Case]:
    """Symbols and formulas, in which capitals and digits matter."""
    key, wrong = draw.choice(
        (
            ("CO2", ["CO", "C2O", "Co2", "O2", "CO3", "not CO2"]),
            ("H₂O", ["H2O2", "HO", "H3O", "OH", "pas H2O"]),
            ("NaCl", ["NaCl2", "KCl", "NACl2", "Na", "Cl"]),
            ("Co", ["CO", "Cu", "C", "not Co"]),
            ("Fe3+", ["Fe2+", "Fe", "Fe3-", "F3+"]),
            ("m/s²", ["m/s", "m·s", "s²/m", "m"]),
        )
    )
    yield from made("symbol, right", key, 1, [key, f"{key}.", f" {key} ", f"« {key} »", f"C'est {key}", f"It is {key}"])
    yield from made("symbol, wrong", key, 0, wrong)


def signs_and_bounds(draw: random.Random) -> Iterator[Case]:
    """An inequality, an interval or a signed number."""
    a = draw.randint(2, 40)
    key, right, wrong = draw.choice(
        (
            (f"x > {a}", [f"x > {a}", f"x>{a}", f"{a} < x"], [f"x < {a}", f"x = {a}", f"x ≥ {a}", f"x > -{a}", f"{a}"]),
            (f"-{a}", [f"-{a}", f"− {a}", f"−{a}", f"-{a},0"], [f"{a}", f"+{a}", f"1/-{a}", f"-{a + 3}", f"--{a}"]),
            (f"[0 ; {a}]", [f"[0 ; {a}]", f"[0;{a}]"], [f"]0 ; {a}[", f"[{a} ; 0]", f"[0 ; {a + 5}]", f"{a}"]),
            (f"{a} %", [f"{a} %", f"{a}%", f"0,{a:02}"], [f"{a + 9} %", f"{a * 100} %", f"0,0{a:02}", f"{a} ‰"]),
        )
    )
    yield from made("sign or bound, right", key, 1, right)
    yield from made("sign or bound, wrong", key, 0, wrong)


def named_criteria(draw: random.Random) -> Iterator[Case]:
    """Criteria in German and French whose values are quantities, and an answer that lacks one."""
    volts, amperes = draw.randint(2, 9), draw.randint(2, 9)
    watts = volts * amperes
    names = draw.choice(
        [("Formel", "Ergebnis"), ("Relation", "Application numérique"), ("Ansatz", "Lösung"), ("M1", "A1")]
    )
    criteria = ((f"{names[0]}: P = U × I", ""), (f"{names[1]}: P = {watts} W", ""))
    key = f"P = U × I = {watts} W"
    right = [f"P = U × I = {watts} W", f"P = U × I\nP = {watts} W", f"P = U*I = {volts}*{amperes} = {watts} W"]
    half = [f"P = {watts} W", f"P = U × I = {watts + 3} W", "P = U × I"]
    wrong = [
        f"P = U + I = {volts + amperes + watts} W",
        f"P = U / I = {watts + 1} W",
        f"P = {watts + 2} W",
        f"P = {watts} V",
    ]
    yield from made("named criteria, right", key, 1, right, criteria=criteria)
    yield from made("named criteria, half right", key, 0.5, half, criteria=criteria)
    yield from made("named criteria, wrong", key, 0, wrong, criteria=criteria)


_NEAR = (
    ("mitosis", "meiosis"),
    ("adduction", "abduction"),
    ("hypotension", "hypertension"),
    ("intravenous", "intervenous"),
    ("endothermique", "exothermique"),
    ("afférent", "efférent"),
    ("cation", "anion"),
    ("convexe", "concave"),
    ("Louis XIV", "Louis XV"),
    ("oxydation", "oxygénation"),
    ("inductive", "deductive"),
    ("perméable", "imperméable"),
)


def near_misses(draw: random.Random) -> Iterator[Case]:
    """Terms of which another is a letter or a prefix away."""
    one, two = draw.sample(draw.choice(_NEAR), 2)
    yield from made("near miss, right", one, 1, [one, one.upper(), f"{one}.", f"  {one}"])
    yield from made("near miss, wrong", one, 0, [two, f"{two}.", f"not {one}", f"ni {one} ni {two}", f"neither {one}"])


HELD_OUT: tuple[Family, ...] = (
    german_and_spanish_terms,
    years,
    two_solutions,
    conversions,
    chemistry,
    signs_and_bounds,
    named_criteria,
    near_misses,
)
