"""The provider of the benchmarks, in a process of its own: it answers after 0.5 s ± 20 %, and remembers what it was
asked.

Its marks of a question are the same for every copy, and the graders differ on one question in four, so that
calibration has all its work and no call of its own. What it read of a typed answer is the answer; of a picture, a
sentence.
"""

import asyncio
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.classes import LABEL, NAME_BOX, answer_text, read_code, student_name
from tests.benchmarks.processes import REPOSITORY
from tests.benchmarks.prompt_parts import Picture, parts_of
from tests.benchmarks.provider_rules import tokens_of
from tests.provider.server import Provider, answer_to, prompt_of, run_provider, scheme_of, usual_answer
from tests.provider.wire import Reply

LATENCY, JITTER = 0.5, 0.2
"""Seconds, and a share of them."""

type Json = dict[str, Any]


class Laboratory:
    """The running provider, as a benchmark sees it."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        self._process = process
        self._folder = folder
        self.url = self._line()

    @property
    def environment(self) -> dict[str, str]:
        """What makes the clients of three providers call it."""
        root = self.url.removesuffix("/v1")
        return {
            "OPENAI_API_KEY": "none",
            "OPENAI_BASE_URL": self.url,
            "OPENROUTER_API_KEY": "none",
            "OPENROUTER_BASE_URL": self.url,
            "ANTHROPIC_API_KEY": "none",
            "ANTHROPIC_BASE_URL": root,
        }

    def forget(self, latency: float = LATENCY) -> None:
        """Forget what was asked, and answer after `latency` seconds from now on."""
        self._ask(f"forget {latency}")

    def calls(self) -> list[Json]:
        """Return what was asked: `began` and `ended` in seconds of the machine's monotonic clock, and the `request`."""
        file = self._folder / "calls.jsonl"
        self._ask(f"write {file}")
        with file.open(encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    def most_in_flight(self) -> int:
        """Return how many calls were under way at once at most."""
        return int(self._ask("most"))

    def _ask(self, order: str) -> str:
        assert self._process.stdin is not None
        print(order, file=self._process.stdin, flush=True)
        return self._line()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def laboratory() -> Iterator[Laboratory]:
    """Run the provider in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.laboratory"]
    with TemporaryDirectory() as folder:
        process = subprocess.Popen(
            command, cwd=REPOSITORY, env=dict(os.environ), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            yield Laboratory(process, Path(folder))
        finally:
            process.communicate(timeout=10)


def share_of(request: Json) -> float:
    """Return a share that the same request always has, whoever sends it."""
    content = json.dumps([request["model"], request["messages"][-1]], sort_keys=True).encode()
    return int.from_bytes(hashlib.sha256(content).digest()[:4]) / 2**32


async def jitter(request: Json, latency: float = LATENCY) -> None:
    """Wait `latency` seconds, up to a fifth longer or shorter."""
    await asyncio.sleep(latency * (1 + JITTER * (2 * share_of(request) - 1)))


class _Answers:
    """Answers requests, and notes when each was under way."""

    def __init__(self) -> None:
        self.latency = LATENCY
        self.calls: list[Json] = []

    async def answer(self, request: Json) -> Json | Reply:
        began = time.monotonic()
        await jitter(request, self.latency)
        answer = _completion(request, share_of(request))
        self.calls.append({"began": began, "ended": time.monotonic(), "request": request})
        return answer


def _completion(request: Json, share: float) -> Json | Reply:
    tokens = round(sum(tokens_of(request["model"], parts_of(request))))
    if "system" not in request:  # OpenAI's protocol
        name = request["tools"][0]["function"]["name"]
        whole = answer_to(request, _arguments(name, request, share))
        usage = {"prompt_tokens": tokens, "completion_tokens": 800, "total_tokens": tokens + 800}
        return {**whole, "usage": usage}
    name = request["tools"][0]["name"]
    use = {"type": "tool_use", "id": "t1", "name": name, "input": _arguments(name, request, share)}
    usage = {"input_tokens": tokens, "output_tokens": 800}
    said = {"id": "msg_1", "type": "message", "role": "assistant", "model": request["model"], "content": [use]}
    return Reply.of({**said, "stop_reason": "tool_use", "usage": usage})


def _arguments(name: str, request: Json, share: float) -> Json:
    prompt = prompt_of(request)
    answer = usual_answer(name, prompt)
    if name == "PreAnalysis":
        for page, copy in _first_pages(request):
            read = {"student_name": student_name(copy), "name_confidence": 0.95, "name_box": NAME_BOX}
            answer["pages"][page - 1] |= {"starts_copy": True, **read}
    if name == "Examination":
        written = re.search(LABEL, prompt)
        copy = int(written[1]) if written else int(share * 1000)
        for number, (mark, question) in enumerate(zip(answer["marks"], scheme_of(prompt), strict=True), start=1):
            strict = number % 4 == 0 and request["model"].startswith("gpt-4o")
            mark["points"] = question["max_points"] / (4 if strict else 2)
            mark["transcription"] = answer_text(copy, number)
            mark["feedback"] = f"Bien vu ; l’unité manque à la question {number}, et la dernière étape se justifie."
            mark["rationale"] = "L’idée est là ; la justification est incomplète."
    return answer


def _first_pages(request: Json) -> Iterator[tuple[int, int]]:
    """Yield the number of each page that a copy begins on, and the number of the copy."""
    page = 0
    for part in parts_of(request):
        if isinstance(part, Picture):
            if (copy := read_code(part.data)) is not None:
                yield page, copy
            continue
        for number, text in re.findall(r'<page number="(\d+)"[^>]*>(.*?)</page>', part.text, re.DOTALL):
            page = int(number)
            if "Nom :" in text and (label := re.search(LABEL, text)):
                yield page, int(label[1])


def _serve() -> None:
    answers = _Answers()
    with run_provider(script=answers.answer) as provider:
        print(provider.base_url, flush=True)
        for line in sys.stdin:
            print(_obey(line.split(), provider, answers), flush=True)


def _obey(order: list[str], provider: Provider, answers: _Answers) -> str:
    match order:
        case ["forget", latency]:
            provider.requests.clear()
            provider.calls.clear()
            provider.headers.clear()
            provider.most_in_flight = 0
            answers.calls.clear()
            answers.latency = float(latency)
        case ["write", file]:
            with Path(file).open("w", encoding="utf-8") as lines:
                lines.writelines(json.dumps(call) + "\n" for call in answers.calls)
        case ["most"]:
            return str(provider.most_in_flight)
        case _:
            raise ValueError(f"no such order: {order}")
    return "done"


if __name__ == "__main__":
    _serve()
