"""The recorded run: which epochs can be gone back to."""

from collections.abc import Iterator, Mapping

from core.training.timeline import Timeline


class RecordedEpochs(Mapping[int, int]):
    """The epochs that can be gone back to, each with its number of updates; none is listed."""

    def __init__(self, timeline: Timeline) -> None:
        self._start, self._end = timeline.start, timeline.end
        self._history = timeline.trainer.history
        self._ends = self._history.epochs_between(timeline.start, timeline.end)

    def __getitem__(self, epoch: int) -> int:
        update = self._history.update_of(epoch)
        # files of the first version lack the updates: they are all 0
        if update is None or not self._start <= update <= self._end or (epoch and not update):
            raise KeyError(epoch)
        return update

    def __iter__(self) -> Iterator[int]:
        first, last = self._ends or (0, -1)
        return (epoch for epoch in range(first, last + 1) if epoch in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @property
    def ends(self) -> tuple[int, int]:
        """The first and the last one; 0 and 0 if there are none."""
        first = next(iter(self), 0)
        last = self._ends[1] if self._ends else 0
        return first, last if last in self else first


def recorded_epochs(timeline: Timeline) -> RecordedEpochs:
    """Return the epochs that can be gone back to, each with its number of updates."""
    return RecordedEpochs(timeline)
