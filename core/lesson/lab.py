"""What the lab measured, in words and as a table: figures without a unit, and over an amount."""

from collections.abc import Sequence

from core.components.metrics import METRICS
from core.counts import counted
from core.lesson.assessing import part_in_words
from core.lesson.names.units import unit_symbols
from core.lesson.numbers import count, figure, percent
from core.pictures.lab.measured import NOISY, ON_INPUTS, ON_WEIGHTS, PRUNE_LAYERS, Curve, Worth
from core.pictures.snapshot import Facts, LayerPicture
from core.words import say, translate

#: a difference that is smaller is none
_NOTHING = 1e-12


def figure_words(metric: str, value: float, is_loss: bool = False) -> str:
    """Return a score or a loss as it is written everywhere: 97.5 %, 0.087."""
    share = not is_loss and METRICS.named(metric).is_share
    return percent(value) if share else figure(value)


def change_words(metric: str, value: float, is_loss: bool = False) -> str:
    """Return the difference of two figures with its sign; shares in percentage points."""
    share = not is_loss and METRICS.named(metric).is_share
    if abs(value) < _NOTHING:  # rounding, which would show as −0.0
        value = 0.0
    sign = "+" if value > 0.0 else ""
    return sign + (figure_words(metric, value).replace(" %", "") if share else figure(value))


def share_words(share: float) -> str:
    """Return an amount as a percentage, without a decimal that is 0: 30 %, 2.5 %."""
    return percent(share).replace(".0 %", " %")


def unit_names(
    units: Sequence[tuple[int, int]], facts: Facts | None, layers: tuple[LayerPicture, ...]
) -> list[str]:
    """Return the symbols of hidden units, given as (layer, unit)."""
    symbols = {layer: unit_symbols(facts, layers, layer) for layer in {layer for layer, _ in units}}
    return [symbols[layer][unit] for layer, unit in units]


def worth_heads(worth: Worth) -> list[str]:
    """Return the columns of the table of what units are worth, for files."""
    heads = ["unit", "off"]
    for part in worth.parts:
        heads += [f"{part}_{worth.metric}", f"{part}_{worth.metric}_change"]
        heads += [f"{part}_loss", f"{part}_loss_change"]
    return heads


def worth_rows(worth: Worth, names: Sequence[str]) -> list[list[object]]:
    """Return the rows: for every part the figures without a unit, and how they change."""
    rows: list[list[object]] = []
    for k, name in enumerate(names):
        row: list[object] = [name, bool(worth.off[k])]
        for p in range(len(worth.parts)):
            score, loss = float(worth.scores[k, p]), float(worth.losses[k, p])
            row += [score, score - float(worth.score[p]), loss, loss - float(worth.loss[p])]
        rows.append(row)
    return rows


def curve_heads(curve: Curve) -> list[str]:
    """Return the columns of the table of a curve, for files."""
    heads = ["amount", "draws" if curve.kind in NOISY else "weights_off"]
    for part in curve.parts:
        for name in (curve.metric, "loss"):
            heads += [f"{part}_{name}_{of}" for of in ("mean", "least", "most")]
    return heads


def curve_rows(curve: Curve) -> list[list[object]]:
    """Return the rows of a curve: for every part mean, least and greatest score and loss."""
    found = [curve.of(part, is_loss) for part in curve.parts for is_loss in (False, True)]
    rows: list[list[object]] = []
    for k, amount in enumerate(curve.amounts.tolist()):
        second = curve.draws if curve.kind in NOISY else int(curve.pruned[k])
        rows.append([amount, second, *(float(each[k]) for three in found for each in three)])
    return rows


def kind_words(kind: str) -> str:
    """Return what a curve is over."""
    return {
        PRUNE_LAYERS: translate("Lab", "the smallest weights of each layer pruned"),
        ON_WEIGHTS: translate("Lab", "noise on the weights"),
        ON_INPUTS: translate("Lab", "noise on the inputs"),
    }.get(kind, translate("Lab", "the smallest weights pruned"))


def axis_words(kind: str) -> str:
    """Return what the amounts of a curve are, for its axis."""
    return {
        ON_WEIGHTS: translate("Lab", "noise, by the deviation of a layer's weights"),
        ON_INPUTS: translate("Lab", "noise, by the deviation of an input"),
    }.get(kind, translate("Lab", "share of the weights pruned"))


def point_words(curve: Curve, k: int, is_loss: bool = False) -> str:
    """Return one point of a curve: the amount, and the figures of every part."""
    amount = float(curve.amounts[k])
    share = share_words(amount)
    if curve.kind in NOISY:
        said = [say("Lab", "noise {share}", share=share)]
    else:
        n, weights = count(int(curve.pruned[k])), counted(curve.weights, "weight")
        said = [say("Lab", "{share}: {n} of {weights}", share=share, n=n, weights=weights)]
    for part in curve.parts:
        mean, least, most = (
            figure_words(curve.metric, float(each[k]), is_loss) for each in curve.of(part, is_loss)
        )
        text = f"{part_in_words(part)} {mean}"
        said.append(text if least == most else f"{text} ({least} – {most})")
    return " · ".join(said)
