"""The settings of a session, frozen when it starts: graders, step, rules, language."""

import hashlib
import random
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from bareme.domain.bands import Band, default_bands
from bareme.domain.comparison import ComparisonPolicy, ConsensusRule
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.limits import MOST_GRADERS, NAME_LENGTH
from bareme.domain.money import Budget
from bareme.domain.points import DEFAULT_STEP, Language, Step

ModelName = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[a-z0-9_-]+:\S+$", max_length=NAME_LENGTH)
]

ReasoningEffort = Literal["minimal", "low", "medium", "high"]

CalibrationMode = Literal["off", "rules", "model"]
"""How equal answers on different copies are found: not at all, by rules, or by rules and then a model."""


Temperature = Annotated[float, Field(ge=0, le=2, allow_inf_nan=False)]
"""Sampling temperature: at 0 a model gives nearly the same answer each time."""

MarkerName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_LENGTH)]

ServiceTier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,29}$")]

# Its length is limited beside the pattern: a pattern that counts Unicode letters takes 30 ms to compile.
HostName = Annotated[str, StringConstraints(pattern=r"^[\w./-]+$", max_length=100)]

PictureUse = Literal["auto", "never", "one"]
"""Pictures a request may have: as many as the model takes, none, or one in which all pages are joined."""

RubricMode = Literal["off", "generate"]
"""Whether criteria are generated for questions without criteria before the first copy is graded."""


class Reveal(StrEnum):
    """When the teacher sees the graders' marks of a question."""

    ALWAYS = "always"
    AFTER_DECISION = "after_decision"  # only after she has decided the question herself


class ImageTransport(StrEnum):
    """How page images are sent to a model."""

    INLINE = "inline"  # base64 in the message
    URL = "url"  # URLs that the provider fetches


class Verification(StrEnum):
    """Whether graders that disagree look again."""

    OFF = "off"
    DISAGREEMENTS = "disagreements"  # each once, with the other grader's transcription and rationale


class ProviderRouting(FrozenModel):
    """Which hosts of OpenRouter serve a grader. Hosts run a model at different precisions, so marks depend on them."""

    order: tuple[HostName, ...] = Field((), max_length=10, description="Hosts to try, in this order.")
    only: tuple[HostName, ...] = Field((), max_length=10, description="Hosts that may serve it.")


class Grader(FrozenModel):
    """One chat model with its settings."""

    model: ModelName = Field(description='"provider:model", such as "openai:gpt-5.1-mini" or "offline:lexical".')
    tries: int = Field(1, ge=1, le=10, description="Independent passes over each copy.")
    reasoning_effort: ReasoningEffort | None = Field(None, description="None: the model's default.")
    images: PictureUse = Field("auto", description="Pictures of pages in a request; fewer where the model takes fewer.")
    temperature: Temperature | None = Field(None, description="None: the model takes none, or the provider's default.")
    routing: ProviderRouting | None = Field(None, description="For OpenRouter. None: it chooses the host.")
    service_tier: ServiceTier | None = Field(None, description="As the provider calls it. None: its default.")

    @property
    def call_settings(self) -> dict[str, Any]:
        """What an answer depends on besides the texts: a part of its key. It does not depend on the service tier."""
        routing = {"routing": self.routing.model_dump(mode="json")} if self.routing else {}
        temperature = {"temperature": self.temperature} if self.temperature is not None else {}
        return {"model": self.model, "reasoning_effort": self.reasoning_effort, **temperature, **routing}

    @property
    def follows_rules(self) -> bool:
        """Whether it follows rules and is no model: the offline examiner."""
        return self.model.startswith("offline:")


class Privacy(FrozenModel):
    """What graders are told of students."""

    mask_names: bool = Field(
        default=True,
        description="Whether names are covered on pages and replaced in texts before a copy goes to a grader.",
    )


class Policy(FrozenModel):
    """The settings of one session. Later runs on the thread cannot change them."""

    graders: tuple[Grader, ...] = Field(
        max_length=MOST_GRADERS, description="Labelled A to Z. Empty: people mark by hand."
    )
    language: Language = "fr"
    mark_step: Step = DEFAULT_STEP
    consensus: ConsensusRule = ConsensusRule.EXACT
    low_confidence: float = Field(0.6, ge=0, le=1)
    reading_difference: float = Field(0.35, ge=0, le=1)
    bands: tuple[Band, ...] = ()
    rubric: RubricMode = "off"
    review: bool = Field(default=True, description="Wait for the teacher after grading.")
    calibration: CalibrationMode = "model"
    budget: Budget = Field(Budget(), description="The spending limits; the only setting that can be raised later.")
    image_transport: ImageTransport = ImageTransport.INLINE
    verification: Verification = Verification.OFF
    verification_share: float = Field(0.25, ge=0, lt=1)
    reveal: Reveal = Field(Reveal.ALWAYS, description="When the teacher sees the graders' marks of a question.")
    event_names: bool = Field(default=False, description="Whether progress events carry the student's name.")
    privacy: Privacy = Field(Privacy(), description="What graders are told of students.")
    markers: tuple[MarkerName, ...] = Field(
        (),
        max_length=MOST_GRADERS,
        description="People who mark every copy independently and blind; they have labels as graders.",
    )

    @property
    def comparison(self) -> ComparisonPolicy:
        """The thresholds for comparing attempts."""
        return ComparisonPolicy(
            rule=self.consensus,
            step=self.mark_step,
            low_confidence=self.low_confidence,
            reading_difference=self.reading_difference,
        )

    @property
    def grade_bands(self) -> tuple[Band, ...]:
        """The session's grade bands, or the default bands of its language."""
        return self.bands or default_bands(self.language)

    @property
    def by_hand(self) -> bool:
        """Whether people mark alone, without graders."""
        return not self.graders

    @property
    def grader_names(self) -> tuple[str, ...]:
        """The graders' models, then the markers; models are numbered if several share one: "openai:gpt-5.1 (2)"."""
        models = [grader.model for grader in self.graders]
        numbered = (
            model if not (before := models[:position].count(model)) else f"{model} ({before + 1})"
            for position, model in enumerate(models)
        )
        return (*numbered, *self.markers)

    def duplicates_before(self, grader: int) -> int:
        """Return how many of the graders before index `grader` have the same model and settings."""
        settings = [one.call_settings for one in self.graders[: grader + 1]]
        return settings.count(settings[grader]) - 1

    @property
    def calls_per_copy(self) -> int:
        """The number of attempts by models in the first grading of a copy."""
        return sum(grader.tries for grader in self.graders)

    @property
    def attempts_per_copy(self) -> int:
        """The number of attempts at a copy, by models and by markers, that make a consensus possible."""
        return self.calls_per_copy + len(self.markers)


def blind_labels(count: int, *, seed: str) -> dict[str, int]:
    """Return the index of the grader behind each label A, B, C …: {"A": 1, "B": 0}.

    The order depends only on `seed`, so it is stable across restarts. With a seed per copy it differs between copies,
    so an impression of grader A on one copy does not carry over to the next.
    """
    order = list(range(count))
    # The shuffle serves blindness, not security.
    random.Random(hashlib.sha256(seed.encode()).digest()).shuffle(order)  # noqa: S311
    return {chr(ord("A") + position): grader for position, grader in enumerate(order)}
