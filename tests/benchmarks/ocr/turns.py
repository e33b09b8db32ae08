"""How far upright pages are said to be turned, when they are turned by us."""

import io
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bareme.documents.ocr import find_turn
from tests.benchmarks.ocr.cost import usage
from tests.documents.test_turned import upright_pictures

UPSIDE_DOWN = {"a-1.tif", "image_3.tif"}
"""Pages of the set that do not stand upright."""


@dataclass
class Turns:
    """Pages by how far they have to be turned and how far they are said to; CPU seconds a page."""

    found: Counter[tuple[int, int | None]] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


async def judge_turns(shared_data: Path, pages: int) -> Turns:
    """Have `pages` real pages turned upright in four directions, as pictures of 72 dots per inch."""
    upright = [named for named in upright_pictures(shared_data) if named[0] not in UPSIDE_DOWN]
    turns = Turns()
    for name, page in Random(1).sample(upright, min(pages, len(upright))):  # noqa: S311 - nothing secret
        for turned in (0, 90, 180, 270):
            data = io.BytesIO()
            # Pillow turns the other way round, so this is what has to be undone clockwise.
            page.rotate(turned, expand=True).save(data, "JPEG", quality=80)
            before, _ = await usage()
            said = await find_turn(data.getvalue())
            after, _ = await usage()
            turns.found[turned, said] += 1
            turns.seconds += [after - before] if after > before else []  # the process is replaced now and then
            turns.wrong += [] if said in {turned, None} else [f"{name} turned by {turned}: {said}"]
    return turns
