"""Watching training from the command line: Ctrl+C, the progress bar, and the results."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.counts import counted
from core.history.figures import Thinned, in_order
from core.lesson.baselines import baseline_name
from core.pictures.snapshot import Outcome
from core.run.alone import Alone
from core.run.commands import Export
from core.run.makers.figures import Figures, Standing
from core.run.run import Run
from core.words import plain, plain_name


@contextmanager
def progress_bar(run: Run, end: int | None) -> Iterator[Callable[[], None]]:
    """Give a call that shows the progress of training: a bar on a terminal, else nothing."""
    start = run.standing()
    if start is None or not sys.stderr.isatty():
        yield lambda: None
        return
    from tqdm import tqdm

    with tqdm(total=end, initial=start.epoch, unit="epoch", leave=False) as bar:

        def show() -> None:
            now = run.standing()
            if now is not None:
                texts = {"training loss": f"{now.loss:.4g}"}
                if now.validation_loss is not None:
                    texts["validation"] = f"{now.validation_loss:.4g}"
                if now.test_loss is not None:
                    texts["test"] = f"{now.test_loss:.4g}"
                bar.set_postfix(texts, refresh=False)
                bar.update(now.epoch - bar.n)

        yield show


def export_to(alone: Alone, paths: Sequence[Path], precision: str = "") -> list[str]:
    """Write the weights to every path; return a line for each on what its check found.

    If the network is untrained, a line says so.
    """
    lines = []
    for path in paths:
        written = alone.ask(Export(path, precision), "export_checked")
        found = written.verified
        lines.append(
            f"{path.name}: {written.parameters:,} weights and biases, checked on "
            f"{counted(found.samples, 'sample')}: largest difference {found.largest:.2g} in "
            f"outputs up to {found.size:.3g} ({found.how})"
        )
    if paths and not alone.run.is_trained():
        lines.append("the network is not trained: these are its starting weights")
    return lines


def as_object(figures: Figures, seconds: float) -> dict[str, Any]:
    """Return the object that `train --json` prints."""
    history, divergence = figures.history, figures.standing.divergence
    return {
        "epochs": figures.standing.epoch,
        "updates": figures.standing.update,
        "seconds": seconds,
        "train_loss": figures.loss,
        "test_loss": figures.test_loss,
        "penalty": figures.penalty,
        "train_metrics": figures.all_metrics,
        "test_metrics": figures.all_test_metrics,
        "history": {
            "loss": history.loss,
            "test_loss": history.test_loss if history.test_loss.size else None,
            "metrics": history.metrics,
            "test_metrics": history.test_metrics,
            "validation_loss": history.validation_loss if history.validation_loss.size else None,
            "validation_metrics": history.validation_metrics,
            **thinned_object(history.thinned),
        },
        "outputs": figures.outputs,
        "weights": figures.weights,
        "diverged": None
        if divergence is None
        else {"update": divergence.update, "array": divergence.array},
        "validation_loss": figures.validation_loss,
        "validation_metrics": figures.all_validation_metrics,
        "baselines": {
            entry.name: {
                part: {figures.baselines.metric: score} for part, score in entry.scores.items()
            }
            for entry in figures.baselines.entries
        },
    }


def thinned_object(thinned: Thinned | None) -> dict[str, Any]:
    """Return how `history` describes left-out entries; empty if there are none."""
    if thinned is None:
        return {}
    spans = {
        "entries": thinned.entries,
        "first_epoch": thinned.epochs[:, 0],
        "last_epoch": thinned.epochs[:, 1],
        "first_update": thinned.updates[:, 0],
        "last_update": thinned.updates[:, 1],
    }
    told: dict[str, Any] = {
        "loss": None,
        "test_loss": None,
        "metrics": {},
        "test_metrics": {},
        "validation_loss": None,
        "validation_metrics": {},
    }
    for name, values in in_order(thinned.figures).items():
        kind, _, metric = name.partition("/")
        figures = dict(zip(("minimum", "maximum", "mean"), values.T, strict=True))
        if metric:
            told[kind][metric] = figures
        else:
            told[kind] = figures
    return {"thinned": {**spans, **told}}


def summary_lines(figures: Figures, seconds: float, interrupted: bool) -> list[str]:
    """Return what `train` prints at the end: notices, figures, and why it ended."""
    standing = figures.standing
    lines = [plain(notice) for notice in figures.notices]
    done = f"{counted(standing.epoch, 'epoch')}, {counted(standing.update, 'update')}"
    lines.append(f"{plain_name(figures.name)}: {done}, {seconds:.2f} s")
    losses = {"validation": figures.validation_loss, "test": figures.test_loss}
    lines.append(
        f"training loss {figures.loss:.6g}" + "".join(map(_beside, losses, losses.values()))
    )
    held = {"validation": figures.validation_metrics, "test": figures.test_metrics}
    for name, value in figures.metrics.items():
        beside = "".join(_beside(part, found.get(name)) for part, found in held.items())
        lines.append(f"training {name.replace('_', ' ')} {value:.6g}{beside}")
    # if training diverged there is nothing to compare
    for entry in figures.baselines.entries if standing.divergence is None else ():
        scores = entry.scores
        beside = "".join(_beside(part, scores.get(part)) for part in ("validation", "test"))
        what = f"{baseline_name(entry.name)}: training {figures.baselines.metric}"
        lines.append(f"to compare, {what} {scores['train']:.6g}{beside}")
    return lines + ending_lines(standing, interrupted)


def _beside(part: str, value: float | None) -> str:
    return "" if value is None else f", {part} {value:.6g}"


def ending_lines(standing: Standing, interrupted: bool) -> list[str]:
    """Return a line on why training ended early, or none."""
    divergence = standing.divergence
    if divergence is not None:
        return [
            f"training diverged: {divergence.array} stopped being finite in update "
            f"{divergence.update}; the last finite weights are kept"
        ]
    if interrupted:
        return ["stopped by the keyboard"]
    if standing.outcome is Outcome.TARGET:
        return ["stopped at the target loss"]
    if standing.outcome is Outcome.PATIENCE:
        return ["stopped as the loss did not improve; the best weights are restored"]
    return []
