"""Quantiles of Student's t distribution for confidence intervals."""

from functools import cache
from math import atan, cos, exp, lgamma, log, log1p, pi, sin, sqrt
from statistics import NormalDist


@cache
def t_quantile(degrees: int, *, confidence: float = 0.95) -> float:
    """Return the two-sided quantile t with P(|T| ≤ t) = `confidence`: 2.228… for 10 degrees of freedom.

    Newton's method on the closed form for integer degrees of freedom, `degrees` ≥ 1. It starts at the smaller normal
    quantile; since the distribution function is concave there, the iterates increase until rounding stops them.
    """
    t = NormalDist().inv_cdf((1 + confidence) / 2)
    while (better := t + (confidence - _within(t, degrees)) / (2 * _density(t, degrees))) > t * (1 + 1e-14):
        t = better
    return t


def _within(t: float, degrees: int) -> float:
    """Return P(|T| ≤ t) (Abramowitz & Stegun 1964, 26.7.3 for odd and 26.7.4 for even degrees)."""
    angle = atan(t / sqrt(degrees))
    square = cos(angle) ** 2
    odd = degrees % 2
    term = total = 0.0
    if degrees > 1:
        term = total = cos(angle) if odd else 1.0
    for factor in range(2 + odd, degrees - 1, 2):
        term *= (factor - 1) / factor * square
        total += term
    return 2 / pi * (angle + sin(angle) * total) if odd else sin(angle) * total


def _density(t: float, degrees: int) -> float:
    """Return the density at t (Student 1908, as Fisher 1925 normalised it)."""
    scale = lgamma((degrees + 1) / 2) - lgamma(degrees / 2) - log(degrees * pi) / 2
    return exp(scale - (degrees + 1) / 2 * log1p(t * t / degrees))
