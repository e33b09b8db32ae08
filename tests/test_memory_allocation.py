"""What a process of ours gives back to the system."""

import platform
import subprocess
import sys

import pytest

_AT_THE_END = """
import sys
from bareme.memory_allocation import return_memory

def resident():
    with open("/proc/self/statm") as figures:
        return int(figures.read().split()[1]) * 4096 / 2**20

if sys.argv[1] == "tuned":
    return_memory()
bytearray(30 << 20)  # large, and freed: glibc then takes pieces of up to 30 MB from its heap
pieces = [bytearray(1 << 20) for _ in range(60)]
kept = pieces[1::2] + [bytearray(200_000)]
before = resident()
del pieces[::2]
pieces.clear()
print(round(before - resident()))
"""


_BETWEEN_OTHERS = """
import asyncio, sys
from bareme.memory_allocation import return_memory, return_memory_after

def resident():
    with open("/proc/self/statm") as figures:
        return int(figures.read().split()[1]) * 4096 / 2**20

return_memory()
pieces = [bytearray(20_000) for _ in range(3000)]
kept = pieces[1::2]
before = resident()

async def free():
    pieces.clear()

asyncio.run((return_memory_after(free) if sys.argv[1] == "returned" else free)())
print(round(before - resident()))
"""

of_glibc = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="runs where the C library is glibc, as in CI")


def returned(program: str, mode: str) -> int:
    done = subprocess.run([sys.executable, "-c", program, mode], capture_output=True, text=True, check=True)
    return int(done.stdout)


@of_glibc
def test_large_pieces_are_returned_though_others_are_kept() -> None:
    assert returned(_AT_THE_END, "tuned") >= 25 > returned(_AT_THE_END, "as it is") + 10


@of_glibc
def test_small_pieces_between_others_are_returned_after_the_work_that_freed_them() -> None:
    assert returned(_BETWEEN_OTHERS, "returned") >= 15 > returned(_BETWEEN_OTHERS, "as it is") + 10
