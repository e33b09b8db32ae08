"""Run code from standard input, a JSON object a line, as `python -m asyncio` would: `await` works at top level.

Each answer is a JSON object on a line: what was printed, and the traceback if the code failed.
"""

import ast
import asyncio
import contextlib
import inspect
import io
import json
import sys
import traceback


def main() -> None:
    """Serve until standard input ends."""
    names: dict[str, object] = {"__name__": "__main__"}
    with asyncio.Runner() as runner:
        for line in sys.stdin:
            request = json.loads(line)
            printed, fault = io.StringIO(), ""
            with contextlib.redirect_stdout(printed):
                try:
                    code = compile(
                        "\n" * request["line"] + request["text"],
                        request["page"],
                        "exec",
                        ast.PyCF_ALLOW_TOP_LEVEL_AWAIT,
                    )
                    made = eval(code, names)  # noqa: S307 - the repository's own documentation
                    if inspect.iscoroutine(made):
                        runner.run(made)
                except BaseException:  # noqa: BLE001 - told to the test, which fails
                    fault = traceback.format_exc()
            print(json.dumps({"printed": printed.getvalue(), "fault": fault}), flush=True)


if __name__ == "__main__":
    main()
