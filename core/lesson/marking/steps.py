"""Slips in single steps: sums, outputs, slopes of activations, the loss, and the update."""

import math
from collections.abc import Iterator

import numpy as np

from core.lesson.marking.looking import Candidate, Looking, Slip, at
from core.lesson.marking.worked import bent, penalty_slope, slopes
from core.words import say, translate


def sum_and_output(look: Looking) -> Iterator[Candidate]:
    """Yield a for z, z for a, either for the slope, and a slope taken at a."""
    k, f = look.number, look.activation
    if look.is_at("z"):
        output = look.same_place(f"A{k}")
        if output is not None:
            said = translate("Slips", "that is the output a, after the activation")
            yield Candidate(output, said)
    elif look.is_at("a"):
        total = look.same_place(f"Z{k}")
        if total is not None:
            yield Candidate(total, translate("Slips", "that is the sum z, before the activation"))
        yield Candidate(1.0 - look.right, translate("Slips", "that is 1 − a"))
    elif look.is_at("slope"):
        found = look.have(f"Z{k}", f"A{k}")
        if found is None or f is None:
            return
        z, a = found
        with np.errstate(all="ignore"):
            at_a = slopes(f, a, bent(f, a))
        wrong_place = translate("Slips", "the slope is taken at a, not at z")
        yield Candidate(at(at_a, look.place), wrong_place)
        yield Candidate(at(a, look.place), translate("Slips", "that is a, not the slope there"))
        yield Candidate(at(z, look.place), translate("Slips", "that is z, not the slope there"))


def without_bias(look: Looking) -> Iterator[Candidate]:
    """Yield sums and outputs without the bias, and sums with the weights transposed."""
    k, f = look.number, look.activation
    if f is None or not (look.is_at("z") or look.is_at("a")):
        return
    found, bias = look.have(look.before, f"W{k}"), look.get(f"b{k}")
    if found is None or found[0].shape[1] != found[1].shape[0]:
        return
    x, weight = found
    b = np.zeros(weight.shape[1]) if bias is None else bias
    wrong = [(x @ weight, translate("Slips", "without the bias"))]
    if weight.shape[0] == weight.shape[1]:
        turned = translate("Slips", "the weights are transposed: a column belongs to a neuron")
        wrong.append((x @ weight.T + b, turned))
    wrong.append((x @ weight - b, translate("Slips", "the bias is subtracted, not added")))
    for sums, said in wrong:
        made = sums if look.is_at("z") else bent(f, sums)
        yield Candidate(at(made, look.place), said)
    later = look.have(f"W{k}'")
    if later is not None:
        after = look.get(f"b{k}'")
        sums = x @ later[0] + (b if after is None else after)
        made = sums if look.is_at("z") else bent(f, sums)
        said = translate("Slips", "with the weights after the update")
        yield Candidate(at(made, look.place), said)


def the_loss(look: Looking) -> Iterator[Candidate]:
    """Yield other logarithms, single samples, with and without the penalty, before and after."""
    if look.address.kind not in ("L", "J", "R", "loss_after"):
        return
    named = {
        "L": translate("Slips", "that is L, without the penalty"),
        "J": translate("Slips", "that is J, with the penalty"),
        "R": translate("Slips", "that is only the penalty R"),
        "loss_after": translate("Slips", "that is the loss after the update"),
    }
    for name, said in named.items():
        value = look.get(name)
        if name in ("J", "R") and not look.project.regularizer.penalizes:
            continue
        if value is None or (name == look.address.kind and not look.address.index):
            continue
        if look.address.index and name == "L":
            yield Candidate(float(value), translate("Slips", "that is the loss of the whole batch"))
        elif not look.address.index:
            if name == "L" and look.address.kind == "loss_after":
                said = translate("Slips", "that is the loss before the update")
            yield Candidate(float(value), said)
    each = look.get("L[]")
    if look.address.kind == "L" and not look.address.index and each is not None:
        for i, value in enumerate(each[:512]):
            said = say("Slips", "that is the loss of sample {n} only", n=i + 1)
            yield Candidate(float(value), said)
    if look.project.loss.fused:
        base10 = translate("Slips", "the logarithm is to base 10, not the natural one")
        yield Candidate(look.right / math.log(10.0), base10)
        base2 = translate("Slips", "the logarithm is to base 2, not the natural one")
        yield Candidate(look.right / math.log(2.0), base2)


def the_update(look: Looking) -> Iterator[Candidate]:
    """Yield numbers before for after, other directions and other sizes of the step."""
    address = look.address
    name = f"{address.array}"
    if address.is_slope or address.kind not in ("weight", "bias", "scale", "shift"):
        return
    if not address.is_after:
        after = look.same_place(f"{name}'")
        if after is not None:
            yield Candidate(after, translate("Slips", "that is the value after the update"))
        return
    found = look.have(name, f"d{name}", "eta")
    if found is None:
        return
    before, slope, eta = at(found[0], look.place), at(found[1], look.place), float(found[2])
    after = look.right
    yield Candidate(before, translate("Slips", "that is the value before the update"))
    yield Candidate(
        2.0 * before - after, translate("Slips", "the step is added instead of subtracted")
    )
    alone = translate("Slips", "that is only the step: subtract it from the old value")
    yield Candidate(before - after, alone)
    yield Candidate(after - before, alone)
    yield Candidate(before - slope, translate("Slips", "without the learning rate η"))
    plain = translate("Slips", "that is the step of plain gradient descent, w − η·slope")
    yield Candidate(before - eta * slope, plain)
    part = 0.0
    if address.kind == "weight" and look.project.regularizer.penalizes:
        part = at(penalty_slope(look.project.regularizer, found[0]), look.place)
        said = translate("Slips", "without the penalty's part of the slope")
        yield Candidate(before - eta * (slope - part), said)
    squared = translate("Slips", "the learning rate η is multiplied in twice")
    yield Candidate(before - eta * eta * slope, squared)
    halved = look.project.loss.halved
    if halved is not None:
        said = translate("Slips", "the ½ of ½(ŷ − y)² does not belong to this loss")
        if halved:
            said = translate("Slips", "the ½ of this loss, ½(ŷ − y)², is missing")
        wrong = (slope - part) * (2.0 if halved else 0.5) + part
        yield Candidate(before - eta * wrong, said)
    for factor, name in look.counts.items():
        said = say("Slips", "the slope of the step is not divided by {name}", name=name)
        yield Candidate(before - eta * slope * factor, said)
        often = say("Slips", "the slope of the step is divided once too often by {name}", name=name)
        yield Candidate(before - eta * slope / factor, often)
        if part:  # the penalty is divided by nothing
            yield Candidate(before - eta * ((slope - part) * factor + part), said)
            yield Candidate(before - eta * ((slope - part) / factor + part), often)
    for factor, said in (
        (2.0, translate("Slips", "the step is twice what it should be")),
        (0.5, translate("Slips", "the step is half what it should be")),
    ):
        # twice the rate and a forgotten division by 2 cannot be told apart: both are said
        yield Candidate(before + (after - before) * factor, said, gives_way=factor < 1.0)


STEP_SLIPS: tuple[Slip, ...] = (the_update, sum_and_output, without_bias, the_loss)
