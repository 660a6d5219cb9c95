"""Slips by taking one formula for another: of an activation, a share, an error or a target."""

from collections.abc import Iterator

import numpy as np

from core.components.activations import ACTIVATIONS, Activation
from core.lesson.cards.loss import value_of
from core.lesson.marking.chain import as_slopes
from core.lesson.marking.looking import Candidate, Looking, Slip, at
from core.lesson.marking.worked import bent, sent_back
from core.lesson.names.settings import component_label
from core.words import say, translate


def another_activation(look: Looking) -> Iterator[Candidate]:
    """Yield the output or the slope of another activation: of another layer's, or a usual one."""
    k, f = look.number, look.activation
    found = look.have(f"Z{k}", f"A{k}")
    if f is None or found is None:
        return
    z, a = found
    for other in _others(look, f):
        name = component_label(other)
        if look.is_at("a"):
            said = say("Slips", "that is the output of another activation, {name}", name=name)
            yield Candidate(at(bent(other, z), look.place), said)
            continue
        said = say("Slips", "with the slope of another activation, {name}", name=name)
        yield from _with_slope(look, other, z, a, said)


def formula_in_a(look: Looking) -> Iterator[Candidate]:
    """Yield a slope whose formula is in a, such as a·(1 − a), worked out with z."""
    k, f = look.number, look.activation
    z = look.get(f"Z{k}")
    if f is None or z is None or not _is_in_a(f):
        return
    _, _, formula = f.derivative.partition(" = ")
    said = say("Slips", "the slope {formula} is worked out with z in place of a", formula=formula)
    yield from _with_slope(look, f, z, z, said)


def _with_slope(
    look: Looking, f: Activation, z: np.ndarray, a: np.ndarray, said: str
) -> Iterator[Candidate]:
    """Yield the slope of an activation at sums and outputs, and what comes of it."""
    if f.gives_shares:
        return
    if look.is_at("slope"):
        yield Candidate(at(sent_back(f, np.ones_like(z), z, a), look.place), said)
    gradient = look.get(f"dA{look.number}")
    if gradient is not None and look.address.is_slope and not f.is_identity:
        yield from as_slopes(look, sent_back(f, gradient, z, a), said)


def _others(look: Looking, own: Activation) -> list[Activation]:
    layers = (layer.neurons for layer in look.project.layers if layer.neurons is not None)
    used = [neurons.activation for neurons in layers]
    usual = [kind() for kind in map(ACTIVATIONS.named, ACTIVATIONS.names()) if _is_in_a(kind())]
    found = dict.fromkeys((*used, *usual))
    return [each for each in found if each != own and not each.gives_shares]


def _is_in_a(activation: Activation) -> bool:
    """Return whether the formula of the slope needs the output alone: a·(1 − a), 1 − a²."""
    _, _, formula = activation.derivative.partition(" = ")
    return {letter for letter in formula if letter.isalpha()} == {"a"}


def shares(look: Looking) -> Iterator[Candidate]:
    """Yield what softmax gives if its powers are divided by no sum, or by another one."""
    f, z = look.activation, look.get(f"Z{look.number}")
    if f is None or z is None or not (f.gives_shares and look.is_at("a")):
        return
    with np.errstate(all="ignore"):
        powers = np.exp(z)
        total = powers.sum(axis=0)
    alone = translate("Slips", "eᶻ is not divided by the sum over the outputs")
    yield Candidate(at(powers, look.place), alone)
    said = translate("Slips", "divided by the sum over the samples, not over the outputs")
    yield Candidate(at(powers / total, look.place), said)
    plain = translate("Slips", "the sums z are divided, not their powers eᶻ")
    with np.errstate(all="ignore"):
        yield Candidate(at(z / z.sum(axis=1, keepdims=True), look.place), plain)


def made_of_errors(look: Looking) -> Iterator[Candidate]:
    """Yield the slope of a weight or bias made of (ŷ − y)·f′(z): the loss's own factor is gone."""
    found = look.have(f"A{look.number}", "y", f"slope{look.number}")
    if found is None or not look.is_last or look.project.loss.fused:
        return
    if look.address.kind in ("weight", "bias"):
        a, y, steep = found
        said = translate("Slips", "made of (ŷ − y)·f′(z) alone: the loss has a factor before it")
        yield from as_slopes(look, (a - y) * steep, said, gives_way=True)


def errors(look: Looking) -> Iterator[Candidate]:
    """Yield a squared error whose errors are not squared, or of which a root is taken."""
    loss, found = look.project.loss, _outputs(look)
    if found is None or loss.halved is None:
        return
    error = found[0] - found[1]
    squares = float(np.sum(error**2))
    if not squares:
        return
    share = look.right / squares
    absolute = translate("Slips", "the errors are not squared: that is of |ŷ − y|")
    yield Candidate(share * float(np.abs(error).sum()), absolute)
    plain = translate("Slips", "the errors are not squared")
    yield Candidate(share * float(error.sum()), plain, gives_way=True)
    yield Candidate(-share * float(error.sum()), plain, gives_way=True)
    if look.right > 0.0:
        said = translate("Slips", "that is the root of the loss")
        yield Candidate(float(np.sqrt(look.right)), said)


def targets(look: Looking) -> Iterator[Candidate]:
    """Yield the loss of two classes with 1 − y for y, or with the part of one class alone."""
    loss, found, z = look.project.loss, _outputs(look), look.get(f"Z{len(look.project.layers)}")
    if found is None or z is None or not (loss.fused and loss.halved is None):
        return
    a, y = found
    if a.shape[1] != 1 or not np.isin(y, (0.0, 1.0)).all():
        return
    rows = slice(None) if not look.address.index else slice(look.place[0], look.place[0] + 1)
    a, y, z = a[rows], y[rows], z[rows]
    turned = translate("Slips", "with 1 − y in place of y")
    yield Candidate(value_of(loss, a, 1.0 - y, z), turned)
    each = look.get("L[]")
    if look.address.index or each is None or not each.sum():
        return
    share, one = look.right / float(each.sum()), y[:, 0] == 1.0
    for rows_of, name in ((one, "1"), (~one, "0")):
        said = say("Slips", "only the samples with y = {y}: those of the other class count too",
                   y=name)  # fmt: skip
        yield Candidate(share * float(each[rows_of].sum()), said)


def _outputs(look: Looking) -> tuple[np.ndarray, np.ndarray] | None:
    """Return ŷ and y, of the one sample if its loss is asked for; None if no loss is."""
    found = look.have(f"A{len(look.project.layers)}", "y")
    if found is None or look.address.kind != "L":
        return None
    a, y = found
    return a, y


CONFUSED_SLIPS: tuple[Slip, ...] = (
    another_activation,
    formula_in_a,
    made_of_errors,
    shares,
    errors,
    targets,
)
