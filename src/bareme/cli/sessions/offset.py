"""`--offset`: how far marks that are printed onto paper are moved."""

from bareme.cli.exits import WrongUsage
from bareme.domain.quantities import read_decimal
from bareme.translation import Message

_MOST = 50


def read_offset(typed: str) -> tuple[float, float]:
    """Return the millimetres to the right and down that "2,-1.5" names; none for an empty text.

    Raises:
        WrongUsage: it is not two numbers, or they are more than paper allows.
    """
    if not typed:
        return 0.0, 0.0
    numbers = [read_decimal(part.strip()) for part in typed.replace(";", ",").split(",")]
    if len(numbers) != 2 or any(number is None or abs(number) > _MOST for number in numbers):
        problem = Message("write two numbers up to {most}, such as {example}", most=_MOST, example="'2,-1.5'")
        raise WrongUsage(problem, "--offset")
    right, down = (float(number or 0) for number in numbers)
    return right, down
