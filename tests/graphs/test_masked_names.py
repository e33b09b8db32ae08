"""No request for grading holds a student's name: not in its text, and not in the pixels of its pictures."""

import base64
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from PIL import Image

from bareme.domain.copies import Box, PageRef
from bareme.domain.identity import fold
from bareme.domain.name_field import read_name
from bareme.graphs.copy_view import picture_key
from bareme.graphs.pictures import Picture
from tests.graphs.conftest import Session, document, interrupt_of
from tests.papers import typed, with_figures
from tests.provider.server import Provider, prompt_of, schema_name

type Json = dict[str, Any]

FIXTURES = Path(__file__).parents[2] / "fixtures"
CONTEXT: Json = {"graders": ["openai:gpt-4.1"], "language": "en", "calibration": "model"}
HEAD = [0.05, 0.03, 0.95, 0.13]
"""Where the names stand on the scans of the fixtures."""


def grading_requests(provider: Provider) -> list[Json]:
    return [request for request in provider.requests if schema_name(request) != "PreAnalysis"]


def pictures_of(request: Json) -> list[Image.Image]:
    blocks = [block for message in request["messages"] for block in message["content"] if isinstance(block, dict)]
    urls = [block["image_url"]["url"] for block in blocks if block["type"] == "image_url"]
    return [Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))) for url in urls]


def sent_bytes(request: Json) -> bytes:
    """All that was sent, with pictures as they are inside their base64."""
    blocks = re.sub(r"data:[a-z/]+;base64,[A-Za-z0-9+/=]+", "", json.dumps(request, ensure_ascii=False))
    pictures = [
        base64.b64decode(match) for match in re.findall(r"data:[a-z/]+;base64,([A-Za-z0-9+/=]+)", json.dumps(request))
    ]
    return b"\n".join([unicodedata.normalize("NFC", blocks).encode(), *pictures])


def under(mask: list[dict[str, float]], picture: Image.Image) -> Iterator[Image.Image]:
    edge = 8  # a block of JPEG
    for box in mask:
        left, top = int(box["x0"] * picture.width) + edge, int(box["y0"] * picture.height) + edge
        right, bottom = int(box["x1"] * picture.width) - edge, int(box["y1"] * picture.height) - edge
        if left < right and top < bottom:
            yield picture.convert("L").crop((left, top, right, bottom))


def is_uniform(picture: Image.Image) -> bool:
    return max(picture.tobytes()) - min(picture.tobytes()) <= 4  # of 255: JPEG's rounding


def are_covered(masks: list[list[dict[str, float]]], pictures: list[Image.Image]) -> bool:
    parts = (part for mask, picture in zip(masks, pictures, strict=True) for part in under(mask, picture))
    return all(map(is_uniform, parts))


def covers(mask: list[dict[str, float]], place: Box) -> bool:
    return any(
        box["x0"] <= place.x0 and box["y0"] <= place.y0 and place.x1 <= box["x1"] and place.y1 <= box["y1"]
        for box in mask
    )


def seeing(names: dict[str, str], box: list[float] | None = None) -> Any:
    """A script: the pre-analyst reads names where they stand in the text, and on pages without text in their order."""
    unread = iter(names.values())

    def script(request: Json) -> Json | None:
        if schema_name(request) != "PreAnalysis":
            return None
        pages = []
        for number, text in re.findall(r'<page number="(\d+)"[^>]*>(.*?)</page>', prompt_of(request), re.DOTALL):
            name = next((name for name, as_written in names.items() if as_written in text), None)
            if not text.strip():
                name = next(unread, None)
            pages.append(
                {
                    "page": int(number),
                    "kind": "copy",
                    "starts_copy": name is not None,
                    "student_name": name,
                    "name_confidence": 0.9 if name else 0.0,
                    "name_box": box if name and not text.strip() else None,
                }
            )
        return {"title": "", "subject": "", "language": "en", "pages": pages, "scale_candidates": []}

    return script


def photographed(lines: list[str]) -> bytes:
    source = pymupdf.open(stream=typed([lines]))
    return bytes(source[0].get_pixmap(dpi=100, colorspace=pymupdf.csGRAY).tobytes("jpeg"))


CANARY = ("Zebulon", "Quixley")
SCHEME = {"questions": [{"id": "1", "max_points": 2, "expected_answer": "12 N"}, {"id": "2", "max_points": 3}]}


OTHERS = [{"answers": {"1": f"{number} N", "2": "It falls."}} for number in range(4)]
"""Copies of others: their texts show which words belong to the subject."""


async def test_a_canary_is_in_no_request_for_grading(session: Session, provider: Provider, tmp_path: Path) -> None:
    name, reverse = "Zebulon Quixley", "QUIXLEY Zebulon"
    sheet = tmp_path / "sheet.pdf"
    sheet.write_bytes(
        with_figures(
            typed(
                [
                    [f"Name: {name}   Class: 9C   Student number: 90481", "1. 12 N", "2. I, Zebulon, measured it."],
                    [f"{reverse}, page 2", "2. It falls.", "Signed: Quixley, Z., zebulon.quixley@school.example"],
                ]
            )
        )
    )
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(photographed([f"Name: {name}", "1. 12 N"]))
    answers = {"1": f"12 N\n{name}", "2": "Zebulon saw it fall; zebulon quixley too (90481)."}
    student = {"name": name, "student_id": "90481", "email": "zebulon.quixley@school.example"}
    provider.script = seeing({name: name}, [0.08, 0.08, 0.4, 0.12])
    request = {
        "documents": [document(sheet), document(photo)],
        "typed_copies": [{"student": student, "answers": answers}, *OTHERS],
        "students": [student],
        "scheme": SCHEME,
    }
    asked = interrupt_of(await session.send(request, **CONTEXT))
    assert [copy["flags"] for copy in asked["students"]] == [["duplicate_student"]] * 3 + [["name_uncertain"]] * 4
    assert "covered on 3 of 7 copies" in asked["privacy"][0]
    assert any(name in prompt_of(request) for request in provider.requests)  # the pre-analyst sees it
    state = await session.answer({"candidate": 0})

    requests = grading_requests(provider)
    assert len(requests) == 7
    for one in requests:
        sent = fold(sent_bytes(one).decode("utf-8", "replace"))
        assert not [word for word in (*CANARY, "90481") if fold(word) in sent]
    copies = list((await session.state())["copies"].values())
    for copy in copies[:2]:
        pictures = next(found for one in requests if len(found := pictures_of(one)) == len(copy["pages"]))
        for page, picture in zip(copy["pages"], pictures, strict=True):
            assert page["mask"]
            assert all(map(is_uniform, under(page["mask"], picture)))
    assert [len(copy["pages"]) for copy in copies] == [2, 1, 0, 0, 0, 0, 0]
    # Where the words stand on the typed pages, they are under the mask.
    source = pymupdf.open(sheet)
    for page in copies[0]["pages"]:
        shown = source[page["index"]]
        for word in CANARY:
            for found in shown.search_for(word):
                width, height = shown.rect.width, shown.rect.height
                place = Box(x0=found.x0 / width, y0=found.y0 / height, x1=found.x1 / width, y1=found.y1 / height)
                assert covers(page["mask"], place), (word, page["index"])
    assert state["__interrupt__"][0].value["kind"] == "review"


async def test_names_go_along_where_the_teacher_says_so(session: Session, provider: Provider) -> None:
    student = {"name": "Zebulon Quixley"}
    request = {"typed_copies": [{"student": student, "answers": {"1": "12 N, Zebulon Quixley"}}], "scheme": SCHEME}
    asked = interrupt_of(await session.send(request, **CONTEXT, privacy={"mask_names": False}))
    assert asked["privacy"] == ["Names are not covered: the graders see them."]
    await session.answer({"candidate": 0})
    assert "Zebulon Quixley" in prompt_of(grading_requests(provider)[0])


async def test_what_comes_back_with_the_pseudonym_is_shown_with_the_name(session: Session, provider: Provider) -> None:
    def script(request: Json) -> Json | None:
        if schema_name(request) != "Examination":
            return None
        pseudonym = re.findall(r"Copy \d+", prompt_of(request).partition("<copy>")[2])[-1]
        marks = [
            {"question_id": q, "status": "graded", "points": 1, "transcription": f"12 N, {pseudonym}", "feedback": "ok"}
            for q in ("1", "2")
        ]
        return {"marks": marks, "general_comment": f"{pseudonym}, this is good. {pseudonym}0 is nobody."}

    provider.script = script
    student = {"name": "Zebulon Quixley"}
    request = {"typed_copies": [{"student": student, "answers": {"1": "12 N, Zebulon Quixley"}}], "scheme": SCHEME}
    await session.send(request, **CONTEXT)
    await session.answer({"candidate": 0})
    state = await session.state()
    assert state["results"][0]["general_comment"] == "Zebulon Quixley, this is good. Copy 10 is nobody."
    # The attempts keep what the model said.
    assert "Zebulon" not in json.dumps(state["attempts"])
    # A person says that it is another student's.
    await session.act({"type": "set_student", "copy_ids": "c01", "student": {"name": "Ada Vane"}})
    result = (await session.state())["results"][0]
    assert result["general_comment"] == "Ada Vane, this is good. Copy 10 is nobody."


CLASSES: dict[str, list[tuple[str, str]]] = {
    "physics-fr": [
        ("copies.pdf", "copies"),
        ("exam-paper.pdf", "exam_paper"),
        ("answer-key.pdf", "answer_key"),
        ("roster.csv", "roster"),
    ],
    "history-science-en": [
        *((f"copies/{name}.pdf", "copies") for name in ("anna-smith", "ben-okafor", "chloe-williams", "scan0006")),
        ("exam-paper.pdf", "exam_paper"),
        ("answer-key.pdf", "answer_key"),
        ("roster.csv", "roster"),
    ],
    "moodle-en": [
        ("submissions.zip", "copies"),
        ("exam-paper.pdf", "exam_paper"),
        ("answer-key.pdf", "answer_key"),
        ("class.xlsx", "roster"),
    ],
    "scan-fr": [("copies.pdf", "copies"), ("roster.csv", "roster")],
}


NAMED: dict[str, tuple[int, int, int]] = {
    "physics-fr": (7, 7, 0),
    "history-science-en": (4, 3, 1),  # on one nothing tells whose it is
    "moodle-en": (11, 5, 4),
    "scan-fr": (3, 3, 0),
}
"""Copies, those on which a name is covered, and those that say that it may be seen."""


def reading(folder: Path) -> Any:
    """A script: the pre-analyst reads the names that `expected.json` gives, and says where they stand on scans."""
    path = folder / "expected.json"
    copies = json.loads(path.read_text())["copies"] if path.exists() else []
    scanned = {copy["pages"][0] + 1: copy["student"] for copy in copies} if folder.name == "scan-fr" else {}

    def script(request: Json) -> Json | None:
        if schema_name(request) != "PreAnalysis":
            return None
        pages = []
        for number, text in re.findall(r'<page number="(\d+)"[^>]*>(.*?)</page>', prompt_of(request), re.DOTALL):
            name = scanned.get(int(number)) or read_name(text.strip().split("\n")).name
            pages.append(
                {
                    "page": int(number),
                    "kind": "copy",
                    "starts_copy": name is not None,
                    "student_name": name,
                    "name_confidence": 0.9 if name else 0.0,
                    "name_box": HEAD if int(number) in scanned else None,
                }
            )
        return {"title": "", "subject": "", "language": "en", "pages": pages, "scale_candidates": []}

    return script


def pictured_in(request: Json) -> list[int]:
    """The numbers of the copy's pages that a request shows as pictures."""
    prompt = prompt_of(request)
    if told := re.search(r"pictures that follow are its pages( [\d, ]+)?, in order", prompt):
        return [int(n) for n in re.findall(r"\d+", told[1] or "")] or list(range(1, prompt.count("<page number=") + 1))
    return []


@pytest.mark.parametrize("name", CLASSES)
async def test_no_request_for_grading_names_a_student_of_a_class(
    session: Session, provider: Provider, name: str
) -> None:
    session.config["configurable"]["langgraph_auth_user_id"] = "anne"  # as a server runs it
    provider.script = reading(FIXTURES / name)
    documents = [document(FIXTURES / name / file, role) for file, role in CLASSES[name]]
    request = {"documents": documents, "scheme": "Q1: 5, Q2: 5"}
    await session.send(request, **{**CONTEXT, "calibration": "off"})
    await session.answer({"scheme": "Q1: 5, Q2: 5", "replace": True})
    copies = list((await session.state())["copies"].values())
    covered = [copy for copy in copies if any(page["mask"] for page in copy["pages"])]
    shown = [copy for copy in copies if "name_shown" in copy["flags"]]
    assert (len(copies), len(covered), len(shown)) == NAMED[name]
    requests = grading_requests(provider)
    assert requests
    for copy in copies:
        words = fold(copy["student"]["name"]).split() if copy["student"] else ["?"]
        for one in requests:
            sent = f" {fold(prompt_of(one).partition('<copy>')[2])} "
            assert f" {' '.join(words)} " not in sent
            assert f" {' '.join(reversed(words))} " not in sent
    for copy in covered:
        # Some request shows its pages: those that go as pictures are uniform under their masks.
        masks = [page["mask"] for page in copy["pages"]]
        alike = [one for one in requests if prompt_of(one).count("<page number=") == len(masks)]
        assert any(
            are_covered([masks[n - 1] for n in numbers], pictures_of(one)[-len(numbers) :] if numbers else [])
            for one in alike
            for numbers in [pictured_in(one)]
        )


@pytest.mark.parametrize("box", [[0.1, 0.7, 0.5, 0.75], [0.0, 0.0, 1.0, 0.9], [80, 90, 400, 130], [0.5, 0.1, 0.2, 0.2]])
async def test_a_box_that_cannot_hold_the_name_covers_nothing(
    session: Session, provider: Provider, tmp_path: Path, box: list[float]
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(photographed(["Name: Zebulon Quixley", "1. 12 N"]))
    provider.script = seeing({"Zebulon Quixley": "?"}, box)
    asked = interrupt_of(await session.send({"documents": [document(photo)], "scheme": SCHEME}, **CONTEXT))
    (copy,) = asked["students"]
    assert copy["pages"][0]["mask"] == []
    assert "name_shown" in copy["flags"]


async def test_a_teacher_turns_and_covers_a_page_or_leaves_a_name(
    session: Session, provider: Provider, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{name}.jpg" for name in ("ada", "bob")]
    for path in paths:
        path.write_bytes(photographed([f"Name: {path.stem} Canary", "1. 12 N"]))
    request = {"documents": [document(path) for path in paths], "scheme": SCHEME}
    asked = interrupt_of(await session.send(request, **CONTEXT, default_tries=1))
    first, second = asked["students"]
    assert [copy["flags"][-1] for copy in (first, second)] == ["name_shown"] * 2
    assert asked["privacy"][0] == (
        "Copies c01, c02: where the name stands is not known; if it is there, graders see it."
    )
    box = {"x0": 0.05, "y0": 0.05, "x1": 0.9, "y1": 0.15}
    covered = {**first["pages"][0], "rotation": 180, "mask": [box]}
    copies = [{"copy_id": "c01", "pages": [covered]}, {"copy_id": "c02", "mask_name": False}]
    again = interrupt_of(await session.answer({"confirm": False, "copies": copies}))
    assert again["error"] == ""
    assert again["students"][0]["pages"] == [covered]
    assert "name_shown" not in again["students"][0]["flags"]
    assert again["privacy"][:2] == [
        "Before a grader sees them, the names are covered on 1 of 2 copies.",
        "Copy c02: graders see the name, as you asked.",
    ]
    # A client that sends pages without these fields keeps them.
    plain = {"document_id": covered["document_id"], "index": 0}
    await session.answer({"candidate": 0, "copies": [{"copy_id": "c01", "pages": [plain]}, {"copy_id": "c02"}]})
    state = await session.state()
    assert state["copies"]["c01"]["pages"] == [covered]
    assert state["copies"]["c02"]["masked_name"] is None
    shown = [pictures_of(one) for one in grading_requests(provider)]
    assert sum(all(map(is_uniform, under([box], picture))) for (picture,) in shown) == 1


def test_pages_that_are_shown_in_another_way_share_no_paid_answer() -> None:
    bare = PageRef(document_id="a", index=0)
    box = Box(x0=0.1, y0=0.1, x1=0.5, y1=0.2)
    shown = [bare, *(bare.model_copy(update=other) for other in ({"rotation": 180}, {"mask": (box,)}, {"index": 1}))]
    pictures = [
        *([Picture((page,), 150, (1240, 1754))] for page in shown),
        [Picture((bare,), 100, (827, 1170))],
        [Picture((bare, bare), 150, (2480, 1754))],
        [Picture((bare,), 150, (1240, 1754))] * 2,
    ]
    keys = [json.dumps(picture_key(one, {"a": "digest"}), sort_keys=True) for one in pictures]
    assert len(set(keys)) == len(keys)
    assert json.dumps(picture_key(pictures[0], {"b": "digest"})) not in keys  # the content counts, not the id
