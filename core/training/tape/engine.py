"""The engine: plays a run's updates from tapes where it can, and says where it cannot.

A tape is recorded once enough updates have been done to make it worthwhile, and is compared with
the phases byte for byte, over several updates, before it is used: state, gradient, loss, dropout
stream and figures. In case of doubt the phases run.
"""

import os
import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.training.figures import Figures
from core.training.workspace import Workspace

if TYPE_CHECKING:  # the rest of this room is imported when a tape is recorded
    from core.training.tape.player import Player, Slice
    from core.training.tape.recorder import Recorder
    from core.training.tape.recording import FiguresTape, UpdateTape

Array = NDArray[np.floating[Any]]

ENGINE = "BACKSTEP_ENGINE"
_ENGINES = ("phases", "tape")
#: the default engine
DEFAULT = "tape"
#: updates by the phases before recording is worth it, unless the tape is asked for
_PATIENCE = 50
#: the most updates played at once: the table of numbers and figures has this length
_MOST_UPDATES = 1 << 15
_MOST_CELLS = 1 << 18
#: seconds of a part if there is no time limit, and updates of the first part
_PART_SECONDS = 0.05
_FIRST = 16


def engine_asked_for() -> str | None:
    """Return the engine that the environment asks for, or None.

    Raises UserError for a value other than `phases` and `tape`.
    """
    asked = os.environ.get(ENGINE, "")
    if asked and asked not in _ENGINES:
        raise UserError(f"{ENGINE}: there is no engine “{asked}”", f"use {' or '.join(_ENGINES)}")
    return asked or None


@cache
def _tell(text: str) -> None:
    import logging

    logging.getLogger("backstep.engine").info("%s", text)


@dataclass(frozen=True)
class Played:
    """What was played: the number of updates, the last loss, and the figures of ended epochs.

    `figures` is (epochs, cells), None if they are not played; `first` updates led to the end
    of the first epoch, `in_epoch` to that of each later one. `diverged`: the loss of the next
    update is not finite.
    """

    updates: int
    loss: float | None
    epochs: int
    figures: NDArray[np.float64] | None
    first: int
    in_epoch: int
    diverged: bool


class Engine:
    """The tapes of one workspace, valid as long as its arrays and options do not change."""

    def __init__(self, work: Workspace, figures: Figures, asked: str | None) -> None:
        self._work, self._evaluation = work, figures
        #: why the phases run, None if the tape can be used
        self.refused: str | None = None
        if (asked or DEFAULT) != "tape":
            self.refused = "the tape is not asked for"
        self._forced = asked == "tape"
        self._patience = 0 if self._forced else _PATIENCE
        self._player: Player | None = None
        self._recorder: Recorder | None = None
        self._updates: dict[int, UpdateTape] = {}
        self._figures: FiguresTape | None = None
        self._order = np.empty(0, dtype=np.int64)
        self._numbers_cells: Array = np.empty(0)
        self._pace = 0.0
        self._slice: Slice | None = None
        self._cells = np.empty(0, dtype=np.int64)

    def refuse(self, reason: str) -> None:
        """Have the phases run, and say why in the log."""
        self.refused = reason
        self._updates.clear()
        _tell(f"training by the phases: {reason}")

    @property
    def plays(self) -> bool:
        """Whether updates are played from a tape."""
        return bool(self._updates) and self.refused is None

    @property
    def figures_every(self) -> int:
        """After how many epochs figures are due."""
        return self._evaluation.every

    def is_ready(self) -> bool:
        """Return whether the next update can be played, after recording what it needs."""
        if self.refused is not None:
            return False
        work = self._work
        samples = work.samples.count
        size = min(work.batch_size or samples, samples)
        if work.batches.cursor % size:
            return False  # the rest of an epoch that was begun with a different batch size
        if not self._updates:
            if self._patience > 0:
                self._patience -= 1
                return False
            self._record(size, samples % size)
        return self.refused is None

    def _record(self, size: int, rest: int) -> None:
        from core.training.tape.loops import Unplayable
        from core.training.tape.player import player
        from core.training.tape.recorder import Recorder

        try:
            if not np.little_endian or np.dtype(np.intp).itemsize != 8:
                raise Unplayable("this machine stores numbers differently")
            if not self._forced and self._work.plan_of(size).is_divided:
                raise Unplayable("large products are divided between two threads")
            self._player = player()
            self._recorder = Recorder(self._player.run)
            optimizer, counters = self._work.project.optimizer, dict(self._work.counters)
            values = optimizer.numbers(optimizer.rate(self._work.update), counters)
            self._numbers_cells = np.array(values, dtype=self._work.state.vector.dtype)
            for each in (size, rest) if rest else (size,):
                self._updates[each] = self._checked_update(each)
            self._record_figures()
            self._fill_slice(size, rest)
        except Unplayable as reason:
            self.refuse(str(reason))

    def _checked_update(self, size: int) -> "UpdateTape":
        from core.training.tape.checking import check_update
        from core.training.tape.recording import record_update

        work, recorder = self._work, self._recorder
        assert recorder is not None and self._player is not None
        numbers = self._numbers_cells

        def record(rows: Array) -> "UpdateTape":
            return record_update(work, size, recorder, rows, numbers, work.update)

        return check_update(work, size, record, self._player)

    def _record_figures(self) -> None:
        """Record the evaluation; if it cannot be played, it is done by the phases.

        So it is if it is costly and not done every epoch.
        """
        from core.training.tape.checking import check_figures
        from core.training.tape.loops import Unplayable
        from core.training.tape.recording import record_figures

        if self.figures_every > 1 and not self._evaluation.is_cheap:
            return
        work, recorder = self._work, self._recorder
        assert recorder is not None and self._player is not None
        try:
            found = record_figures(work.state, self._evaluation.evaluators, recorder)
            check_figures(work, self._evaluation, found, self._player)
            self._figures = found
        except Unplayable as reason:
            recorder.listening = False
            _tell(f"figures by the phases: {reason}")

    def _fill_slice(self, size: int, rest: int) -> None:
        from core.training.tape.checking import played_tape
        from core.training.tape.player import PlayedTape, Slice

        work, part = self._work, Slice()
        part.whole = played_tape(self._updates[size], size)
        part.rest = played_tape(self._updates[rest], rest) if rest else PlayedTape()
        figures = self._figures
        if figures is not None:
            part.figures = PlayedTape(figures.tape.address, len(figures.tape), 0, 0, 0)
            self._cells = np.array([cell.ctypes.data for cell in figures.cells], dtype=np.int64)
            part.cells, part.cell_count = self._cells.ctypes.data, len(self._cells)
        rows = work.samples.rows
        part.rows, part.row_bytes, part.samples = rows.ctypes.data, rows.strides[0], len(rows)
        self._order = np.arange(len(rows), dtype=np.int64)
        part.order = self._order.ctypes.data
        self._slice = part

    # ------------------------------------------------------------------ playing

    def play(self, updates: int | None, epochs: int | None, one_epoch: bool, end: float) -> Played:
        """Play at least one update, up to the given numbers of updates and epochs.

        With `one_epoch`, or if figures cannot be played, it ends with the current epoch.
        `end` is a time of `time.perf_counter`.
        """
        work, part = self._work, self._slice
        assert self._player is not None and part is not None
        batches = work.batches
        samples = len(work.samples.rows)
        size = min(work.batch_size or samples, samples)
        in_epoch = -(-samples // size)
        left = in_epoch - batches.cursor // size
        if one_epoch or self._figures is None:
            epochs = 1
        most = min(self._most(end), _MOST_UPDATES)
        if updates is not None:
            most = min(most, updates)
        if epochs is not None:
            most = min(most, left + (epochs - 1) * in_epoch)
        cells = part.cell_count
        if cells:
            most = min(most, left + max(0, _MOST_CELLS // cells - 1) * in_epoch)
        table = np.empty((1 + max(0, most - left) // in_epoch, cells))
        part.found, part.updates = table.ctypes.data, most
        numbers = self._numbers(most)
        if batches.permutation is not None:
            self._order[...] = batches.permutation
        part.cursor, part.drawn = batches.cursor, int(batches.permutation is not None)
        part.shuffle = (
            batches.rng.bit_generator.ctypes.bit_generator.value if batches.shuffle else None
        )
        begin = time.perf_counter()
        done = self._player.play(part)
        self._pace = (time.perf_counter() - begin) / max(1, done)
        del numbers
        batches.cursor = part.cursor
        batches.permutation = self._order.astype(np.intp) if part.drawn else None
        last = self._updates[size] if done else None
        if done and part.cursor == 0 and samples % size:
            last = self._updates[samples % size]
        loss = None if last is None else float(last.loss)
        figures = None if self._figures is None else table[: part.epochs]
        return Played(done, loss, part.epochs, figures, left, in_epoch, bool(part.wrong))

    def _most(self, end: float) -> int:
        if not self._pace:
            return _FIRST
        seconds = min(end - time.perf_counter(), _PART_SECONDS)
        return max(1, int(seconds / self._pace))

    def _numbers(self, count: int) -> Array:
        """Return the numbers of the next updates, (count, n), and point the slice to them."""
        work, part = self._work, self._slice
        assert part is not None
        optimizer, counters, t = work.project.optimizer, work.counters, work.update
        cells = self._numbers_cells
        if optimizer.schedule.varies or optimizer.counters:
            rate, numbers = optimizer.rate, optimizer.numbers
            table = np.array(
                [numbers(rate(t + i), counters) for i in range(count)], dtype=cells.dtype
            )
            part.number_bytes = table.strides[0]
        else:
            table = np.array([optimizer.numbers(optimizer.rate(t), counters)], dtype=cells.dtype)
            cells[...] = table[0]
            part.number_bytes = 0
        part.numbers, part.number_cells = table.ctypes.data, cells.ctypes.data
        return table

    def figures_of(self, row: NDArray[np.float64]) -> Any:
        """Return a row of played figures as an evaluation."""
        assert self._figures is not None
        return self._figures.evaluation(row)

    @property
    def figure_names(self) -> tuple[tuple[str, str], ...]:
        """The names of the columns of played figures."""
        return () if self._figures is None else self._figures.names
