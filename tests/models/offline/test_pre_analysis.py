"""What the pre-analyst gets told of pages: whose they are, where copies begin, what the exam is."""

import pytest


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Nom : MARTIN   Prénom : Léa   Classe : 3e B", "MARTIN Léa"),
        ("Prénom : Inès   Nom : BENALI   3ème B", "BENALI Inès"),
        ("NOM : Nguyen\nPrénom : Hugo\nClasse : 3eB", "Nguyen Hugo"),
        ("Nom, prénom : DA SILVA Mathéo\nClasse : 3B", "DA SILVA Mathéo"),
        ("NOM Prénom : LE GALL Maëlys          N° 7", "LE GALL Maëlys"),
        ("Élève : Camille ROUSSEAU (3e B)   N° 13", "Camille ROUSSEAU"),
        ("NOM: PETIT  PRENOM: Noé  CLASSE: 3°B", "PETIT Noé"),
        ("Nom :\nO'CONNOR\nPrénom :\nJean-Luc", "O'CONNOR Jean-Luc"),
        ("Name: Anna Smith          Class: 9C          Date: 3 March", "Anna Smith"),
        ("First name: Anna   Surname: Smith", "Smith Anna"),
        ("Candidate: Priya Patel", "Priya Patel"),
        ("Nom : ..................   Prénom : ............   Classe : 3e B", None),
        ("Name: ______________  Class: 9C", None),
        ("Ben Okafor\n9C", "Ben Okafor"),
        ("Kowalski, Daniel – 9C", "Kowalski, Daniel"),
        ("Contrôle de mathématiques\n3e B", None),
        ("STUDENTS INSTRUCTIONS PAGE", None),
        ("Cahier Réponses", None),
        ("Question Paper", None),
        ("", None),
    ],
)
async def test_names(analyse, head, name):
    subject = "Contrôle de mathématiques\nCalculer."
    found = await analyse(("exam_paper", [subject]), ("copies", [f"{head}\n\nExercice 1\na) 12" if head else ""]))
    page = found.pages[1]
    assert (page.kind, page.starts_copy, page.student_name) == ("copy", True, name)
    assert (page.name_confidence > 0) is (name is not None)


async def test_a_copy_begins_at_a_name_field_filled_in_or_not(analyse):
    pages = ["Nom : MARTIN Léa\n1) a", "suite de la réponse", "Nom : ..............\n1) b", "la fin"]
    found = await analyse(("copies", pages))
    assert [page.starts_copy for page in found.pages] == [True, False, True, False]


async def test_a_copy_begins_where_the_page_numbers_start_again(analyse):
    found = await analyse(("copies", ["Page 1/2\n1) a", "Page 2/2\n2) b", "Page 1/2\n1) c", "Page 2/2\n2) d"]))
    assert [page.starts_copy for page in found.pages] == [True, False, True, False]


async def test_the_same_name_on_the_next_page_is_no_new_copy(analyse):
    pages = ["Nom : MARTIN Léa\n1) a", "Nom : MARTIN Léa\n2) b", "Léa MARTIN (suite)\n3) c", "Nom : PETIT Noé\n1) a"]
    found = await analyse(("copies", pages))
    assert [page.starts_copy for page in found.pages] == [True, False, False, True]
    assert found.pages[2].student_name == "Léa MARTIN"


@pytest.mark.parametrize(
    ("first", "second"),
    [("DUPONT Marie", "DUPONT Marie Anne"), ("Jean Paul", "DUPONT Jean Paul"), ("LEE Li", "LEE Lin")],
)
async def test_a_name_that_contains_another_is_another_student(analyse, first, second):
    found = await analyse(("copies", [f"Name: {first}\n1) a", f"Name: {second}\n1) b"]))
    assert [page.starts_copy for page in found.pages] == [True, True]


async def test_pages_without_text_are_one_copy_a_document(analyse):
    found = await analyse(("exam_paper", ["Contrôle"]), ("copies", ["", "", ""]), ("copies", [""]))
    assert [page.kind for page in found.pages] == ["exam_paper", "copy", "copy", "copy", "copy"]
    assert [page.starts_copy for page in found.pages] == [False, True, False, False, True]


async def test_the_paper_gives_title_subject_and_language(analyse):
    paper = (
        "Collège Simone-Garance\nClasse de 3e – février 2026\nContrôle de mathématiques et de physique-chimie\n"
        "Durée : 1 heure. Total : 10 points\nExercice 1 (6 points)\na) Calculer la vitesse. (2 points)\n"
        "b) Expliquer pourquoi elle est dans les limites. (4 points)\nExercice 2 (4 points)\nRésoudre les équations."
    )
    found = await analyse(("exam_paper", [paper]), ("copies", ["Nom : MARTIN Léa"]))
    assert found.title == "Contrôle de mathématiques et de physique-chimie"
    assert found.subject == "mathématiques, physique-chimie"
    assert found.language == "fr"


async def test_rules_are_no_second_witness_of_the_scale_that_rules_read(analyse):
    found = await analyse(
        ("exam_paper", ["History test (5 points)\n1. What is the name of the king? (5 points)"]), language="en"
    )
    assert found.scale_candidates == []
    assert (found.subject, found.language) == ("history", "en")


@pytest.mark.parametrize("name", ["physics-fr", "history-science-en"])
async def test_the_class_sets_are_divided_as_they_were_handed_in(analyse, class_set, name):
    taken = class_set(name)
    documents: dict[str, list[str]] = {}
    starts, students = [], []
    for copy in taken.copies:
        pages = taken.pages_of(copy)
        documents.setdefault(copy["document"], []).extend(pages)
        starts += [True] + [False] * (len(pages) - 1)
        students.append(copy["student"])
    found = await analyse(("exam_paper", taken.paper), *(("copies", pages) for pages in documents.values()))
    copies = [page for page in found.pages if page.kind == "copy"]
    assert [page.starts_copy for page in copies] == starts
    for page, student in zip((page for page in copies if page.starts_copy), students, strict=True):
        assert set((page.student_name or "").lower().replace(",", "").split()) == set((student or "").lower().split())
