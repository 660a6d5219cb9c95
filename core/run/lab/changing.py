"""The jobs of the lab: without each unit in turn, and over the amount of pruning or noise.

Each works with a copy, in slices. Noise is drawn from the seed once a draw, and multiplied by every
amount in turn, so that a curve shows the amount and not another draw at each of its points.
"""

import time
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence
from numpy.typing import NDArray

from core.counts import counted
from core.errors import UserError, one_of
from core.pictures.lab.measured import KINDS, NOISY, ON_WEIGHTS, PRUNE_LAYERS, Curve, Worth
from core.pictures.lab.pruning import smallest
from core.run.lab.judging import Judge
from core.training.trainer import Trainer
from core.words import say, translate

Floats = NDArray[np.float64]

#: the most points of a curve and draws of noise that can be asked for
MOST_AMOUNTS, MOST_DRAWS = 1_000, 1_000
#: the largest noise, in standard deviations of what it is on
MOST_NOISE = 100.0
#: what sets its streams apart from those of training: keys of three numbers
_KEY = 176


class Measuring:
    """A job that measures a copy of a trainer's network again and again; `result` comes last."""

    def __init__(self, trainer: Trainer) -> None:
        self.judge = Judge(trainer)
        self.when = trainer.update, trainer.epoch
        self.done = self.whole = 0
        self.result: Worth | Curve | None = None
        self._steps = self._go()

    def work(self, seconds: float) -> bool:
        """Measure for about this long; return whether all is done."""
        end = time.perf_counter() + seconds
        return all(time.perf_counter() < end for _ in self._steps)

    def _go(self) -> Iterator[None]:
        raise NotImplementedError


class WithoutUnits(Measuring):
    """Measures the network without each hidden unit: the weights that lead away from it at 0."""

    def __init__(self, trainer: Trainer) -> None:
        """Prepare. Raises UserError if there is no hidden unit."""
        super().__init__(trainer)
        holders = [i for i, weight in enumerate(self.judge.weights) if weight is not None]
        sizes = [span.units for span in trainer.network.spans]
        self._units = [
            (layer, unit, after)
            for layer, after in pairwise(holders)
            for unit in range(sizes[layer])
        ]
        if not self._units:
            raise UserError(
                translate("Worker", "There is no hidden neuron"),
                translate("Worker", "add a hidden layer"),
            )
        self.whole = 1 + len(self._units)

    def _go(self) -> Iterator[None]:
        judge = self.judge
        yield from judge.go()
        score, loss = judge.score.copy(), judge.loss.copy()
        self.done += 1
        scores = np.empty((len(self._units), len(judge.parts)))
        losses, off = np.empty_like(scores), np.zeros(len(self._units), dtype=bool)
        for k, (_, unit, after) in enumerate(self._units):
            weight, mask = judge.weights[after], judge.off[after]
            assert weight is not None
            off[k] = mask is not None and bool(mask[unit].all())
            kept = weight[unit].copy()
            weight[unit] = 0.0
            yield from judge.go()
            weight[unit] = kept
            scores[k], losses[k] = judge.score, judge.loss
            self.done += 1
        units = tuple((layer, unit) for layer, unit, _ in self._units)
        metric = judge.metric.name
        self.result = Worth(
            units, judge.parts, metric, score, loss, scores, losses, off, *self.when
        )


class Changed(Measuring):
    """Measures the network pruned, or with noise, over the amount."""

    def __init__(
        self, trainer: Trainer, kind: str, amounts: tuple[float, ...], draws: int, seed: int
    ) -> None:
        """Prepare. Raises UserError for what cannot be asked for."""
        super().__init__(trainer)
        most = MOST_NOISE if kind in NOISY else 1.0
        if kind not in KINDS:
            raise UserError(
                say("Worker", "there is no change called {kind}", kind=repr(kind[:40])),
                say("Worker", "choose {kinds}", kinds=one_of(KINDS)),
            )
        if not 1 <= len(amounts) <= MOST_AMOUNTS or not all(0.0 <= a <= most for a in amounts):
            raise UserError(
                say("Worker", "these amounts are not possible"),
                say("Worker", "give up to {n} from 0 to {most:g}", n=MOST_AMOUNTS, most=most),
            )
        if not 1 <= draws <= MOST_DRAWS:
            raise UserError(
                say("Worker", "{draws} are not possible", draws=counted(draws, "draw")),
                say("Worker", "choose a number from 1 to {most}", most=MOST_DRAWS),
            )
        self._kind, self._amounts, self._seed = kind, amounts, seed
        self._draws = draws if kind in NOISY else 1
        self.whole = len(amounts) * self._draws

    def _go(self) -> Iterator[None]:
        judge = self.judge
        shape = (len(self._amounts), self._draws, len(judge.parts))
        scores, losses = np.empty(shape), np.empty(shape)
        pruned = np.zeros(len(self._amounts), dtype=np.intp)
        for draw in range(self._draws):
            if self._kind in NOISY:
                steps = self._noisy(draw, scores, losses)
            else:
                steps = self._pruned(pruned, scores, losses)
            yield from steps
        weights = sum(weight.size for weight in judge.weights if weight is not None)
        self.result = Curve(
            self._kind,
            judge.parts,
            judge.metric.name,
            np.array(self._amounts, dtype=np.float64),
            scores,
            losses,
            pruned,
            weights,
            self._seed if self._kind in NOISY else 0,
            *self.when,
        )

    def _pruned(self, pruned: NDArray[np.intp], scores: Floats, losses: Floats) -> Iterator[None]:
        judge, per_layer = self.judge, self._kind == PRUNE_LAYERS
        for k, share in enumerate(self._amounts):
            judge.undo()
            masks = smallest(judge.weights, share, per_layer, judge.off)
            for weight, mask in zip(judge.weights, masks, strict=True):
                if weight is not None and mask is not None:
                    weight[mask] = 0.0
                    pruned[k] += int(mask.sum())
            yield from self._take(k, 0, scores, losses)

    def _noisy(self, draw: int, scores: Floats, losses: Floats) -> Iterator[None]:
        judge = self.judge
        rng = Generator(PCG64(SeedSequence(entropy=self._seed, spawn_key=(_KEY, draw, 0))))
        judge.undo()
        if self._kind == ON_WEIGHTS:
            noise = [
                None if weight is None else weight.std() * rng.standard_normal(weight.shape)
                for weight in judge.weights
            ]
            for k, amount in enumerate(self._amounts):
                judge.undo()
                for weight, off, more in zip(judge.weights, judge.off, noise, strict=True):
                    if weight is not None and more is not None:
                        weight += (amount * more).astype(weight.dtype)
                        if off is not None:
                            weight[off] = 0.0
                yield from self._take(k, draw, scores, losses)
            return
        spread = judge.spread()
        drawn = {
            name: spread * rng.standard_normal(part.raw_inputs.shape)
            for name, part in judge.parts_of().items()
        }
        for k, amount in enumerate(self._amounts):
            noisy = {name: amount * found for name, found in drawn.items()}
            for _ in judge.go(noisy):
                yield
            self._keep(k, draw, scores, losses)

    def _take(self, k: int, draw: int, scores: Floats, losses: Floats) -> Iterator[None]:
        yield from self.judge.go()
        self._keep(k, draw, scores, losses)

    def _keep(self, k: int, draw: int, scores: Floats, losses: Floats) -> None:
        scores[k, draw], losses[k, draw] = self.judge.score, self.judge.loss
        self.done += 1
