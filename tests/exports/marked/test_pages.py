"""What students handed in stays as it was: every kind of page, beside the column."""

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest
from PIL import Image, ImageChops

from bareme.documents.marked_copy import Judgement, MarginNote, MarkedCopy, MarkedPage, MarkingMode
from bareme.documents.printed_sheet import PrintedSheet
from bareme.documents.sandbox.files import render_pages
from bareme.documents.sandbox.marked import mark_copy
from bareme.documents.sandbox.sheets import bind
from bareme.domain.copies import PageRef, Rotation
from tests.exports.marked.conftest import LIMITS
from tests.papers import photograph, scan, typed

type Make = Callable[[Path], Path]

NOTES = (
    MarginNote("1.a", "2 / 2", "Juste.", Judgement.RIGHT, top=0.2, bottom=0.3),
    MarginNote("1.b", "0,5 / 1", "Il manque l’unité.", Judgement.PARTLY, top=0.25, bottom=0.3),
    MarginNote("2", "0 / 4", "provisoire", Judgement.WRONG, is_provisional=True),
)
SUMMARY = PrintedSheet(title="t", html="<p>Bilan</p>", css="", footer="pied")


def pdf(draw: Callable[[pymupdf.Document], object]) -> Make:
    def make(folder: Path) -> Path:
        with pymupdf.open(stream=typed([["a) v = 12 m/s", "b) le chat"], ["2) suite"]])) as document:
            draw(document)
            document.save(folder / "copy.pdf")
        return folder / "copy.pdf"

    return make


def file(name: str, data: Callable[[], bytes]) -> Make:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(data())
        return folder / name

    return make


def crop(document: pymupdf.Document) -> None:
    document[0].insert_text((500, 700), "hors du cadre, plus loin")
    document[0].set_cropbox(pymupdf.Rect(40, 40, 540, 600))


def move_origin(document: pymupdf.Document) -> None:
    document.xref_set_key(document[0].xref, "MediaBox", "[-100 -50 495 792]")


def enlarge_unit(document: pymupdf.Document) -> None:
    document.xref_set_key(document[0].xref, "UserUnit", "2")


def mix_sizes(document: pymupdf.Document) -> None:
    document.new_page(width=1191, height=842).insert_text((900, 400), "A3")
    document.new_page(width=420, height=595).insert_text((300, 400), "A5")


def write_on_tablet(document: pymupdf.Document) -> None:
    page = document[0]
    page.add_ink_annot([[(100, 300), (150, 350), (200, 300), (570, 320)]]).update()
    page.add_highlight_annot(pymupdf.Rect(60, 70, 200, 100))


def leave_state_open(document: pymupdf.Document) -> None:
    content = document.xref_stream(document[0].get_contents()[0]) + b"\nq 0.5 0 0 0.5 30 30 cm 1 0 0 rg 0 0 99 99 re f"
    document.update_stream(document[0].get_contents()[0], content)


def turn_layers_off(document: pymupdf.Document) -> None:
    for page in document.pages():
        for is_on in (True, False):
            layer = document.add_ocg(f"{page.number} {is_on}", on=is_on)
            page.insert_text((100, 500 + 100 * is_on), "le corrigé", fontsize=30, oc=layer)


def hide_with_another_layer(document: pymupdf.Document) -> None:
    shown = document.add_ocg("élève", on=True)
    hidden = document.set_ocmd(ocgs=[shown], policy="AllOff")
    document[0].insert_text((100, 500), "ma réponse", fontsize=30, oc=shown)
    document[0].insert_text((100, 600), "le corrigé", fontsize=30, oc=hidden)


def rotated(degrees: int) -> Make:
    return pdf(lambda document: [page.set_rotation(degrees) for page in document.pages()])


def picture(name: str, mode: str, **options: object) -> Make:
    def data() -> bytes:
        written = io.BytesIO()
        shown = Image.open(io.BytesIO(photograph(0))).convert(mode)
        shown.save(written, name.rpartition(".")[2].replace("jpg", "jpeg"), **options)
        return written.getvalue()

    return file(name, data)


def lying(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    written = io.BytesIO()
    Image.open(io.BytesIO(photograph(0))).save(written, "JPEG", exif=exif)
    return written.getvalue()


PDFS: dict[str, Make] = {
    "typed": pdf(lambda _: None),
    "scan": file("scan.pdf", scan),
    "cropped": pdf(crop),
    "moved origin": pdf(move_origin),
    "user unit": pdf(enlarge_unit),
    "mixed sizes": pdf(mix_sizes),
    "written on a tablet": pdf(write_on_tablet),
    "open state": pdf(leave_state_open),
    "layers that are off": pdf(turn_layers_off),
    "layer that hides another": pdf(hide_with_another_layer),
    **{f"rotated {degrees}": rotated(degrees) for degrees in (90, 180, 270)},
}
PICTURES: dict[str, Make] = {
    "photograph": file("photo.jpg", lambda: photograph(0)),
    "png": picture("page.png", "L"),
    "palette": picture("page.png", "P"),
    "transparent": picture("page.png", "RGBA"),
    "tiff": picture("page.tiff", "1"),
    "webp": picture("page.webp", "RGB", quality=90),
    "cmyk": picture("page.jpg", "CMYK"),
    **{f"exif {value}": file("photo.jpg", lambda value=value: lying(value)) for value in (3, 6, 8)},  # type: ignore[misc]
}


def marked_copy(path: Path, rotation: Rotation = 0, **options: object) -> MarkedCopy:
    count = 1
    if path.suffix == ".pdf":
        with pymupdf.open(path) as document:
            count = document.page_count
    pages = tuple(MarkedPage(path, index, rotation, NOTES) for index in range(count))
    given = {
        "total": "14,5 / 20",
        "grade": "Bien",
        "summary": SUMMARY,
        "without_pages": SUMMARY,
        "lost_page": "perdue",
        "continued": "(suite)",
        **options,
    }
    return MarkedCopy(title="ABADIE Zoé", pages=pages, **given)  # type: ignore[arg-type]


def made(path: Path, rotation: Rotation = 0, **options: object) -> bytes:
    return mark_copy(marked_copy(path, rotation, **options), LIMITS).data


def picture_of(page: pymupdf.Page, *, annotations: bool = False) -> Image.Image:
    pixmap = page.get_pixmap(dpi=72, annots=annotations)
    return Image.frombytes("RGB", (pixmap.width, pixmap.height), pixmap.samples)


def largest_difference(one: Image.Image, other: Image.Image) -> int:
    return max(high for _, high in ImageChops.difference(one, other).getextrema())  # type: ignore[misc]


@pytest.mark.parametrize("mode", [MarkingMode.MARGIN, MarkingMode.ANNOTATIONS])
@pytest.mark.parametrize("name", PDFS)
def test_every_point_outside_the_column_is_as_it_was(name: str, mode: MarkingMode, tmp_path: Path) -> None:
    path = PDFS[name](tmp_path)
    with pymupdf.open(path) as before, pymupdf.open(stream=made(path, mode=mode)) as after:
        for number, page in enumerate(before.pages()):
            old, new = picture_of(page, annotations=True), picture_of(after[number])
            # MuPDF mixes the colour of a highlight a little otherwise once it is a part of the page.
            allowed = 2 if name == "written on a tablet" else 0
            assert largest_difference(old, new.crop((0, 0, *old.size))) <= allowed
            if mode is MarkingMode.MARGIN:
                assert new.width > old.width * 1.1
                assert abs(new.height - old.height) <= 1


@pytest.mark.parametrize("mode", MarkingMode)
@pytest.mark.parametrize("size", [(400, 3), (3, 400), (9, 9), (1, 1), (14_400, 3)])
def test_strips_of_paper_have_their_marks(size: tuple[int, int], mode: MarkingMode, tmp_path: Path) -> None:
    path = pdf(lambda document: document.new_page(0, width=size[0], height=size[1]))(tmp_path)
    with pymupdf.open(stream=made(path, mode=mode)) as after:
        assert (after.page_count, round(after[0].rect.height)) == (4, size[1])
        told = [*(one.info["content"] for one in after[0].annots()), after[0].get_text(clip=pymupdf.INFINITE_RECT())]
    assert "0,5 / 1" in " ".join(told).replace("\u00a0", " ")


def test_layers_that_are_off_stay_off_in_one_file_for_the_printer(tmp_path: Path) -> None:
    path = PDFS["layers that are off"](tmp_path)
    layered = made(path)
    copies = [layered, made(PDFS["typed"](tmp_path)), layered]
    with pymupdf.open(stream=bind(copies), filetype="pdf") as bound, pymupdf.open(stream=layered) as alone:
        for first in (0, bound.page_count - alone.page_count - alone.page_count % 2):
            assert largest_difference(picture_of(bound[first]), picture_of(alone[0])) == 0


@pytest.mark.parametrize(
    "table", ["/Identity-H", "<</A 1>>", b"beginbfchar\n<0001> <110000>\nendbfchar", b"<0001> <ffff> <10fff0>"]
)
def test_a_file_whose_letter_tables_make_no_sense_is_marked_all_the_same(table: str | bytes, tmp_path: Path) -> None:
    def replace_tables(document: pymupdf.Document) -> None:
        fonts = {font[0] for page in document.pages() for font in page.get_fonts()}
        place = document.get_new_xref()
        document.update_object(place, table if isinstance(table, str) else "<<>>")
        if isinstance(table, bytes):
            document.update_stream(place, table)
        for font in fonts:
            document.xref_set_key(font, "ToUnicode", f"{place} 0 R")

    path = pdf(replace_tables)(tmp_path)
    assert mark_copy(marked_copy(path), LIMITS).lost_pages == ()


@pytest.mark.parametrize("layers", ["5", "[]", "<<>>", "<</OCGs 3>>", "<</OCGs[1 0 R 999 0 R]/D<</OFF[1 0 R null]>>>>"])
def test_a_file_whose_layers_make_no_sense_is_marked_all_the_same(layers: str, tmp_path: Path) -> None:
    path = pdf(lambda document: document.xref_set_key(document.pdf_catalog(), "OCProperties", layers))(tmp_path)
    with pymupdf.open(path) as before, pymupdf.open(stream=made(path)) as after:
        old, new = picture_of(before[0]), picture_of(after[0])
    assert largest_difference(old, new.crop((0, 0, *old.size))) == 0


@pytest.mark.parametrize("name", ["typed", "user unit"])
def test_annotations_show_all_of_their_text(name: str, tmp_path: Path) -> None:
    with pymupdf.open(stream=made(PDFS[name](tmp_path), mode=MarkingMode.ANNOTATIONS)) as document:
        shown = [(one.info["content"], one.get_text()) for one in document[0].annots() if one.type[1] == "FreeText"]
    assert len(shown) == len(NOTES) + 2
    for content, text in shown:
        assert "".join(text.split()) == "".join(content.split())


@pytest.mark.parametrize("mode", [MarkingMode.MARGIN, MarkingMode.ANNOTATIONS])
def test_what_a_file_draws_through_soft_masks_is_kept(mode: MarkingMode, shared_data: Path) -> None:
    path = shared_data / "hostile-pdfs/real/test_3450.pdf"
    with pymupdf.open(path) as before, pymupdf.open(stream=made(path, mode=mode)) as after:
        old, new = picture_of(before[0]), picture_of(after[0])
    page = (0, 0, int(595.5), old.height)  # the last point is half the page's and half the column's
    assert largest_difference(old.crop(page), new.crop(page)) == 0


def test_the_points_of_photographs_are_as_they_were(tmp_path: Path) -> None:
    for name in ("photograph", "png", "palette"):
        path = PICTURES[name](tmp_path)
        with pymupdf.open(stream=made(path)) as after, Image.open(path) as before:
            ((xref, *_),) = after[0].get_images()[:1]
            kept = Image.open(io.BytesIO(after.extract_image(xref)["image"]))
            assert largest_difference(kept.convert("RGB"), before.convert("RGB")) == 0


@pytest.mark.parametrize(
    ("name", "rotation"),
    [
        *((name, 0) for name in (*PDFS, *PICTURES)),
        *((name, rotation) for name in ("typed", "cropped", "scan", "photograph") for rotation in (90, 180, 270)),
        *(("rotated 90", 90), ("rotated 270", 180), ("exif 6", 90), ("user unit", 270), ("moved origin", 90)),
    ],
)
def test_pages_stand_as_graders_saw_them_and_marks_upright(name: str, rotation: Rotation, tmp_path: Path) -> None:
    path = {**PDFS, **PICTURES}[name](tmp_path)
    (image,) = render_pages(path, LIMITS, [PageRef(document_id="x", index=0, rotation=rotation)], 72)
    old = Image.open(io.BytesIO(image.data)).convert("RGB")
    with pymupdf.open(stream=made(path, rotation)) as after:
        page, new = after[0], picture_of(after[0])
        width = round(old.width * new.height / old.height)
        beside = new.crop((0, 0, width, new.height)).resize(old.size)
        assert largest_difference(old.reduce(12), beside.reduce(12)) < 40
        (title,) = page.search_for("1.b")
        (total,) = page.search_for("14,5")
        scale = page.rect.width / new.width
        places = [pymupdf.Rect(box * page.rotation_matrix) for box in (title, total)]
        assert all(place.x0 > width * scale and place.width > place.height for place in places)
        assert places[0].y0 > places[1].y0


def test_nothing_else_of_a_file_comes_along(tmp_path: Path) -> None:
    path = tmp_path / "class.pdf"
    with pymupdf.open(stream=typed([["ABADIE Zoé"], ["BENARD Loïc"]])) as document:
        document.set_toc([[1, "BENARD Loïc", 2]])
        document.embfile_add("class.csv", b"BENARD;Loic;12")
        document.set_metadata({"title": "BENARD Loic", "author": "BENARD"})
        document[0].insert_link(
            {"kind": pymupdf.LINK_URI, "from": pymupdf.Rect(0, 0, 9, 9), "uri": "https://e.example"}
        )
        document.save(path)
    copy = marked_copy(path)
    one = MarkedCopy(**{**vars(copy), "pages": copy.pages[:1]})
    pdf = mark_copy(one, LIMITS).data
    assert b"BENARD" not in pdf
    with pymupdf.open(stream=pdf) as document:
        assert document.get_toc() == []
        assert document.embfile_count() == 0
        assert list(document[0].links()) == []
        assert "BENARD" not in "".join(page.get_text() for page in document.pages())
        assert document.metadata["title"] == "ABADIE Zoé"


def test_forty_pages_take_little_more_than_before(tmp_path: Path) -> None:
    path = tmp_path / "copy.pdf"
    path.write_bytes(typed([[f"{number}) une réponse"] * 20 for number in range(40)]))
    pdf = made(path)
    assert (len(pdf) - path.stat().st_size) / 40 < 40_000
    with pymupdf.open(stream=pdf) as document:
        assert document.page_count == 41


@pytest.mark.parametrize(
    "kind", ["/ColorSpace/DeviceGray", "/ImageMask true", "/ColorSpace/DeviceGray/Mask[0 0]", "/Filter/JBIG2Decode"]
)
def test_coarser_pictures_show_what_the_others_did(kind: str, tmp_path: Path) -> None:
    side = 1600
    dots = Image.effect_noise((side, side), 90).convert("1")
    with pymupdf.open(stream=typed([["a) v = 12 m/s"]])) as document:
        xref = document[0].insert_image(
            pymupdf.Rect(50, 300, 250, 500), pixmap=pymupdf.Pixmap(pymupdf.csGRAY, (0, 0, 8, 8), 0)
        )
        document.update_object(
            xref, f"<</Type/XObject/Subtype/Image/Width {side}/Height {side}/BitsPerComponent 1{kind}>>"
        )
        document.update_stream(xref, dots.tobytes(), new=True, compress="JBIG2" not in kind)
        document.save(tmp_path / "copy.pdf")
    pages = []
    for most in (None, 1000):
        with pymupdf.open(stream=made(tmp_path / "copy.pdf", max_bytes=most)) as after:
            pages.append(picture_of(after[0]).resize((60, 60)))
            assert "12 m/s" in after[0].get_text()
    assert largest_difference(*pages) < 40


def test_files_that_are_too_large_get_coarser_pictures_that_can_still_be_read(tmp_path: Path) -> None:
    path = tmp_path / "copy.pdf"
    with pymupdf.open(stream=scan()) as source, pymupdf.open() as document:
        for page in source.pages():
            fine = page.get_pixmap(dpi=250).tobytes("jpeg", jpg_quality=95)
            document.new_page().insert_image(pymupdf.paper_rect("a4"), stream=fine)
        document.save(path)
    whole = made(path)
    small = made(path, max_bytes=len(whole) // 2)
    assert len(small) <= len(whole) // 2
    with pymupdf.open(stream=whole) as before, pymupdf.open(stream=small) as after:
        for old, new in zip(before.pages(), after.pages(), strict=True):
            assert largest_difference(picture_of(old).reduce(4), picture_of(new).reduce(4)) < 30
    assert made(path, max_bytes=len(whole)) == whole


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="runs where poppler-utils is installed, as `pdftotext`")
@pytest.mark.parametrize("mode", MarkingMode)
@pytest.mark.parametrize("name", ["typed", "scan", "rotated 90", "written on a tablet", "mixed sizes"])
def test_poppler_opens_it_without_a_warning(name: str, mode: MarkingMode, tmp_path: Path) -> None:
    (tmp_path / "marked.pdf").write_bytes(made(PDFS[name](tmp_path), mode=mode))
    target = str(tmp_path / "marked.pdf")
    for command in (
        ["pdfinfo", target],
        ["pdftotext", target, "-"],
        ["pdftocairo", "-png", "-r", "20", target, str(tmp_path / "p")],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stderr == ""
        if command[0] == "pdftotext" and mode is not MarkingMode.ANNOTATIONS:
            assert "1.a" in done.stdout
