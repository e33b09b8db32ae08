"""Slots are divided so that none is lost, none is given twice, and no session stands behind another."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bareme.storage.fair_shares import fair_shares

PROCESSES = st.dictionaries(
    st.sampled_from("abcdef"), st.dictionaries(st.sampled_from("12345"), st.integers(0, 20), max_size=4), max_size=5
)


@given(PROCESSES, st.integers(1, 40), st.integers(0, 1000))
def test_all_slots_are_given_to_those_who_want_some(wanted: dict[str, dict[str, int]], size: int, turn: int) -> None:
    shares = fair_shares(wanted, size, turn)
    total = {process: sum(flows.values()) for process, flows in wanted.items()}
    assert shares.keys() == wanted.keys()
    assert sum(shares.values()) == (size if any(total.values()) else 0)
    assert all(shares[process] == 0 for process, units in total.items() if not units)
    if sum(total.values()) <= size:
        assert all(shares[process] >= units for process, units in total.items())


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 5), min_size=1), st.integers(1, 40))
def test_sessions_that_want_all_have_equal_shares_wherever_they_run(flows: dict[str, int], size: int) -> None:
    wanted = {process: {str(flow): size for flow in range(number)} for process, number in flows.items()}
    each = size / sum(flows.values())
    shares = fair_shares(wanted, size)
    assert all(number * int(each) <= shares[name] <= number * (int(each) + 1) for name, number in flows.items())


@given(st.integers(2, 30), st.integers(1, 8))
def test_of_more_sessions_than_slots_none_is_left_out_for_good(processes: int, size: int) -> None:
    wanted = {str(process): {"session": 5} for process in range(processes)}
    served: Counter[str] = Counter()
    for turn in range(processes):
        served.update(fair_shares(wanted, size, turn))
    assert len(set(served.values())) == 1
    assert served.keys() == wanted.keys()
