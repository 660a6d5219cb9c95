"""Slips beside a penalty: its part of a slope is right and the rest is not, or it is not itself."""

from collections.abc import Iterator
from dataclasses import replace

from core.lesson.marking.chain import penalty_of
from core.lesson.marking.looking import Candidate, Looking, Slip, at
from core.lesson.marking.worked import penalty_slope
from core.words import say, translate


def beside_the_penalty(look: Looking) -> Iterator[Candidate]:
    """Yield multiples of the loss's part alone: of a slope of J, or of L in J."""
    if look.is_at("weight", slope=True):
        part = penalty_of(look)
    elif look.is_at("J"):
        found = look.get("R")
        part = 0.0 if found is None else float(found)
    else:
        return
    if not part:
        return
    for factor, name in {**look.counts, 2.0: "2"}.items():
        said = "a factor is missing in the loss's part: it is not divided by {name}"
        missing = say("Slips", said, name=name)
        yield Candidate((look.right - part) * factor + part, missing, gives_way=factor == 2.0)
        often = say("Slips", "the loss's part is divided once too often by {name}", name=name)
        yield Candidate((look.right - part) / factor + part, often, gives_way=factor == 2.0)


def the_penalty(look: Looking) -> Iterator[Candidate]:
    """Yield slopes with another penalty: doubled, subtracted, of no strength, of a bias."""
    if not look.project.regularizer.penalizes or not look.address.is_slope:
        return
    if look.is_at("bias", slope=True):
        bias = look.get(f"b{look.number}")
        if bias is not None:
            part = at(penalty_slope(look.project.regularizer, bias), look.place)
            said = translate("Slips", "a bias has no penalty")
            yield Candidate(look.right + part, said)
        return
    part = penalty_of(look)
    if not part:
        return
    loss = look.right - part
    yield Candidate(loss - part, translate("Slips", "the penalty's part is subtracted, not added"))
    yield Candidate(loss + 2.0 * part, translate("Slips", "the penalty's part is twice as large"))
    yield Candidate(loss + part / 2.0, translate("Slips", "the penalty's part is half as large"))
    bare = _without_strength(look)
    if bare is not None:
        said = translate("Slips", "the penalty's part is not multiplied by its strength")
        yield Candidate(loss + bare, said)
    for factor, name in look.counts.items():
        said = say("Slips", "the penalty's part is divided by {name}, which it is not", name=name)
        yield Candidate(loss + part / factor, said, gives_way=factor == 2.0)


def _without_strength(look: Looking) -> float | None:
    """Return the penalty's part with a strength of 1, None where it has none."""
    regularizer = look.project.regularizer
    weight = look.get(f"W{look.number}")
    if weight is None or not hasattr(regularizer, "strength"):
        return None
    return at(penalty_slope(replace(regularizer, strength=1.0), weight), look.place)


PENALTY_SLIPS: tuple[Slip, ...] = (beside_the_penalty, the_penalty)
