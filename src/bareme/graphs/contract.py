"""The wire contract of `graph_grading`: what a client sends. The JSON Schemas of these models are the API."""

from typing import TYPE_CHECKING, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from bareme.domain.bands import Band
from bareme.domain.comparison import ConsensusRule
from bareme.domain.copies import Student, TypedAnswer
from bareme.domain.limits import (
    COPY_LENGTH,
    DATA_LENGTH,
    FILE_NAME_LENGTH,
    GUIDELINES_LENGTH,
    MOST_COPIES,
    MOST_GRADERS,
    MOST_LEVELS,
    MOST_QUESTIONS,
    NAME_LENGTH,
    URL_LENGTH,
    Id,
)
from bareme.domain.money import Budget
from bareme.domain.points import DEFAULT_STEP, Language, Step
from bareme.domain.policy import (
    CalibrationMode,
    Grader,
    ImageTransport,
    MarkerName,
    ModelName,
    PictureUse,
    Policy,
    Privacy,
    ProviderRouting,
    ReasoningEffort,
    Reveal,
    RubricMode,
    ServiceTier,
    Temperature,
    Verification,
)
from bareme.domain.scheme import GradingScheme
from bareme.domain.shorthand import Shorthand, parse_shorthand
from bareme.errors import InvalidInput
from bareme.graphs.validation import SESSION_LANGUAGE, RunContext

if TYPE_CHECKING:
    from langgraph.runtime import Runtime  # it takes half a second to load, and reading a session needs none of it

DocumentRole = Literal["copies", "exam_paper", "answer_key", "roster"]
TextEncoding = Literal["utf-8", "utf-16", "cp1252", "mac_roman", "cp850", "iso8859_15", "cp1250"]


class WireModel(BaseModel):
    """A model of what a client sends: frozen, without unknown fields."""

    # Values are hidden because an error's message reaches logs and clients, and a value may be a student's name.
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True)


class DocumentInput(WireModel):
    """One file. Upload large files to the store first and send their `document_id`."""

    role: DocumentRole = Field("copies", description="copies, exam_paper, answer_key or roster.")
    name: str = Field("", max_length=FILE_NAME_LENGTH, description="File name, shown to the teacher.")
    document_id: str | None = Field(
        None, max_length=64, pattern=r"^[0-9a-f]{64}$", description="Id of a file that was uploaded."
    )
    url: str | None = Field(None, max_length=URL_LENGTH, description="Where the server can fetch it.")
    data: str | None = Field(
        None, max_length=DATA_LENGTH, description="The file itself, base64.", json_schema_extra={"format": "byte"}
    )
    encoding: TextEncoding | None = Field(
        None, description="Of a roster that is a text; needed only where it cannot be told."
    )

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if sum(source is not None for source in (self.document_id, self.url, self.data)) != 1:
            raise InvalidInput("give exactly one of {names}", names=["document_id", "url", "data"])
        return self


class TypedCopy(WireModel):
    """A copy that was typed, not scanned."""

    student: Student | None = None
    answers: dict[Id, TypedAnswer] = Field(
        min_length=1, max_length=MOST_QUESTIONS, description="Text by question id; mathematics as LaTeX in $…$."
    )

    @model_validator(mode="after")
    def _not_too_long(self) -> Self:
        if sum(map(len, self.answers.values())) > COPY_LENGTH:
            raise InvalidInput("the answers are too long: {n} characters at most, all together", n=COPY_LENGTH)
        return self


class GradingRequest(WireModel):
    """Input of `graph_grading`."""

    documents: tuple[DocumentInput, ...] = Field((), max_length=MOST_COPIES, description="The teacher's files.")
    typed_copies: tuple[TypedCopy, ...] = Field((), max_length=MOST_COPIES, description="Copies that were typed.")
    scheme: GradingScheme | Shorthand | None = Field(
        None, description='The marking scheme, or its shorthand "Q1: 5, Q2: 3". Found in the files if left out.'
    )
    students: tuple[Student, ...] = Field(
        (),
        max_length=MOST_COPIES,
        description="The roster; the students of documents of the role roster come after these.",
    )
    guidelines: str = Field("", max_length=GUIDELINES_LENGTH, description="The teacher's own instructions for marking.")
    session_name: str = Field("", max_length=NAME_LENGTH, description="Subject and date if empty.")

    @field_validator("scheme")
    @classmethod
    def _parse_scheme(cls, value: GradingScheme | str | None) -> GradingScheme | None:
        return parse_shorthand(value) if isinstance(value, str) else value

    @property
    def has_copies(self) -> bool:
        """Whether there is anything to grade. Without copies a run drafts criteria."""
        return bool(self.typed_copies) or any(document.role == "copies" for document in self.documents)


class GraderInput(WireModel):
    """A model to grade with."""

    model: ModelName = Field(description='"provider:model", such as "openai:gpt-5.1-mini".')
    tries: int | None = Field(None, ge=1, le=10, description="Passes over each copy; `default_tries` if left out.")
    reasoning_effort: ReasoningEffort | None = Field(
        None, description="For models that reason; the model's default if left out."
    )
    temperature: Temperature | None = Field(
        None, description="0 if left out, where the model takes one. Models that reason take none."
    )
    routing: ProviderRouting | None = Field(
        None, description="OpenRouter alone: the hosts that serve the model, so that all tries go to the same one."
    )
    service_tier: ServiceTier | None = Field(
        None,
        description="The provider's name for how soon it answers and what that costs. With flex (OpenAI, also through "
        "OpenRouter) a call costs about half and may take a quarter of an hour.",
    )
    images: PictureUse = Field(
        "auto",
        description="Pictures of pages: auto (as many as the model takes), never (text alone) or one (all pages joined "
        "in one picture). A copy that cannot be shown in this way is left waiting.",
    )

    @model_validator(mode="before")
    @classmethod
    def _name_alone(cls, value: object) -> object:
        return {"model": value} if isinstance(value, str) else value


class BandInput(Band):
    """A grade and the percentage from which it is given."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class PrivacyInput(Privacy):
    """What graders are told of students."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class GradingContext(RunContext, WireModel):
    """Context of a run. The first run's settings are frozen into the session; later runs need send none.

    A later run may send `stop`, and a `budget` that raises the session's.
    """

    graders: tuple[GraderInput, ...] | None = Field(
        None,
        max_length=MOST_GRADERS,
        description="The server's default model if left out. An empty list: people mark by hand.",
    )
    default_tries: int = Field(1, ge=1, le=10, description="Passes over each copy by a grader that names no number.")
    language: Language = Field(
        SESSION_LANGUAGE, description="The language of everything that a teacher or a student reads."
    )
    mark_step: Step = Field(DEFAULT_STEP, description="Marks are multiples of it.")
    consensus: ConsensusRule = Field(
        ConsensusRule.EXACT, description="When the graders' marks decide without the teacher."
    )
    low_confidence: float = Field(0.6, ge=0, le=1, description="Marks below it are flagged.")
    bands: tuple[BandInput, ...] = Field(
        (), max_length=MOST_LEVELS, description="Grade bands; the language's own if empty."
    )
    rubric: RubricMode = Field("off", description="generate: draft criteria for the questions that have none.")
    review: bool = Field(default=True, description="Wait for the teacher after grading.")
    calibration: CalibrationMode = Field(
        "model",
        description="How answers of different copies that say the same are found: off, by rules, or by rules and then, "
        "if rules leave it open and the marks differ, by the first grader's model.",
    )
    budget: Budget = Field(Budget(), description="What the session may spend. At the limit the rest is left waiting.")
    image_transport: ImageTransport = Field(
        ImageTransport.INLINE,
        description="How models get the pictures of pages: in the message, or as URLs to fetch. A photograph sent by "
        "URL is then passed on by that URL.",
    )
    verification: Verification = Field(
        Verification.OFF, description="Whether graders whose marks differ mark again, each seeing the other's reading."
    )
    verification_share: float = Field(
        0.25, ge=0, lt=1, description="They do if their marks differ by more than this share of the maximum."
    )
    reveal: Reveal = Field(Reveal.ALWAYS, description="When the teacher sees the graders' marks of a question.")
    privacy: PrivacyInput = Field(PrivacyInput(), description="What graders are told of students.")
    event_names: bool = Field(
        default=False, description="Whether progress events carry the student's name. Servers may log events."
    )
    markers: tuple[MarkerName, ...] = Field(
        (),
        max_length=MOST_GRADERS,
        description="With `graders: []`: people who mark every copy independently, blind to each other's marks.",
    )
    stop: bool = Field(default=False, description="Make no more calls: unfinished attempts are left waiting.")

    def policy(self, default_model: str) -> Policy:
        """Return the settings to freeze."""
        default = (Grader(model=default_model, tries=self.default_tries),)
        graders = default if self.graders is None else to_graders(self.graders, self.default_tries)
        return Policy.model_validate({**dict(self), "graders": graders})


def context_of(runtime: "Runtime[GradingContext]") -> GradingContext:
    """Return the run's context, or the defaults if it sent none."""
    context: GradingContext | None = runtime.context
    return context if context is not None else GradingContext()


def to_graders(inputs: tuple[GraderInput, ...], default_tries: int) -> tuple[Grader, ...]:
    """Return the graders with their number of tries."""
    return tuple(
        Grader(
            model=grader.model,
            tries=grader.tries or default_tries,
            reasoning_effort=grader.reasoning_effort,
            images=grader.images,
            temperature=grader.temperature,
            routing=grader.routing,
            service_tier=grader.service_tier,
        )
        for grader in inputs
    )
