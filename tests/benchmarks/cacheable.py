"""What of a prompt a provider can cache: `python -m tests.benchmarks.cacheable [--quick]`.

Six copies each of scans and of typed pages, with models of several families, by the command line. The scans are light
ones, and so are exam paper and answer key; the typed paper and key have a figure. Of what all prompts of a grader have
in common, lines and pictures, this is the share that lies in the prefix that its provider caches.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.class_command import is_grading, run_command, token_figures
from tests.benchmarks.classes import LIGHT, write_papers, write_scans, write_typed
from tests.benchmarks.laboratory import laboratory
from tests.benchmarks.prompt_parts import Picture, parts_of
from tests.benchmarks.provider_rules import shared_and_cached, tokens_of

COPIES = 6
FAMILIES = {
    "openai": "openai:gpt-4o",
    "anthropic": "anthropic:claude-sonnet-4-5",
    "openrouter_anthropic": "openrouter:anthropic/claude-sonnet-4.5",
    "openai_patches": "openai:gpt-5.4",
    "gemini": "openrouter:google/gemini-2.5-flash",
}
CACHING = ("openai", "anthropic", "openrouter_anthropic")

type Json = dict[str, Any]


def share_of(calls: list[Json]) -> Json:
    """Return the tokens that the prompts of one grader have in common, and the share of them that can be cached."""
    prompts = [parts_of(call["request"]) for call in calls if is_grading(call)]
    model = calls[0]["request"]["model"]
    shared, cached = shared_and_cached(model, prompts)
    whole = sum(sum(tokens_of(model, prompt)) for prompt in prompts) / len(prompts)
    common = set.intersection(*({p.digest for p in prompt if isinstance(p, Picture)} for prompt in prompts))
    return {
        "common_tokens": round(shared),
        "common_pictures": len(common),
        "share_cacheable": round(cached / shared, 3),
        "share_of_prompt_cacheable": round(cached / whole, 3),
    }


def measure(*, quick: bool = False) -> Json:
    """Return the figures of each kind of copies and each family."""
    copies = 3 if quick else COPIES
    found: Json = {}
    with laboratory() as provider, TemporaryDirectory() as name:
        for kind in ("scans", "typed"):
            folder = Path(name) / kind
            folder.mkdir()
            papers = write_papers(folder, scanned=kind == "scans", drawn=True)
            files = {**papers, "copies": folder / "copies.pdf"}
            if kind == "scans":
                write_scans(folder / "copies.pdf", copies, quality=LIGHT)
            else:
                write_typed(folder / "copies.pdf", copies)
            for family, model in FAMILIES.items():
                if kind == "typed" and family not in CACHING:
                    continue
                own = folder / family
                own.mkdir()
                _, calls = run_command(provider, own, files, [model], 0.0)
                shares = share_of(calls) if family in CACHING else {}
                found[f"{kind}_{family}"] = {"model": model, **token_figures(calls, copies), **shares}
    return found


if __name__ == "__main__":
    print(json.dumps(measure(quick="--quick" in sys.argv), indent=1))
