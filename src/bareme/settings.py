"""Settings of the process, read from the environment (`BAREME_…`) and `.env`."""

from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import SettingsConfigDict

from bareme.access_settings import AccessSettings
from bareme.door_settings import DoorSettings
from bareme.errors import InvalidInput
from bareme.translation import Message
from bareme.validation import Fault, faults_of


class Settings(AccessSettings, DoorSettings):
    """Limits and paths. Sizes are in bytes, pixels or dots per inch, times in seconds, as the names say."""

    model_config = SettingsConfigDict(env_prefix="BAREME_", env_file=".env", extra="ignore", frozen=True)

    max_document_bytes: int = Field(
        250 * 1024 * 1024, gt=0, description="Larger files are refused. 200 pages scanned at 300 dpi in colour fit in."
    )
    max_archive_bytes: int = Field(
        500 * 1024 * 1024, gt=0, description="Larger ZIP files are refused; so is what unfolds to more."
    )
    max_archive_files: int = Field(500, gt=0, description="ZIP files and folders with more files are refused.")
    max_pages: int = Field(400, gt=0, description="Documents with more pages are refused.")
    max_page_pixels: int = Field(40_000_000, gt=0, description="Pages with more pixels at `render_dpi` are refused.")
    max_picture_pixels: int = Field(
        200_000_000, gt=0, description="Photographs and scans with more pixels are refused; others are scaled down."
    )
    render_dpi: int = Field(150, ge=36, le=600, description="Resolution of page images.")
    document_seconds: float = Field(
        20.0,
        gt=0,
        description="CPU time of a worker for 16 pages of a document; by the clock, 20 times that.",
    )
    document_workers: int = Field(2, ge=1, description="Worker processes that open and render documents.")
    document_memory_bytes: int = Field(2 * 1024**3, gt=0, description="Address space of one worker process.")
    kept_image_bytes: int = Field(
        32 * 1024**2, ge=0, description="Memory for scanned pages that were rendered as they were read, until shown."
    )
    ocr: Literal["auto", "off"] = Field(
        "auto", description="Whether pages are read without a model where the extra `ocr` is installed."
    )
    ocr_seconds: float = Field(60.0, gt=0, description="CPU time of reading one page without a model.")
    ocr_memory_bytes: int = Field(
        4 * 1024**3, gt=0, description="Address space of the process that reads pages without a model."
    )
    fetch_hosts: str = Field(
        "",
        description="Hosts on the internet that documents may be fetched from over https, separated by commas, with a "
        "port if it is not 443. Empty: URLs are refused.",
    )
    fetch_seconds: float = Field(30.0, gt=0, description="Time limit of one fetch.")
    retention_days: float = Field(
        0, ge=0, description="A server erases sessions in which nothing happened for so many days. 0: it keeps them."
    )
    log_format: Literal["console", "json"] = Field("console", description="How a server writes its log.")
    public_url: str = Field("", description="URL at which models reach this server to fetch page images: https://…")
    page_url_secret: str = Field("", repr=False, description="No longer used: `secret` signs the URLs of page images.")
    page_url_seconds: float = Field(3600.0, gt=0, description="How long the URL of a page image is valid at least.")
    max_copies: int = Field(50, gt=0, description="Copies in one session.")
    max_in_flight: int = Field(
        16,
        ge=1,
        description="Concurrent model calls to each provider, in this process or in all of a cluster. If unset, a "
        "local server gets as many as it says it answers at once, otherwise one.",
    )
    requests_per_minute: str = Field(
        "", description="For each provider: '500', or by provider 'openai=500,openrouter=60'. Empty: no limit."
    )
    tokens_per_minute: str = Field("", description="The same for tokens, input and output together.")
    prices: Path | None = Field(None, description="A file like models/prices.toml, whose prices take precedence.")
    scale_confidence: float = Field(
        0.8, ge=0, le=1, description="With `--yes`, a scale that was read with less confidence is not taken."
    )
    pages_per_analysis: int = Field(24, ge=1, description="Pages that the pre-analyst sees in one call.")
    attempt_seconds: float = Field(
        300.0, gt=0, description="Time limit of one attempt, with its calls and the pauses between them."
    )
    call_seconds: float = Field(
        120.0,
        gt=0,
        description="Time limit of one call, from sending it; of a streamed answer, between two of its pieces.",
    )
    slow_attempt_seconds: float = Field(
        3600.0, gt=0, description="Time limit of one attempt in a slow service tier, such as flex."
    )
    slow_call_seconds: float = Field(900.0, gt=0, description="The same of one call.")
    call_tries: int = Field(5, ge=1, description="Number of times a call is sent if it fails with retryable errors.")
    backoff_seconds: float = Field(
        1.0, ge=0, description="Longest pause after a call's first failure; it doubles with each further one."
    )
    backoff_longest_seconds: float = Field(30.0, ge=0, description="Upper limit of that pause.")
    patience_seconds: float = Field(
        60.0, ge=0, description="Longest pause that a provider may ask for. Beyond it the grader is parked."
    )
    circuit_failures: int = Field(6, ge=1, description="Consecutive failures of a model that open its circuit breaker.")
    circuit_seconds: float = Field(
        30.0, ge=0, description="How long the circuit breaker stays open before one call tests the model."
    )
    local_base_url: str = Field(
        "", description="URL of the `local:…` models: an OpenAI-compatible server such as vLLM, Ollama or LM Studio."
    )
    openrouter_referer: str = Field(
        "http://localhost", description="The site that OpenRouter records as the origin of calls."
    )
    default_model: str = Field("offline:lexical", description="The grader if a request names none.")
    mock_exam_model: str = Field(
        "", description="Marks mock exams. If unset: gpt-5.1-mini if OPENAI_API_KEY is set, else `default_model`."
    )
    mock_exam_seconds: float = Field(600.0, gt=0, description="Time limit of one mock exam, all calls included.")

    @field_validator("requests_per_minute", "tokens_per_minute")
    @classmethod
    def _readable_limits(cls, value: str) -> str:
        _read_limits(value)
        return value

    @field_validator("page_url_secret")
    @classmethod
    def _replaced(cls, value: str) -> str:
        if value:
            raise InvalidInput("no longer used: remove it; {secret} signs the URLs of pages", secret="BAREME_SECRET")  # noqa: S106 - the name of the setting
        return value

    @cached_property
    def max_upload_bytes(self) -> int:
        """The size of the largest file that is taken: a document or an archive."""
        return max(self.max_document_bytes, self.max_archive_bytes)

    @cached_property
    def documents_folder(self) -> Path:
        """The folder of the default document store."""
        return self.document_store or self.home / "documents"

    @cached_property
    def server_lock_file(self) -> Path:
        """The file that a server locks as long as it runs; it holds the server's process id."""
        return self.home / "server.lock"

    @cached_property
    def secret_file(self) -> Path:
        """The file of the server's secret, where the settings give none."""
        return self.home / "secret"

    @cached_property
    def checkpoints_file(self) -> Path:
        """The SQLite file of checkpoints of the command line and the development server."""
        return self.home / "checkpoints.sqlite"

    @cached_property
    def answers_file(self) -> Path:
        """The SQLite file of paid answers."""
        return self.home / "answers.sqlite"

    @cached_property
    def uses_file(self) -> Path:
        """The SQLite file of which sessions use which documents and paid answers."""
        return self.home / "uses.sqlite"

    @cached_property
    def locks_folder(self) -> Path:
        """The folder of the command line's session locks, one file per session."""
        return self.home / "locks"

    @cached_property
    def opened_folder(self) -> Path:
        """The folder of the pages that the command line opened in a viewer, a folder for each session."""
        return self.home / "opened"

    @cached_property
    def written_folder(self) -> Path:
        """The folder of what is known of the files that commands wrote, a folder for each session."""
        return self.home / "written"

    @cached_property
    def inbox_file(self) -> Path:
        """The SQLite file of decisions taken while their session is being graded."""
        return self.home / "inbox.sqlite"

    @cached_property
    def outcomes_file(self) -> Path:
        """The SQLite file of how copies ended in rounds that are not over."""
        return self.home / "outcomes.sqlite"

    @cached_property
    def spending_file(self) -> Path:
        """The SQLite file of the spending of sessions with a budget."""
        return self.home / "spending.sqlite"


def limit_of(limits: str, provider: str) -> int | None:
    """Return the limit of `provider` in "500" or "openai=500,openrouter=60", or None if it has none."""
    by_provider = _read_limits(limits)
    return by_provider.get(provider, by_provider.get(""))


def _read_limits(text: str) -> dict[str, int]:
    limits: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        provider, _, number = part.rpartition("=")
        if not number.strip().isdecimal() or int(number) < 1:
            raise InvalidInput("{part!r} is not a limit: write a number above 0, or 'provider=number'", part=part)
        limits[provider.strip()] = int(number)
    return limits


def _named(fault: Fault) -> Message:
    """Return what is wrong with a setting, or with several that do not go together and are named in the problem."""
    if not fault.path:
        return fault.problem
    name = f"BAREME_{fault.path[0]}".upper()
    return Message("{name}: {problem}", name=name, problem=fault.problem)


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the settings of this process, read once.

    Raises:
        InvalidInput: a setting is not valid; the message names its environment variable.
    """
    try:
        return Settings()
    except ValidationError as error:
        named = [_named(fault) for fault in faults_of(error)]
        raise InvalidInput("a setting in the environment or in .env is not valid: {faults}", faults=named) from None
