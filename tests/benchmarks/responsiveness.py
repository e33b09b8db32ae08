"""Whether a server answers everybody while one caller attacks it: `python -m tests.benchmarks.responsiveness`.

`/ok` is asked for every 50 ms, whether or not the answers before have come, while the attack list runs against
`bareme serve`.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from tests.attack_list import ATTACKS, send_attack
from tests.e2e.dev_server import DevServer

INTERVAL, PROMPT = 0.05, 0.25
"""Seconds: between two questions, and for an answer that counts as prompt."""
PATIENCE = 30.0
"""How long an attacker waits for an answer."""
TOKEN = "a-long-enough-token-of-anne"


class Served(DevServer):
    """`bareme serve` as a teacher starts it."""

    @property
    def command(self) -> list[str]:
        """Its command line."""
        return [sys.executable, "-c", "from bareme.cli import app; app()", "serve", "--port", str(self.port)]


async def _ask(url: str, seconds: list[float], done: asyncio.Event) -> None:
    async def one(client: httpx.AsyncClient) -> None:
        started = time.perf_counter()
        try:
            await client.get("/ok")
        finally:
            seconds.append(time.perf_counter() - started)

    # A server closes idle connections after five seconds; one that is just then used again breaks off.
    limits = httpx.Limits(max_connections=None, keepalive_expiry=2)
    async with httpx.AsyncClient(base_url=url, timeout=600, limits=limits) as client, asyncio.TaskGroup() as group:
        while not done.is_set():
            group.create_task(one(client))
            await asyncio.sleep(INTERVAL)


async def _poll(url: str) -> None:
    """Ask until something is written to the standard input; then print the seconds of every answer."""
    seconds, done = list[float](), asyncio.Event()
    asking = asyncio.create_task(_ask(url, seconds, done))
    await asyncio.to_thread(sys.stdin.readline)
    done.set()
    await asking
    print(json.dumps(seconds))


def _attack(name: str, url: str) -> dict[str, Any]:
    started = time.perf_counter()
    statuses = asyncio.run(send_attack(name, url, {"authorization": f"Bearer {TOKEN}"}, PATIENCE))
    return {"name": name, "statuses": sorted(set(statuses)), "seconds": round(time.perf_counter() - started, 1)}


def measure() -> dict[str, Any]:
    """Attack a server of its own, and return how promptly it answered meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        server = Served(Path(folder), BAREME_API_TOKENS=f"anne:{TOKEN}")
        server.start()
        try:
            # In a process of its own: what the attacker does would count as the server's time.
            command = [sys.executable, "-m", "tests.benchmarks.responsiveness", server.url]
            poller = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            attacks = [_attack(name, server.url) for name in ATTACKS]
            answered, _ = poller.communicate("done\n")
        finally:
            server.kill()
    seconds = json.loads(answered)
    prompt = sum(one < PROMPT for one in seconds) / len(seconds)
    return {
        "asked": len(seconds),
        "share_under_250_ms": round(prompt, 4),
        "worst_seconds": round(max(seconds), 2),
        "attacks": attacks,
    }


if __name__ == "__main__":
    if len(sys.argv) > 1:
        asyncio.run(_poll(sys.argv[1]))
    else:
        print(json.dumps(measure(), indent=1))
