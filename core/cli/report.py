"""Watching a training from the command line: Ctrl+C, the progress bar, and what came of it."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from core.history.figures import Thinned
from core.pictures.snapshot import Outcome
from core.training.trainer import Trainer

#: predictions are printed for so many samples or fewer
MOST_OUTPUTS = 64


@contextmanager
def interruptible() -> Iterator[list[int]]:
    """Collect Ctrl+C, so that training stops at an update boundary and nothing is lost."""
    caught: list[int] = []
    try:
        before = signal.signal(signal.SIGINT, lambda number, _frame: caught.append(number))
    except ValueError:  # not the main thread: there is no keyboard to listen to
        yield caught
        return
    try:
        yield caught
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def progress_bar(trainer: Trainer) -> Iterator[Any]:
    """Give a call that shows how far training is: a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from tqdm import tqdm

    with tqdm(total=trainer.epoch_limit, initial=trainer.epoch, unit="epoch", leave=False) as bar:

        def show() -> None:
            history = trainer.history
            texts = {"loss": f"{history.loss.last():.4g}"}
            if len(history.test_loss):
                texts["test"] = f"{history.test_loss.last():.4g}"
            bar.set_postfix(texts, refresh=False)
            bar.update(trainer.epoch - bar.n)

        yield show


def figures_of(trainer: Trainer, seconds: float) -> dict[str, Any]:
    """Return the object that `train --json` prints."""
    now = trainer.evaluate()
    train_metrics, test_metrics = trainer.all_metrics()
    history = trainer.history.since(0)
    outputs = trainer.outputs() if len(trainer.dataset.train) <= MOST_OUTPUTS else None
    divergence = trainer.divergence
    return {
        "epochs": trainer.epoch,
        "updates": trainer.update,
        "seconds": seconds,
        "train_loss": now.loss,
        "test_loss": now.test_loss,
        "penalty": trainer.penalty(),
        "train_metrics": train_metrics,
        "test_metrics": test_metrics,
        "history": {
            "loss": history.loss,
            "test_loss": history.test_loss if history.test_loss.size else None,
            "metrics": history.metrics,
            "test_metrics": history.test_metrics,
            **thinned_object(history.thinned),
        },
        "outputs": outputs,
        "weights": trainer.weights(),
        "diverged": None
        if divergence is None
        else {"update": divergence.update, "array": divergence.array},
    }


def thinned_object(thinned: Thinned | None) -> dict[str, Any]:
    """Return what `history` says of entries that are not there one by one; nothing of none."""
    if thinned is None:
        return {}
    spans = {
        "entries": thinned.entries,
        "first_epoch": thinned.epochs[:, 0],
        "last_epoch": thinned.epochs[:, 1],
        "first_update": thinned.updates[:, 0],
        "last_update": thinned.updates[:, 1],
    }
    told: dict[str, Any] = {"loss": None, "test_loss": None, "metrics": {}, "test_metrics": {}}
    for name, values in thinned.figures.items():
        kind, _, metric = name.partition("/")
        figures = dict(zip(("minimum", "maximum", "mean"), values.T, strict=True))
        if metric:
            told[kind][metric] = figures
        else:
            told[kind] = figures
    return {"thinned": {**spans, **told}}


def summary_lines(trainer: Trainer, seconds: float, interrupted: bool) -> list[str]:
    """Return what `train` prints at its end: notices, figures, and why it ended."""
    now = trainer.evaluate()
    lines = list(trainer.dataset.notices)
    lines.append(
        f"{trainer.project.name}: {trainer.epoch} epochs, {trainer.update} updates, {seconds:.2f} s"
    )
    test = "" if now.test_loss is None else f", test {now.test_loss:.6g}"
    lines.append(f"loss {now.loss:.6g}{test}")
    for name, value in now.metrics.items():
        beside = f", test {now.test_metrics[name]:.6g}" if name in now.test_metrics else ""
        lines.append(f"{name.replace('_', ' ')} {value:.6g}{beside}")
    return lines + ending_lines(trainer, interrupted)


def ending_lines(trainer: Trainer, interrupted: bool) -> list[str]:
    """Return a line on why training ended before its time, or none."""
    divergence = trainer.divergence
    if divergence is not None:
        return [
            f"training diverged: {divergence.array} left the finite numbers in update "
            f"{divergence.update}; the last finite weights are kept"
        ]
    if interrupted:
        return ["stopped by the keyboard"]
    if trainer.outcome is Outcome.TARGET:
        return ["stopped at the target loss"]
    if trainer.outcome is Outcome.PATIENCE:
        return ["stopped as the loss did not get better; the best weights are back"]
    return []


# ---------------------------------------------------------------------- the other commands
