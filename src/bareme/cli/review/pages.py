"""The pages of a copy, opened in the program that shows pictures on this machine."""

import tempfile
from pathlib import Path

import typer

from bareme.cli.review.review import Review
from bareme.documents import PageImage, render_page
from bareme.domain.copies import Copy
from bareme.errors import BaremeError

_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png"}


def open_pages(review: Review, paper: Copy) -> None:
    """Write the pages of a copy as pictures and open them, or print why they cannot be opened."""
    t = review.screen.t
    if not paper.pages:
        review.screen.print(t("This copy was typed: it has no pages."), style="red")
        return
    try:
        images = [review.runner.run(render_page(page.uncovered)) for page in paper.pages]
    except BaremeError as error:
        review.screen.print(error.explain(review.screen.language), style="red")
        return
    paths = _write(paper.copy_id, images)
    failed = [path for path in paths if typer.launch(str(path), wait=True) != 0]
    shown = ", ".join(map(str, failed or paths))
    if failed:
        review.screen.print(t("No program here shows pictures. They are at: {paths}", paths=shown), style="red")
    else:
        review.screen.print(t("Opened: {paths}", paths=shown), style="dim")


def _write(copy_id: str, images: list[PageImage]) -> list[Path]:
    """Write pictures where their viewer finds them, also after this command has ended."""
    folder = Path(tempfile.mkdtemp(prefix=f"bareme-{copy_id}-"))
    paths = []
    for number, image in enumerate(images, start=1):
        path = folder / f"{copy_id}-{number}{_SUFFIXES.get(image.media_type, '')}"
        path.write_bytes(image.data)
        paths.append(path)
    return paths
