import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from bareme.storage.local_copies import LocalCopies

LEAVE_A_COPY = """
import asyncio, os, signal, sys
from pathlib import Path
from bareme.storage.local_copies import LocalCopies

async def fetch(place):
    place.write_bytes(b"a copy")

async def leave():
    async with LocalCopies(Path(sys.argv[1]), 60).hold("name", fetch):
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(leave())
"""


def write(place: Path, data: bytes) -> None:
    place.write_bytes(data)


def files_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.rglob("*") if file.is_file() and file.name != "lock")


async def test_one_copy_serves_all_who_read_at_the_same_time(tmp_path: Path) -> None:
    copies, fetched = LocalCopies(tmp_path, 60), []

    async def fetch(place: Path) -> None:
        fetched.append(place)
        await asyncio.sleep(0)
        write(place, b"a copy")

    async def read() -> bytes:
        async with copies.hold("name", fetch) as path:
            return path.read_bytes()

    assert await asyncio.gather(*(read() for _ in range(5))) == [b"a copy"] * 5
    assert len(fetched) == 1
    await copies.aclose()
    assert files_in(tmp_path) == []


async def test_a_copy_that_could_not_be_fetched_is_fetched_again(tmp_path: Path) -> None:
    copies, tries = LocalCopies(tmp_path, 60), []

    async def fetch(place: Path) -> None:
        tries.append(place)
        write(place, b"half")
        if len(tries) == 1:
            raise FileNotFoundError
        write(place, b"a copy")

    for expected in (b"", b"a copy"):
        try:
            async with copies.hold("name", fetch) as path:
                found = path.read_bytes()
        except FileNotFoundError:
            found = b""
        assert found == expected
    await copies.aclose()


async def test_a_copy_goes_after_its_last_reader(tmp_path: Path) -> None:
    copies = LocalCopies(tmp_path, 0)

    async def fetch(place: Path) -> None:
        write(place, b"a copy")

    async with copies.hold("name", fetch):
        async with copies.hold("name", fetch):
            pass
        await asyncio.sleep(0.01)
        assert files_in(tmp_path) == ["name"]
    await asyncio.sleep(0.01)
    assert files_in(tmp_path) == []
    await copies.aclose()


@pytest.fixture
def left(tmp_path: Path) -> None:
    """What a killed process left."""
    subprocess.run([sys.executable, "-c", LEAVE_A_COPY, str(tmp_path)], timeout=60, check=False)
    assert files_in(tmp_path) == ["name"]


@pytest.mark.usefixtures("left")
async def test_what_a_killed_process_left_goes_and_what_a_living_one_has_stays(tmp_path: Path) -> None:
    first, second = LocalCopies(tmp_path, 60), LocalCopies(tmp_path, 60)

    async def fetch(place: Path) -> None:
        write(place, b"mine")

    async with first.hold("mine", fetch) as path, second.hold("theirs", fetch):
        assert path.read_bytes() == b"mine"
        assert files_in(tmp_path) == ["mine", "theirs"]
    await first.aclose()
    await second.aclose()
