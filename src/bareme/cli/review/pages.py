"""The pages of a copy, opened in the program that shows pictures on this machine."""

import shutil
from pathlib import Path

import typer

from bareme.cli.review.review import Review
from bareme.documents import PageImage, render_page
from bareme.domain.copies import Copy
from bareme.errors import BaremeError
from bareme.settings import get_settings
from bareme.storage.private_files import make_private_file, make_private_folder

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
    paths = _write(get_settings().opened_folder / review.snapshot.session_id / paper.copy_id, images)
    failed = [path for path in paths if typer.launch(str(path), wait=True) != 0]
    shown = ", ".join(map(str, failed or paths))
    if failed:
        review.screen.print(t("No program here shows pictures. They are at: {paths}", paths=shown), style="red")
    else:
        review.screen.print(t("Opened: {paths}", paths=shown), style="dim")


def _write(folder: Path, images: list[PageImage]) -> list[Path]:
    """Write pictures where their viewer finds them, also after this command has ended. They go with the session."""
    if folder.is_dir():
        shutil.rmtree(folder)  # what an earlier look has left
    make_private_folder(folder)
    paths = []
    for number, image in enumerate(images, start=1):
        path = folder.absolute() / f"{folder.name}-{number}{_SUFFIXES.get(image.media_type, '')}"
        make_private_file(path)
        path.write_bytes(image.data)
        paths.append(path)
    return paths
