"""What a process of ours gives back to the system."""

import platform
import subprocess
import sys

import pytest

_PROGRAM = """
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


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="runs where the C library is glibc, as in CI")
def test_large_pieces_are_returned_though_others_are_kept() -> None:
    def returned(mode: str) -> int:
        done = subprocess.run([sys.executable, "-c", _PROGRAM, mode], capture_output=True, text=True, check=True)
        return int(done.stdout)

    assert returned("tuned") >= 25 > returned("as it is") + 10
