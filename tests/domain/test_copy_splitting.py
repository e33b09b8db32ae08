from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.copies import PageRef
from bareme.domain.copy_splitting import ClassifiedPage, SplitCopy, split_copies


def pages(*kinds: str) -> list[ClassifiedPage]:
    """Pages by a word each: "blank", "scan" (nothing legible), "text", or a name on a copy's first page."""
    return [
        ClassifiedPage(
            ref=PageRef(document_id="d", index=index),
            blank=kind == "blank",
            legible=kind not in {"blank", "scan"},
            starts_copy=kind[0].isupper(),
            student_name=kind if kind[0].isupper() else None,
            name_confidence=0.9 if kind[0].isupper() else 0.0,
        )
        for index, kind in enumerate(kinds)
    ]


def indexes(bundles: list[SplitCopy]) -> list[list[int]]:
    return [[page.index for page in bundle.pages] for bundle in bundles]


def test_a_copy_begins_where_a_page_says_so() -> None:
    bundles = split_copies(pages("Zoé", "text", "Loïc", "text", "text"))
    assert indexes(bundles) == [[0, 1], [2, 3, 4]]
    assert [bundle.student_name for bundle in bundles] == ["Zoé", "Loïc"]
    assert not any(bundle.alone or bundle.undivided for bundle in bundles)


def test_the_first_page_begins_a_copy_whatever_it_says() -> None:
    bundles = split_copies(pages("text", "Loïc"))
    assert indexes(bundles) == [[0], [1]]
    assert bundles[0].student_name is None


def test_blank_pages_are_left_out() -> None:
    assert indexes(split_copies(pages("blank", "Zoé", "blank", "text", "blank", "Loïc"))) == [[1, 3], [5]]
    assert split_copies(pages("blank", "blank")) == []
    assert split_copies([]) == []


def test_pages_that_nothing_divides_stay_together_and_say_so() -> None:
    (bundle,) = split_copies(pages("scan", "scan", "scan"))
    assert (indexes([bundle]), bundle.undivided, bundle.alone) == ([[0, 1, 2]], True, True)


def test_many_readable_pages_without_a_name_may_be_many_students() -> None:
    (bundle,) = split_copies(pages("text", "text", "text"))
    assert bundle.undivided


def test_a_single_page_needs_no_division() -> None:
    (bundle,) = split_copies(pages("scan"))
    assert (bundle.undivided, bundle.alone) == (False, True)


def test_pages_that_were_read_and_name_nobody_else_are_one_copy() -> None:
    (bundle,) = split_copies(pages("Zoé", "text"))
    assert (bundle.undivided, bundle.alone, bundle.student_name) == (False, True, "Zoé")


def test_a_name_on_the_first_page_tells_nothing_of_the_pages_that_follow() -> None:
    (bundle,) = split_copies(pages("Zoé", "scan"))
    assert bundle.undivided


def test_the_surest_reading_of_a_name_counts() -> None:
    first, second = pages("Zoe", "text")
    better = second.model_copy(update={"student_name": "ABADIE Zoé", "name_confidence": 0.95})
    (bundle,) = split_copies([first, better])
    assert (bundle.student_name, bundle.name_confidence) == ("ABADIE Zoé", 0.95)


@given(st.lists(st.sampled_from(["blank", "scan", "text", "Zoé", "Loïc"])))
def test_no_written_page_is_lost_or_moved(kinds: list[str]) -> None:
    bundles = split_copies(pages(*kinds))
    written = [index for index, kind in enumerate(kinds) if kind != "blank"]
    assert [index for bundle in indexes(bundles) for index in bundle] == written
    assert all(bundle.pages for bundle in bundles)
    assert all(bundle.alone is (len(bundles) == 1) for bundle in bundles)
