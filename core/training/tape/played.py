"""Reports what was played from a tape to the progress of the run: counts, figures, epochs."""

from collections.abc import Callable

import numpy as np

from core.moments.evaluation import Evaluation
from core.training.history import history_name
from core.training.progress import Progress
from core.training.tape.engine import Engine, Played
from core.training.workspace import Workspace


def play(
    engine: Engine,
    work: Workspace,
    progress: Progress,
    figures: Callable[[], Evaluation | None],
    updates: int | None,
    last_epoch: int | None,
    end: float,
) -> tuple[int, bool]:
    """Play up to `updates` updates, to the end of an epoch or until a time.

    `figures` gives those at the end of the current epoch, None if they are not due.
    `end` is a time of `time.perf_counter`. Returns how many were played, and whether the loss of
    the next one is finite.
    """
    limits = [each for each in (last_epoch, progress.epoch_limit) if each is not None]
    epochs = max(1, min(limits) - progress.epoch) if limits else None
    rules = work.project.training.stop
    stops = rules.target_loss is not None or rules.patience is not None
    played = engine.play(updates, epochs, stops, end)
    before = work.update
    work.update = before + played.updates
    if played.diverged:
        return played.updates, False
    work.gradient_of = work.update
    progress.batch_loss = played.loss
    if played.epochs and played.figures is None:
        progress.finish_epoch(figures(), work.update)
    elif played.epochs:
        _add_epochs(engine, progress, played, before + played.first)
    return played.updates, True


def _add_epochs(engine: Engine, progress: Progress, played: Played, first: int) -> None:
    """Record epochs that were played; the first one ended after `first` updates."""
    figures, count, every = played.figures, played.epochs, engine.figures_every
    assert figures is not None
    if every > 1:  # they are cheap, and played all the same
        due = np.array([progress.is_due(every, epochs) for epochs in range(1, count + 1)])
        if due.any():  # the newest need not be those of the last epoch
            progress.last_figures = engine.figures_of(figures[np.flatnonzero(due)[-1]])
        figures[~due] = np.nan
    if count > 1:
        steps = np.arange(count - 1, dtype=np.float64)
        progress.history.add_many(
            progress.epoch + 1 + steps,
            first + played.in_epoch * steps,
            {
                history_name(part, name): np.ascontiguousarray(figures[:-1, column])
                for column, (part, name) in enumerate(engine.figure_names)
            },
        )
        progress.epoch += count - 1
    last = first + played.in_epoch * (count - 1)
    end = engine.figures_of(figures[-1]) if progress.is_due(every) else None
    progress.finish_epoch(end, last)
