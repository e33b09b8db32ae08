"""How the slots of a provider are divided among the processes that call it."""

from collections.abc import Mapping


def fair_shares(wanted: Mapping[str, Mapping[str, int]], size: int, turn: int = 0) -> dict[str, int]:
    """Return the slots of each process, given what each of its flows wants.

    Slots go around the flows, one at a time, until each has what it wants or none is left: this is max-min fairness
    (Bertsekas and Gallager, Data Networks, 1992, section 6.5.2) in whole slots. Who is served first changes with
    `turn`, so that of more flows than slots none is left out for good. What nobody wants now goes around the processes,
    which then need not ask for each slot.
    """
    flows = sorted((process, flow, most) for process, own in wanted.items() for flow, most in own.items() if most > 0)
    start = turn % len(flows) if flows else 0
    open_flows = [(process, most) for process, _, most in (*flows[start:], *flows[:start])]
    shares = dict.fromkeys(wanted, 0)
    while size and open_flows:
        served = open_flows[:size]
        for process, _ in served:
            shares[process] += 1
        size -= len(served)
        open_flows = [(process, most - 1) for process, most in open_flows if most > 1]
    processes = sorted({process for process, _, _ in flows})
    for place, process in enumerate(processes):
        shares[process] += size // len(processes) + (place < size % len(processes))
    return shares
