"""`Dockerfile` and `compose.yaml` by the rules of their kind, and their health checks where they can be run."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.services import Postgres, Redis, postgres_binaries
from tests.e2e.dev_server import REPOSITORY
from tests.server.test_compose import COMPOSE, GIVEN, filled

pytestmark = pytest.mark.cluster
COMPOSE_TEXT = filled((REPOSITORY / "compose.yaml").read_text(encoding="utf-8"))
# What was written, and a slip in its place.
SLIPS = [
    ("read_only: true", "read_onyl: true"),
    ("condition: service_healthy", "condition: healthy"),
    ("stop_grace_period: 45s", "stop_grace_period: soon"),
    ("127.0.0.1:8001:8000", "127.0.0.1:800l:8000"),
    ("retries: 30", "retries: many"),
]


def parsed(text: str) -> Any:
    """Return a Compose file as the Compose Specification reads it, with what its parts refer to."""
    compose_spec = pytest.importorskip("compose_spec", reason="runs in CI, where `make cluster-test` installs it")
    compose = compose_spec.PyOptions(apply_merge=True).from_yaml(text)
    compose.validate()
    return compose


def linted(dockerfile: str) -> list[str]:
    """Return the rules of hadolint that a Dockerfile breaks."""
    hadolint = Path(sys.executable).with_name("hadolint")
    if not hadolint.exists():
        pytest.skip("runs in CI, where `make cluster-test` installs hadolint")
    command = [str(hadolint), "--format", "json", "-"]
    ran = subprocess.run(command, input=dockerfile, capture_output=True, text=True, check=False)
    return [found["code"] for found in json.loads(ran.stdout)]


def test_compose_reads_the_file_as_it_is_meant() -> None:
    assert set(parsed(COMPOSE_TEXT).service_names()) == {*COMPOSE["services"]}
    for right, wrong in SLIPS:
        assert right in COMPOSE_TEXT
        with pytest.raises(ValueError, match=r"\w"):
            parsed(COMPOSE_TEXT.replace(right, wrong, 1))


def test_nothing_is_published_beyond_the_machine_or_left_to_chance() -> None:
    services = COMPOSE["services"].values()
    assert all(port.startswith("127.0.0.1:") for service in services for port in service.get("ports", ()))
    assert all(re.search(r":.*\d", service["image"]) for service in services if service["image"] != "bareme:local")
    used = {volume.partition(":")[0] for service in services for volume in service.get("volumes", ())}
    assert used == {*COMPOSE["volumes"]}
    needed = set(re.findall(r"\$\{(\w+):\?\}", (REPOSITORY / "compose.yaml").read_text(encoding="utf-8")))
    told = (REPOSITORY / "docs" / "operations.md").read_text(encoding="utf-8")
    assert needed == {*GIVEN}
    assert all(f"`{name}`" in told for name in needed)


def test_the_dockerfile_breaks_no_rule() -> None:
    text = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    assert linted(text) == []
    for right, wrong, rule in (("uv==0.13.9", "uv", "DL3013"), ("USER 10001", "USER root", "DL3002")):
        assert right in text
        assert rule in linted(text.replace(right, wrong))


def test_the_health_checks_of_the_services_tell_whether_they_run(postgres: Postgres, redis: Redis) -> None:
    binaries = postgres_binaries()
    assert binaries is not None
    redis_cli = shutil.which("redis-cli")
    assert redis_cli is not None
    for name, program, port in (
        ("postgres", str(binaries / "pg_isready"), postgres.port),
        ("redis", redis_cli, redis.port),
    ):
        kind, told, *arguments = COMPOSE["services"][name]["healthcheck"]["test"]
        assert (kind, told) == ("CMD", Path(program).name)
        for at, is_healthy in ((port, True), (1, False)):
            asked = [program, "-h", "127.0.0.1", "-p", str(at), *arguments]
            assert (subprocess.run(asked, check=False, capture_output=True).returncode == 0) is is_healthy
