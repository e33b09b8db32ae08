"""Orders of a model that costs nothing to keep, so that only the budget is at work."""

from bareme.calls.budget import Allowance
from bareme.calls.call import CallPlan
from bareme.calls.fair_queue import Requester
from bareme.calls.forecast import Forecast
from bareme.calls.paid import Order
from bareme.domain.money import NOTHING
from bareme.storage.spending import Amount

MODEL = "offline:any"


def order_of(allowance: Allowance, entry: str, *, place: int = 0) -> Order:
    return Order(CallPlan(MODEL, Requester(allowance.session, place)), allowance, entry)


def at_worst(worst: Amount, *, priced: bool = True) -> Forecast:
    dollars = worst.dollars if priced else None
    return Forecast(MODEL, 0, 0, dollars=NOTHING, most_dollars=dollars, most_calls=worst.calls)
