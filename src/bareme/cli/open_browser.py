"""Open a browser at an address of a server as soon as that answers: `python -m bareme.cli.open_browser URL PATH`.

A process of its own, since `bareme app` becomes the server.
"""

import os
import sys
import time
import webbrowser

import httpx

_SECONDS = 120


def main(url: str, path: str) -> None:
    """Wait for the server and open the browser; give up when the server, our parent, is gone."""
    server = os.getppid()
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline and os.getppid() == server:
        try:
            if httpx.get(f"{url}/ok", timeout=2).is_success:
                webbrowser.open(url + path)
                return
        except httpx.HTTPError:
            time.sleep(0.2)


if __name__ == "__main__":
    main(*sys.argv[1:])
