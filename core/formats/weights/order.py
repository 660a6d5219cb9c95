"""The order of layers, and the orientation of their matrices.

Both follow from the names if possible. Otherwise the shapes decide: the units of one layer are the
inputs of the next. Anything still open is assumed, with a notice.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np

from core.errors import FileError
from core.formats.importers import ImportedLayer, Way, chain_problem
from core.formats.weights.tutorials import RASHID
from core.words import say

#: who writes a row for every neuron
_BY_UNITS = frozenset(("PyTorch", RASHID))
#: the most layers that are ordered only by their shapes
_MOST_SORTED = 12
#: the most layers for which all orders are tried, and the most orders offered
_MOST_PERMUTED = 6
_MOST_ORDERS = 24


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts layer2 before layer10."""
    parts = re.split(r"(\d{1,18})", name)
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts if part)


@dataclass(frozen=True, eq=False)
class Arranged:
    """Layers in order, matrices as (inputs, units), what was assumed, and what stays open.

    `doubts` say what speaks against a chain of layers.
    """

    layers: tuple[ImportedLayer, ...]
    notices: tuple[str, ...]
    open_order: bool = False
    open_way: Way | None = None
    doubts: tuple[str, ...] = ()


def arranged(layers: list[ImportedLayer], name: str, source: str, file_order: bool) -> Arranged:
    """Return layers in an order in which their shapes fit, and what had to be assumed."""
    orders = _orders(layers, file_order)
    chosen, sure = orders[0], len({_stem(layer) for layer in layers}) == 1
    fitting = [order for order in orders if _ways_round(order, source)]
    if fitting:
        chosen = fitting[0]
    elif len(layers) <= _MOST_SORTED:
        chosen = _sorted_by_shapes(layers, source) or chosen
    found = oriented(chosen, name, source)
    names = [layer.name for layer in chosen]
    rivals = {tuple(layer.name for layer in order) for order in fitting}
    # a state dict in another order than its numbers may be told either way
    alphabetical = sorted(layers, key=lambda layer: layer.name)
    sure = sure and not (file_order and layers in fitting and layers not in (chosen, alphabetical))
    if fitting and (sure or (len(rivals) <= 1 and file_order)):
        return found
    listed = " → ".join(names[:8]) + (" → …" if len(names) > 8 else "")
    doubts = found.doubts
    # whoever counts layers, or writes a list in no order of the alphabet, means their order
    told = file_order and layers != alphabetical
    if not fitting and (told or not _go_up(names)):
        doubt = say("Import", "only in the order {layers} do the shapes fit, not in that of the "
                    "names", layers=listed)  # fmt: skip
        doubts = (*doubts, doubt)
    return replace(
        found,
        notices=(f"The layers are taken in the order {listed}.", *found.notices),
        # too many to be told apart here are taken as they are only if a person says so
        open_order=len(layers) > _MOST_PERMUTED or len(orders_that_fit(found.layers)) > 1,
        doubts=doubts,
    )


def orders_that_fit(layers: tuple[ImportedLayer, ...]) -> list[tuple[int, ...]]:
    """Return the orders in which the shapes of layers fit, as positions; the given one first.

    At most as many as a person can choose from.
    """
    if len(layers) > _MOST_PERMUTED:
        return [tuple(range(len(layers)))]
    found = []
    for order in permutations(range(len(layers))):
        if chain_problem([layers[i] for i in order]) is None:
            found.append(order)
    return found[:_MOST_ORDERS]


def _go_up(names: list[str]) -> bool:
    """Return whether numbered names of one kind, as fc1 and fc2 or net.0 and net.2, go up."""
    last: dict[str, tuple[tuple[int, int, str], ...]] = {}
    for name in names:
        parted = re.fullmatch(r"(.*?)\d+\D*", name[:200])
        key = natural_key(name)
        if parted is not None and key < last.get(parted[1], key):
            return False
        if parted is not None:
            last[parted[1]] = key
    return True


def _stem(layer: ImportedLayer) -> str:
    return re.sub(r"[\d_.]+$", "", layer.name)


def _orders(layers: list[ImportedLayer], file_order: bool) -> list[list[ImportedLayer]]:
    """Return the orders that the names allow, the likeliest first."""
    # an encoder comes before its decoder, against the alphabet
    natural = sorted(layers, key=lambda x: natural_key(x.name.replace("encoder", "coder")))
    numbered = {_stem(layer) for layer in layers if re.search(r"\d$", layer.name)}

    def number(layer: ImportedLayer) -> tuple[float, bool]:
        digits = re.search(r"(\d{1,18})$", layer.name)
        if digits:
            return float(digits[1]), not layer.has_neurons
        # Keras counts dense, dense_1, dense_2; an `out` with fc1 and fc2 is the last
        return (0.0 if _stem(layer) in numbered else np.inf), not layer.has_neurons

    interleaved = sorted(natural, key=number)
    alphabetical = sorted(layers, key=lambda layer: layer.name)
    if len({_stem(layer) for layer in layers}) == 1:
        return [natural, layers]
    if file_order and (layers != alphabetical or natural == alphabetical):
        return [layers, interleaved, natural]
    if any(not layer.has_neurons for layer in layers):
        return [interleaved, natural, layers]
    return [natural, interleaved, layers]


def _sorted_by_shapes(layers: list[ImportedLayer], source: str) -> list[ImportedLayer] | None:
    """Return the first order in which the shapes fit, or None."""
    left = 20_000

    def extended(chain: list[ImportedLayer], rest: list[ImportedLayer]) -> list[ImportedLayer]:
        nonlocal left
        left -= 1
        if not rest or left <= 0:
            return chain if not rest else []
        for i, layer in enumerate(rest):
            if chain_problem([*chain[-1:], layer]) is None:
                found = extended([*chain, layer], rest[:i] + rest[i + 1 :])
                if found:
                    return found
        return []

    for way in _both_ways(source):
        turned = [way(layer) for layer in layers]
        order = extended([], turned)
        if order:
            return [layers[turned.index(layer)] for layer in order]
    return None


# ---------------------------------------------------------------------- orientation


def _as_it_is(layer: ImportedLayer) -> ImportedLayer:
    return layer


def _turned(layer: ImportedLayer) -> ImportedLayer:
    if layer.weight is None:
        return layer
    return replace(layer, weight=np.ascontiguousarray(layer.weight.T), turned=True)


def _both_ways(source: str) -> list[Callable[[ImportedLayer], ImportedLayer]]:
    """Return both orientations of matrices, the source's own first."""
    return [_turned, _as_it_is] if source in _BY_UNITS else [_as_it_is, _turned]


def as_usual(layer: ImportedLayer, source: str) -> ImportedLayer:
    """Return a layer with its matrix as who wrote it usually has them."""
    return _both_ways(source)[0](layer)


def _ways_round(
    layers: Iterable[ImportedLayer], source: str
) -> list[Callable[[ImportedLayer], ImportedLayer]]:
    """Return the orientations in which the shapes fit."""
    return [
        way for way in _both_ways(source) if chain_problem([way(layer) for layer in layers]) is None
    ]


def _each_its_own_way(layers: list[ImportedLayer], source: str) -> list[ImportedLayer] | None:
    """Return layers of which some are turned, if their shapes fit in just one such way."""
    if len(layers) > _MOST_SORTED:
        return None
    chains: list[list[ImportedLayer]] = [[]]
    for layer in layers:
        both = [way(layer) for way in _both_ways(source)][: 1 if layer.weight is None else 2]
        chains = [
            [*chain, one]
            for chain in chains
            for one in both
            if chain_problem([*chain[-1:], one]) is None
        ]
        # a square matrix fits both ways round: which one it is, only a person can say
        if len(chains) > 2 * len(both):
            return None
    return chains[0] if len(chains) == 1 else None


def oriented(layers: list[ImportedLayer], name: str, source: str) -> Arranged:
    """Return layers with matrices as (inputs, units), assumptions, and if both ways fit.

    Raises FileError if the shapes fit neither way.
    """
    ways = _ways_round(layers, source)
    single = _each_its_own_way(layers, source) if not ways else None
    if single is not None:
        names = ", ".join(layer.name for layer in single if layer.turned)
        notice = f"Only with some of the matrices turned do the shapes fit: {names[:200]}."
        # a program writes all of its matrices the same way
        doubt = say("Import", "{program} has all matrices one way round, and only with {names} "
                    "turned do the shapes fit", program=source, names=names[:200])  # fmt: skip
        return Arranged(tuple(single), (notice,), doubts=(doubt,) if source else ())
    if not ways:
        problem = chain_problem([_both_ways(source)[0](layer) for layer in layers])
        raise FileError(
            f"{name}: {problem}", "only networks of dense layers, one after another, can be read"
        )
    usual = _both_ways(source)[0]
    turned = ways[0] is _turned
    lie = "(outputs, inputs)" if turned else "(inputs, outputs)"
    notices = []
    if ways[0] is not usual:
        whose = f"{source} has them" if source else "first thought"
        notices.append(f"The matrices are {lie}, not as {whose}: the shapes fit only that way.")
    elif len(ways) == 2:
        if source:  # else it is asked
            notices.append(f"The shapes fit both ways; {source} has the matrices as {lie}.")
    elif turned:
        notices.append(f"The matrices are {lie}, as in {source}, and were transposed.")
    way = Way("units" if turned else "inputs", must=not source) if len(ways) == 2 else None
    return Arranged(tuple(ways[0](layer) for layer in layers), tuple(notices), open_way=way)
