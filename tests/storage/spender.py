"""Takes calls from the budget of a session that another process takes from too, until there is none left."""

import sys

from bareme.domain.money import Budget
from bareme.storage.spending import Amount
from bareme.storage.stores import stores

CALLS = 100


def spend(name: str) -> None:
    """Print a line for each call as it is made; the process may be killed after any of them."""
    number = 0
    while stores().ledger.set_aside("shared", f"{name} {number}", Amount(1), Budget(calls=CALLS)) is None:
        print(name, flush=True)
        stores().ledger.settle("shared", f"{name} {number}", Amount(1))
        number += 1


if __name__ == "__main__":
    sys.stdin.readline()  # both are loaded, and begin together
    spend(sys.argv[1])
