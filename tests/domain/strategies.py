"""What hypothesis draws in the tests of the domain."""

from decimal import Decimal

from hypothesis import strategies as st


def points(highest: str = "1000") -> st.SearchStrategy[Decimal]:
    """Decimals of two places from 0 to `highest`."""
    return st.decimals(0, Decimal(highest), places=2)


STEPS = st.sampled_from([Decimal(step) for step in ("0.01", "0.1", "0.25", "0.3", "0.5", "1", "2.5")])
