import json
import re

import pytest

from tests.cli.conftest import Run
from tests.provider.server import Json, Provider, Scripted
from tests.provider.wire import Reply

KEY = "sk-canary-77aa01"


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENROUTER_API_KEY", "OPENROUTER_BASE_URL", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY", "GEMINI_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def test_providers_are_listed_with_what_they_lack_and_never_a_key(bareme: Run) -> None:
    shown = bareme("models", "--language", "en", env={"OPENAI_API_KEY": KEY, "COLUMNS": "160"})
    assert shown.returncode == 0
    lines = {line.split()[0]: line for line in shown.stdout.splitlines() if line.strip()}
    assert "ready" in lines["offline"]
    assert "ready" in lines["openai"]
    assert "no key" in lines["openrouter"]
    assert "no address" in lines["local"]
    assert "Default: offline:lexical" in shown.stdout
    assert KEY not in shown.stdout + shown.stderr


def test_the_list_in_french(bareme: Run) -> None:
    shown = bareme("models", env={"COLUMNS": "160"}).stdout
    assert "sans clé" in shown
    assert "Par défaut\u00a0: offline:lexical" in shown


def test_the_list_as_json(bareme: Run) -> None:
    env = {"OPENROUTER_API_KEY": KEY, "BAREME_LOCAL_BASE_URL": "http://127.0.0.1:9/v1"}
    listed = json.loads(bareme("models", "--json", env=env).stdout)
    providers = {entry["provider"]: entry for entry in listed["providers"]}
    assert {name for name, entry in providers.items() if entry["configured"]} == {"openrouter", "local"}
    assert providers["openrouter"]["base_url"] == "https://openrouter.ai/api/v1"
    assert KEY not in json.dumps(listed)


def test_a_model_is_checked_with_a_few_tiny_calls(bareme: Run, provider: Provider) -> None:
    provider.script = lambda _: {"ready": "yes"}
    provider.models = {"data": [{"id": "llama", "max_model_len": 32768}]}
    env = {"BAREME_LOCAL_BASE_URL": provider.base_url}
    checked = bareme("models", "local:llama", "--language", "en", env=env)
    assert checked.returncode == 0, checked.stderr
    assert "local:llama answered in" in checked.stdout
    assert '{"ready": "yes"}' in checked.stdout
    assert "1,000 in" in checked.stdout
    rows = dict(table_rows(checked.stdout))
    assert rows["Form of the answers"] == "tool call"
    assert (rows["Tool call"], rows["JSON schema"], rows["Usage reported"]) == ("yes", "yes", "yes")
    assert (rows["Pictures"], rows["Context"]) == ("several in a request", "32,768 tokens")
    assert rows["Speed of this answer"].endswith("tokens a second")
    # By tool call, by schema, and with two pictures.
    assert len(provider.requests) == 3


def table_rows(shown: str) -> list[tuple[str, str]]:
    cells = (re.split(r"\s{2,}", line.strip()) for line in shown.splitlines())
    return [(row[0], row[1]) for row in cells if len(row) == 2]


def test_what_a_model_cannot_do_is_shown(bareme: Run, provider: Provider) -> None:
    def script(request: Json) -> Scripted:
        if "image_url" in json.dumps(request["messages"]):
            return Reply.of({"error": {"code": 500, "message": "image input is not supported"}}, 500)
        if "tools" in request or "response_format" in request:
            return Reply.of({"error": {"message": "tools and response_format are not supported"}}, 400)
        return {"choices": [text('{"ready": "yes"}')]}

    provider.script = script
    checked = bareme("models", "local:llama", "--json", env={"BAREME_LOCAL_BASE_URL": provider.base_url})
    assert checked.returncode == 0, checked.stderr
    able = json.loads(checked.stdout)["found"]["capabilities"]
    assert able.pop("tokens_per_second") > 0
    assert able == {
        "tools": False,
        "json_schema": False,
        "pictures": 0,
        "context": None,
        "usage_reported": False,
    }


def test_a_model_without_tools_answers_in_json(bareme: Run, provider: Provider) -> None:
    unknown = Reply.of({"error": {"message": "this model does not support tools"}}, 400)
    provider.script = lambda request: unknown if "tools" in request else {"choices": [text('{"ready": "yes"}')]}
    checked = bareme("models", "local:llama", "--json", env={"BAREME_LOCAL_BASE_URL": provider.base_url})
    assert checked.returncode == 0, checked.stderr
    assert json.loads(checked.stdout)["found"]["form"] == "json_schema"
    assert provider.requests[1]["response_format"]["json_schema"]["name"] == "Ready"


def test_a_server_that_forces_nothing_is_shown_as_such(bareme: Run, provider: Provider) -> None:
    provider.script = lambda _: {"choices": [text("Yes, I am.")]}
    checked = bareme("models", "local:llama", "--json", env={"BAREME_LOCAL_BASE_URL": provider.base_url})
    assert checked.returncode == 1
    able = json.loads(checked.stdout)["found"]["capabilities"]
    assert (able["tools"], able["json_schema"]) == (False, False)


def text(content: str) -> dict[str, object]:
    return {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}


def test_a_model_that_does_not_answer_is_an_error(bareme: Run, provider: Provider) -> None:
    provider.script = lambda _: Reply.of({"error": {"message": KEY}}, 401)
    env = {"OPENAI_API_BASE": provider.base_url, "OPENAI_API_KEY": KEY}
    checked = bareme("models", "openai:gpt", env=env)
    assert (checked.returncode, checked.stdout) == (1, "")
    assert "la clé n’est pas acceptée (HTTP 401)" in checked.stderr
    assert KEY not in checked.stderr


def test_a_model_that_cannot_be_built_is_an_error(bareme: Run) -> None:
    assert "OPENAI_API_KEY" in bareme("models", "openai:gpt", "--language", "en").stderr
    assert "offline, openai" in bareme("models", "nobody:gpt", "--language", "en").stderr
    assert bareme("models", "no-colon").returncode == 2
