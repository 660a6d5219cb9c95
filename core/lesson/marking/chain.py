"""Slips in the chain rule: a missing factor, one path instead of all, weights of the wrong time."""

from collections.abc import Iterator

import numpy as np

from core.components.activations import Activation
from core.lesson.marking.looking import Array, Candidate, Looking, Slip, at
from core.lesson.marking.worked import bent, penalty_slope, sent_back, slopes
from core.lesson.numbers import superscript
from core.words import say, translate

#: a sum that lies beside 0
_BIT = 1e-12
#: what numbers computed twice may differ by, as a share of them: a few bits of float32
_NOTHING = 1e-6


def slope_left_out(look: Looking) -> Iterator[Candidate]:
    """Yield ∂L/∂a for ∂L/∂z and its consequences, the slope alone, and the slope taken at a."""
    k, f = look.number, look.activation
    if f is None or not (look.address.is_slope or look.is_at("slope")):
        return
    yield from _at_the_kink(look, f)
    gradient, sums = look.get(f"dA{k}"), look.have(f"Z{k}", f"A{k}")
    left_out = translate("Slips", "without the slope of the activation, f′(z)")
    if gradient is not None and not f.is_identity and not _is_the_error(look, gradient):
        yield from as_slopes(look, gradient, left_out, gives_way=True)
    if look.is_at("z", slope=True):
        alone = look.same_place(f"slope{k}")
        if alone is not None:
            said = translate("Slips", "that is the activation's slope alone, without ∂L/∂a")
            yield Candidate(alone, said)
    if gradient is not None and sums is not None and not f.is_identity:
        _, a = sums
        with np.errstate(all="ignore"):
            wrong = sent_back(f, gradient, a, bent(f, a))
        said = translate("Slips", "the activation's slope is taken at a, not at z")
        yield from as_slopes(look, wrong, said)
        steep = slopes(f, *sums)
        twice = translate("Slips", "the activation's slope is taken twice")
        dz = look.get(f"dZ{k}")
        if dz is not None:
            yield from as_slopes(look, dz * steep, twice)
    if look.is_at("a", slope=True):
        handed = look.same_place(f"dZ{k}")
        if handed is not None:
            yield Candidate(handed, translate("Slips", "that is ∂L/∂z, not ∂L/∂a"))


def _at_the_kink(look: Looking, f: Activation) -> Iterator[Candidate]:
    """Yield what the slope of the other side gives where z is 0 and the activation has a kink."""
    k = look.number
    found = look.have(f"dA{k}", f"Z{k}")
    if found is None or f.is_identity or not np.any(found[1] == 0.0):
        return
    gradient, z = found
    here, *sides = (float(slopes(f, z0, bent(f, z0))[0, 0]) for z0 in map(_one, (0.0, -_BIT, _BIT)))
    said = say("Slips", "at z = 0 the slope of this activation is taken as {slope:g}", slope=here)
    for side, steep in zip((-_BIT, _BIT), sides, strict=True):
        if abs(steep - here) > 1e-6:
            beside = np.where(z == 0.0, side, z)
            yield from as_slopes(look, sent_back(f, gradient, beside, bent(f, beside)), said)
            if look.is_at("slope") and at(z, look.place) == 0.0:
                yield Candidate(steep, said)


def _one(z: float) -> Array:
    return np.array([[z]])


def _is_the_error(look: Looking, gradient: Array) -> bool:
    """Return whether ∂L/∂a happens to be ŷ − y where ∂L/∂z is made of that: then it is that."""
    found = look.have(f"A{look.number}", "y")
    if found is None or not (look.is_last and look.project.loss.fused):
        return False
    error = at(found[0] - found[1], look.place)
    return look.is_at("z", slope=True) and abs(at(gradient, look.place) - error) <= 1e-9


def as_slopes(look: Looking, dz: Array, said: str, gives_way: bool = False) -> Iterator[Candidate]:
    """Yield the number that results from a wrong ∂L/∂z of the layer."""
    if look.is_at("z", slope=True):
        yield Candidate(at(dz, look.place), said, gives_way)
    elif look.is_at("weight", slope=True):
        x = look.get(look.before)
        if x is not None and len(x) == len(dz):
            yield from with_penalty(look, at(x.T @ dz, look.place), said, gives_way)
    elif look.is_at("bias", slope=True):
        yield Candidate(at(dz.sum(axis=0), look.place), said, gives_way)


def with_penalty(
    look: Looking, value: float, said: str, gives_way: bool = False
) -> Iterator[Candidate]:
    """Yield a slope with the penalty's part, and without, as that may be forgotten too.

    Nothing where the slip changes nothing: there, only the penalty's part would be missing, which
    is a slip of its own.
    """
    penalty = penalty_of(look)
    if abs(value + penalty - look.right) <= _NOTHING * max(abs(value), abs(penalty)):
        return
    yield Candidate(value + penalty, said, gives_way)
    if penalty:
        yield Candidate(value, said)


def penalty_of(look: Looking) -> float:
    """Return the penalty's part of the slope; biases have none."""
    if look.address.kind != "weight":
        return 0.0
    weight = look.get(f"W{look.number}")
    if weight is None or not look.project.regularizer.penalizes:
        return 0.0
    return at(penalty_slope(look.project.regularizer, weight), look.place)


def errors_alone(look: Looking) -> Iterator[Candidate]:
    """Yield wrong ∂L/∂z and ∂L/∂a at the output: ŷ − y, with and without f′."""
    if not look.is_last or look.activation is None or not look.address.is_slope:
        return
    found = look.have(f"A{look.number}", "y")
    if found is None or look.address.kind not in ("z", "a"):
        return
    error = found[0] - found[1]
    steep = look.get(f"slope{look.number}")
    if abs(abs(at(error, look.place)) - abs(look.right)) <= 1e-9 * abs(look.right):
        return  # ŷ − y is the slope itself: only its sign can be wrong
    plain = translate("Slips", "that is only ŷ − y")
    turned = translate("Slips", "that is only y − ŷ")
    yield Candidate(at(error, look.place), plain, gives_way=True)
    yield Candidate(-at(error, look.place), turned, gives_way=True)
    if steep is not None and look.is_at("z", slope=True):
        said = translate("Slips", "that is only (ŷ − y)·f′(z)")
        yield Candidate(at(error * steep, look.place), said, gives_way=True)
        loss = look.get(f"dA{look.number}")
        if look.project.loss.fused and loss is not None:
            doubled = translate("Slips", "(ŷ − y)/n already includes f′(z): it is used twice")
            yield Candidate(look.right * at(steep, look.place), doubled)


def paths(look: Looking) -> Iterator[Candidate]:
    """Yield hidden slopes by one path, through transposed weights, and through new ones."""
    k, f = look.number, look.activation
    found = look.have(f"dZ{k + 1}", f"W{k + 1}")
    if f is None or found is None or not look.address.is_slope:
        return
    dz, weight = found
    sums = look.have(f"Z{k}", f"A{k}")
    if sums is None or weight.shape != (sums[0].shape[1], dz.shape[1]):
        return
    wrong: list[tuple[Array, str]] = []
    after = look.get(f"W{k + 1}'")
    if after is not None:
        later = translate("Slips", "with the weights after the update: use those from before it")
        wrong.append((dz @ after.T, later))
    if weight.shape[0] == weight.shape[1]:
        turned = translate("Slips", "the weights on the way back are transposed")
        wrong.append((dz @ weight, turned))
    if dz.shape[1] > 1:
        for unit in range(min(dz.shape[1], 16)):
            said = say(
                "Slips",
                "only the path through neuron {n} of the next layer: all paths add up",
                n=unit + 1,
            )
            wrong.append((np.outer(dz[:, unit], weight[:, unit]), said))
    weight_name = f"w⁽{superscript(k + 1)}⁾"
    gone = say("Slips", "the weight {weight} is missing on the way back", weight=weight_name)
    wrong.append((np.repeat(dz.sum(axis=1, keepdims=True), weight.shape[0], axis=1), gone))
    above = look.get(f"dA{k + 1}")
    if above is not None and above.shape == dz.shape:
        said = say("Slips", "the slope of layer {n}, f′(z), is missing on the way back", n=k + 1)
        wrong.append((above @ weight.T, said))
    for gradient, said in wrong:
        if look.is_at("a", slope=True):
            yield Candidate(at(gradient, look.place), said)
        else:
            yield from as_slopes(look, sent_back(f, gradient, *sums), said)


def batch(look: Looking) -> Iterator[Candidate]:
    """Yield slopes of weights and biases for a single sample, without input, without penalty."""
    k = look.number
    found = look.have(look.before, f"dZ{k}")
    kinds = ("weight", "bias")
    if found is None or not look.address.is_slope or look.address.kind not in kinds:
        return
    x, dz = found
    unit = look.place[-1] if look.place else 0
    if len(x) != len(dz) or unit >= dz.shape[1]:
        return
    of_weight = look.address.kind == "weight" and len(look.place) == 2
    column = dz[:, unit] * (x[:, look.place[0]] if of_weight else 1.0)
    if len(column) > 1:
        for i, value in enumerate(column[:512]):
            said = say("Slips", "only sample {n}: the samples of the batch add up", n=i + 1)
            yield from with_penalty(look, float(value), said)
    if not of_weight:
        return
    if look.project.regularizer.penalizes:
        penalty = penalty_of(look)
        said = translate("Slips", "without the penalty's part")
        yield Candidate(look.right - penalty, said)
        if penalty:  # at a weight of 0 it has none, and 0 may be meant in another way
            yield Candidate(penalty, translate("Slips", "that is only the penalty's part"))
    missing = translate("Slips", "without the input that the weight multiplies")
    yield from with_penalty(look, float(dz[:, unit].sum()), missing)
    sums = look.get(f"Z{k - 1}")
    if k > 1 and sums is not None and sums.shape == x.shape:
        value = float(dz[:, unit] @ sums[:, look.place[0]])
        said = translate("Slips", "with the sum z of the layer before, not its output a")
        yield from with_penalty(look, value, said)
    first = look.get("X")
    if k > 1 and first is not None and first.shape == x.shape:
        value = float(dz[:, unit] @ first[:, look.place[0]])
        said = translate("Slips", "with the network's input x, not the output of the layer before")
        yield from with_penalty(look, value, said)


CHAIN_SLIPS: tuple[Slip, ...] = (slope_left_out, batch, paths, errors_alone)
