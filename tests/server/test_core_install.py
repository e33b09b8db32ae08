"""Servers find what they need where the core alone is installed, as in the image of `langgraph dockerfile`."""

import json
import os
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]

# Imports fail as they would where nothing but the core and what it depends on were installed.
ONLY_THE_CORE = """
import re, sys
from importlib.metadata import distribution, packages_distributions
from packaging.requirements import Requirement

def needed(name, extras=frozenset(), seen=None):
    seen = set() if seen is None else seen
    key = (re.sub(r"[-_.]+", "-", name).lower(), extras)
    if key in seen:
        return seen
    seen.add(key)
    for text in distribution(name).requires or ():
        requirement = Requirement(text)
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": e}) for e in (extras or {""})):
            needed(requirement.name, frozenset(requirement.extras), seen)
    return seen

core = {name for name, _ in needed("bareme")}
modules = {
    module for module, names in packages_distributions().items()
    if not core & {re.sub(r"[-_.]+", "-", name).lower() for name in names}
}

class NotInstalled:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in modules and name.partition(".")[0] not in sys.stdlib_module_names:
            raise ModuleNotFoundError(f"not in the core: {name}", name=name)

for name in [name for name in sys.modules if name.partition(".")[0] == "packaging"]:
    del sys.modules[name]
sys.meta_path.insert(0, NotInstalled())
assert {"langgraph_api", "pytest"} <= modules
"""


def test_the_routes_the_hooks_and_the_graphs_need_nothing_but_the_core() -> None:
    imports = "import bareme.server.auth, bareme.graphs.grading, bareme.graphs.mock_exam.graph"
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{ONLY_THE_CORE}\n{imports}\nfrom bareme.server.routes import app\nprint(len(app.routes))",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert int(ran.stdout) > 30


def test_the_image_of_the_platforms_own_command_has_graphs_settings_and_storage(tmp_path: Path) -> None:
    """Docker would not build it with a quote in a value, as the command quotes nothing."""
    file = tmp_path / "Dockerfile"
    langgraph = Path(sys.executable).with_name("langgraph")
    environment = {**os.environ, "LANGGRAPH_CLI_NO_ANALYTICS": "1"}
    subprocess.run([langgraph, "dockerfile", file], cwd=REPOSITORY, check=True, capture_output=True, env=environment)
    lines = file.read_text().splitlines()
    values = dict(shlex.split(line.removeprefix("ENV "))[0].split("=", 1) for line in lines if line.startswith("ENV "))
    graphs = json.loads(values["LANGSERVE_GRAPHS"])
    assert {*graphs} == {"graph_grading", "graph_mock_exam"}
    inside = f"/deps/{REPOSITORY.name}/"
    assert all(
        (REPOSITORY / graph["path"].partition(":")[0].removeprefix(inside)).is_file() for graph in graphs.values()
    )
    assert json.loads(values["LANGGRAPH_AUTH"])["path"] == "bareme.server.auth:auth"
    extras = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    storage = [
        name for extra in ("cluster", "postgres") for name in extras[extra] if not name.startswith(("aegra", "bareme"))
    ]
    (installed,) = [line for line in lines if "psycopg" in line]
    assert all(name in installed for name in storage)


def test_both_configurations_say_the_same_but_for_where_files_are() -> None:
    here, shipped = (
        json.loads((REPOSITORY / folder / "langgraph.json").read_text()) for folder in ("", "src/bareme/server")
    )
    for graph in here["graphs"].values():
        graph["path"] = graph["path"].replace("./src/bareme/", "../")
    assert {**here, "dependencies": ["../.."]} == shipped
