"""Kinds of keys and ways of answering that were written when the rules were done. The rules were run on them as they are."""

import random
from collections.abc import Iterator, Sequence

from tests.benchmarks.answer_cases import Case
from tests.typed_answers.ways import Key

_SAID = ("{}", " {} ", "{}.", "I think {}", "{} (see my drawing)", "→ {}", "**{}**", "answer: {}", "{}, obviously")
_UNSAID = (
    "{} is what I first thought", "far from {}", "{} is a common mistake", "if only it were {}", "not quite {}",
    "{} would be too easy", "less likely {}", "half {}", "it used to be {}", "{}'s rival", "{} -> crossed out",
    "pre-{}", "un-{}", "{} does not apply", "in place of {}", "ni {}", "al posto di {}", "em vez de {}",
)  # fmt: skip


def answered(key: Key) -> Iterator[Case]:
    """Yield the answers to `key` in ways that the other kinds do not use."""
    for text in key.right:
        for way in _SAID:
            yield _case(key, "right", way.format(text), 1)
    for text in key.wrong:
        for way in _SAID:
            yield _case(key, "wrong", way.format(text), 0)
    for text, share in key.parts.items():
        yield _case(key, "in part", text, share)
    for way in _UNSAID:
        yield _case(key, "unsaid", way.format(key.right[0]), 0)


def _case(key: Key, way: str, answer: str, share: float) -> Case:
    return Case(f"{key.kind}, {way}", key.text, answer, share, key.criteria, key.question)


def _one(
    kind: str, draw: random.Random, keys: Sequence[tuple[str, list[str], list[str]]], question: str = ""
) -> Iterator[Case]:
    text, right, wrong = draw.choice(keys)
    yield from answered(Key(kind, text, right, wrong, "en", question))


def bases(draw: random.Random) -> Iterator[Case]:
    """Numbers in another base, addresses, versions, codes."""
    yield from _one("base or address", draw, [
        ("0x1F", ["0x1F"], ["0x1E", "1F", "0", "31F"]),
        ("192.168.0.1", ["192.168.0.1"], ["192.168.1.0", "192.168.0.1.5", "192.168", "10.168.0.1"]),
        ("#FF0000", ["#FF0000"], ["#00FF00", "FF0000 0", "0000"]),
        ("10110₂", ["10110₂"], ["10011₂", "22₂", "10110₁₀"]),
        ("v2.10", ["v2.10"], ["v2.1", "2.01", "v10.2"]),
        ("978-2-07", ["978-2-07"], ["978-7-02", "978", "978-2-70"]),
        ("-12 °C à -5 °C", ["-12 °C à -5 °C"], ["-5 °C", "12 °C à 5 °C", "-12 °C", "-5 °C à -2 °C"]),
    ])  # fmt: skip


def angles(draw: random.Random) -> Iterator[Case]:
    """Angles, bearings, vectors and matrices."""
    a, b = draw.sample(range(11, 80), 2)
    yield from _one("angle or vector", draw, [
        (f"{a}°", [f"{a}°"], [f"{a} rad", f"{a + 9}°", f"-{a}°", f"{a}′"]),
        ("π/3 rad", ["π/3 rad", "π/3"], ["3/π", "π/6 rad", "-π/3", "2π/3 rad"]),
        (f"N {a}° E", [f"N {a}° E"], [f"N {a}° W", f"S {a}° E", f"N {b}° E", f"{a}°"]),
        (f"{a}° {b}′ N", [f"{a}° {b}′ N"], [f"{a}° {b}′ S", f"{b}° {a}′ N", f"{a}°"]),
        (f"[[{a}, 0], [0, {b}]]", [f"[[{a}, 0], [0, {b}]]"], [f"[[{b}, 0], [0, {a}]]", f"[{a}, {b}]", f"[[{a}, 0], [1, {b}]]"]),
        (f"{a}i + {b}j", [f"{a}i + {b}j"], [f"{b}i + {a}j", f"{a}i - {b}j", f"{a + b}", f"{a}i"]),
        (f"{a} + {b}i", [f"{a} + {b}i"], [f"{a} - {b}i", f"{b} + {a}i", f"{a}"]),
    ])  # fmt: skip


def uncertain_values(draw: random.Random) -> Iterator[Case]:
    """Values with their uncertainty, significant figures, orders of size."""
    a = draw.randint(21, 89)
    yield from _one("value with uncertainty", draw, [
        (f"({a} ± 2) mm", [f"({a} ± 2) mm", f"{a} mm"], [f"{a + 9} mm", "±2 mm", f"({a} ± 20) cm"]),
        (f"≈ {a} kJ/mol", [f"{a} kJ/mol", f"≈ {a} kJ/mol"], [f"{a} J/mol", f"{a * 3} kJ/mol", f"-{a} kJ/mol", f"{a} kJ"]),
        ("order of magnitude 10^5", ["10^5", "order of magnitude 10^5"], ["10^4", "5", "105", "10^-5"]),
        (f"{a}.00 g (4 s.f.)", [f"{a}.00 g"], [f"{a + 3}.00 g", "4 g", f"{a}.40 g"]),
        (f"under {a} minutes", [f"under {a} minutes"], [f"over {a} minutes", f"{a + 5} minutes", f"exactly {a} hours"]),
        ("twice as heavy", ["twice as heavy"], ["half as heavy", "twice as light", "three times as heavy"]),
        (f"the {a}th term", [f"the {a}th term"], [f"the {a + 1}th term", f"{a} terms", f"the {a}th root"]),
    ])  # fmt: skip


def crosses(draw: random.Random) -> Iterator[Case]:
    """Genotypes, blood groups, sequences of bases, taxa."""
    yield from _one("genotype or base", draw, [
        ("Aa × Aa", ["Aa × Aa"], ["AA × aa", "Aa × aa", "aa × aa", "Aa"]),
        ("Aa", ["Aa"], ["AA", "aa", "aA a"]),
        ("AB+", ["AB+"], ["AB-", "A+", "B+", "O+"]),
        ("AUGGCU", ["AUGGCU"], ["ATGGCT", "AUGGC", "UCGGUA", "auggcu A"]),
        ("5'-ATC-3'", ["5'-ATC-3'"], ["3'-ATC-5'", "5'-TAG-3'", "ATC"]),
        ("3 : 1", ["3 : 1", "3:1"], ["1 : 3", "9 : 3 : 3 : 1", "3", "31"]),
        ("46, XY", ["46, XY"], ["46, XX", "47, XY", "46", "45, X"]),
        ("Homo sapiens", ["Homo sapiens"], ["Homo erectus", "Homo", "sapiens"]),
        ("2n = 46", ["2n = 46"], ["n = 46", "2n = 23", "46n = 2", "2n ≠ 46"]),
    ])  # fmt: skip


def gaps(draw: random.Random) -> Iterator[Case]:
    """Gaps to fill: several words in the places of a text."""
    yield from _one("gaps", draw, [
        ("1) is 2) was", ["1) is 2) was"], ["1) was 2) is", "1) is 2) were", "is"]),
        ("a. had gone; b. went", ["a. had gone; b. went"], ["a. went; b. had gone", "a. has gone; b. went", "a. had gone"]),
        ("(1) nucleus (2) cytoplasm (3) wall", ["(1) nucleus (2) cytoplasm (3) wall"], ["(1) wall (2) cytoplasm (3) nucleus", "(1) nucleus", "(1) nucleus (2) wall (3) cytoplasm"]),
        ("les, des, de", ["les, des, de"], ["des, les, de", "les, des, des", "le, des, de"]),
        ("more … than", ["more … than"], ["less … than", "as … as", "more … then"]),
        ("1 vrai, 2 faux, 3 vrai", ["1 vrai, 2 faux, 3 vrai"], ["1 faux, 2 vrai, 3 faux", "1 vrai, 2 vrai, 3 vrai", "vrai"]),
        ("TFFT", ["TFFT"], ["FTTF", "TFTF", "TFF", "TTFT"]),
        ("V - F - V", ["V - F - V"], ["F - V - F", "V - V - F", "V", "V - F"]),
    ])  # fmt: skip


def rewritings(draw: random.Random) -> Iterator[Case]:
    """A sentence put into the passive, another tense, direct speech, another person."""
    yield from _one("rewriting", draw, [
        ("The window was broken by Tom.", ["The window was broken by Tom"], ["Tom broke the window", "The window is broken by Tom", "The window was broken by Tim", "Tom was broken by the window"]),
        ("Ils seront partis.", ["Ils seront partis"], ["Ils sont partis", "Ils partiront", "Il sera parti", "Ils seraient partis"]),
        ("Wir hätten es gewusst.", ["Wir hätten es gewusst"], ["Wir haben es gewusst", "Wir hatten es gewusst", "Ihr hättet es gewusst"]),
        ("Me lo dijo ayer.", ["Me lo dijo ayer"], ["Te lo dijo ayer", "Me la dijo ayer", "Me lo dice ayer", "Me lo dirá mañana"]),
        ("Non l'ho visto.", ["Non l'ho visto"], ["L'ho visto", "Non l'hai visto", "Non li ho visti"]),
        ("Neither of them came.", ["Neither of them came"], ["Both of them came", "Neither of them come", "One of them came"]),
        ("Whose book is it?", ["Whose book is it?"], ["Who's book is it?", "Whose book is this", "Which book is it?"]),
    ], "Rewrite the sentence.")  # fmt: skip


def processes(draw: random.Random) -> Iterator[Case]:
    """How one thing leads to another, in a sentence."""
    yield from _one("process", draw, [
        ("Warm air rises because it is less dense than cold air.", ["Warm air rises because it is less dense than cold air"], ["Cold air rises because it is less dense than warm air", "Warm air rises because it is more dense than cold air", "Warm air sinks because it is less dense than cold air"]),
        ("When demand rises and supply stays constant, the price increases.", ["When demand rises and supply stays constant, the price increases"], ["When supply rises and demand stays constant, the price increases", "When demand rises and supply stays constant, the price falls", "the price increases when demand falls"]),
        ("L'insuline fait baisser la glycémie.", ["L'insuline fait baisser la glycémie"], ["L'insuline fait monter la glycémie", "Le glucagon fait baisser la glycémie", "La glycémie fait baisser l'insuline"]),
        ("Der Mond umkreist die Erde, die Erde umkreist die Sonne.", ["Der Mond umkreist die Erde, die Erde umkreist die Sonne"], ["Die Erde umkreist den Mond, die Sonne umkreist die Erde", "Die Sonne umkreist die Erde", "Der Mond umkreist die Sonne, die Erde umkreist den Mond"]),
        ("Le catalyseur accélère la réaction sans être consommé.", ["Le catalyseur accélère la réaction sans être consommé"], ["Le catalyseur ralentit la réaction sans être consommé", "Le catalyseur accélère la réaction en étant consommé", "La réaction accélère le catalyseur sans être consommée"]),
        ("Before the war, after the treaty", ["Before the war, after the treaty"], ["After the war, before the treaty", "Before the treaty, after the war"]),
    ])  # fmt: skip


def music_and_maps(draw: random.Random) -> Iterator[Case]:
    """Notes, grid references, moves, scores, headings."""
    yield from _one("short sign", draw, [
        ("C#", ["C#"], ["C", "Cb", "D#", "C major"]),
        ("mi bémol", ["mi bémol"], ["mi", "mi dièse", "si bémol"]),
        ("B4", ["B4"], ["B5", "A4", "4B", "B"]),
        ("Nf3", ["Nf3"], ["Nf6", "Bf3", "f3"]),
        ("2-1", ["2-1"], ["1-2", "2-2", "1", "2"]),
        ("p. 12-15", ["p. 12-15"], ["p. 12", "p. 15-12", "p. 12-51"]),
        ("+", ["+"], ["-", "±", "0"]),
        ("x", ["x"], ["y", "2x", "-x", "1/x"]),
        ("A5", ["A5"], ["A4", "5A", "A", "B5"]),
        ("§ 3 Abs. 2", ["§ 3 Abs. 2"], ["§ 2 Abs. 3", "§ 3 Abs. 4", "§ 3"]),
    ])  # fmt: skip


def criteria_in_kind(draw: random.Random) -> Iterator[Case]:
    """A formula, a value and a sentence as criteria."""
    a = draw.randint(3, 9)
    rows = [
        ("Formula: A = l × w", f"Result: A = {6 * a} cm²", f"A = l × w = {6 * a} cm²", f"A = l + w = {6 + a} cm²", f"A = 6 × {a} = {6 * a} cm²"),
        ("Relation: p = m × v", f"Ergebnis: p = {5 * a} N·s", f"p = m × v = {5 * a} N·s", f"p = m / v = {a} N·s", None),
        ("hypothesis", f"conclusion: n = {a}", None, f"n = {a + 4}", None),
        ("names the angle ABC", f"states {a * 10}°", f"angle ABC = {a * 10}°", f"angle ACB = {a * 10 + 7}°", None),
        ("substitutes 3 for x", f"obtains y = {a}", None, f"y = {a + 2}", None),
    ]  # fmt: skip
    first, second, right, wrong, _ = draw.choice(rows)
    key = Key(
        "criteria of kinds",
        second.split(": ")[-1],
        [right] if right else [],
        [wrong],
        "en",
        criteria=((first, ""), (second, "")),
    )
    for text in key.right:
        yield from (_case(key, "right", way.format(text), 1) for way in _SAID[:3])
    yield from (_case(key, "wrong", way.format(wrong), 0) for way in _SAID[:3])
    if right:
        yield from (_case(key, "unsaid", way.format(right), 0) for way in _UNSAID[:5])


def headed_keys(draw: random.Random) -> Iterator[Case]:
    """A key as teachers type it: a number before it, a heading, an arrow, a remark behind it."""
    yield from _one("key with trimmings", draw, [
        ("Q3) 42", ["42"], ["3", "43", "Q3"]),
        ("→ oxidation", ["oxidation"], ["reduction", "→", "hydration"]),
        ("Solution: tundra (1 mark for biome)", ["tundra"], ["taiga", "biome"]),
        ("ANSWER = 17", ["17"], ["71", "18", "answer"]),
        ("mitochondrion (plural: mitochondria)", ["mitochondrion"], ["chloroplast", "plural"]),
        ("Réponse : 8 (et pas 6)", ["8"], ["6", "86"]),
        ("1789, Révolution française", ["1789, Révolution française"], ["1799, Révolution française", "1789, Révolution russe", "1789"]),
        ("tous sauf le mercure", ["tous sauf le mercure"], ["le mercure", "tous", "tous sauf le fer"]),
        ("No, it is a scalar.", ["No, it is a scalar"], ["Yes, it is a scalar", "No, it is a vector", "scalar? no"]),
        ("50 (accept 48-52)", ["50", "49"], ["40", "53", "48-52-60"]),
        ("$\\sqrt{2}$", ["√2", "$\\sqrt{2}$"], ["2", "1/√2", "-√2"]),
    ])  # fmt: skip


LATER = (
    bases, angles, uncertain_values, crosses, gaps, rewritings, processes, music_and_maps, criteria_in_kind, headed_keys,
)  # fmt: skip
