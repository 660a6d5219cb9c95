"""The run's part for views: what they ask for, and when a snapshot goes to them."""

from typing import Any, Protocol

from core.pictures.lab.hidden import Plane
from core.pictures.snapshot import Facts, Snapshot, View, Wanted
from core.run.asking import Asking
from core.run.makers.snapshots import SnapshotMaker
from core.run.publishing import Publisher
from core.run.reporting import reporting
from core.run.states import State
from core.run.telling import Told
from core.run.time import Time
from core.training.trainer import Trainer


class Host(Protocol):
    """What the part needs of the run that it belongs to."""

    state: State
    trainer: Trainer | None
    time: Time
    asking: Asking


class Showing:
    """Makes snapshots of the current run, and sends them at the views' pace."""

    facts_ready = Told()  # Facts
    snapshot_ready = Told()  # Snapshot
    failed = Told()
    progress = Told()

    def __init__(self, run: Host) -> None:
        self._run = run
        self.publisher = Publisher(self._send)
        self.maker: SnapshotMaker | None = None
        self._plane: Plane | None = None

    def _send(self, snapshot: Snapshot) -> None:
        self.snapshot_ready.emit(snapshot)

    # ------------------------------------------------------------------ the run at hand

    def begin(self, trainer: Trainer, run_id: int, view: View | None) -> None:
        """Announce a new run: its facts, and with the next frame its first snapshot.

        The plane of the surface and the followed sample are kept if the new run uses the same data.
        """
        followed = None if self.maker is None else self.maker.followed
        self.maker = SnapshotMaker(trainer, run_id, view)
        self.maker.followed = followed if view is not None else None
        self.maker.plane = self._plane
        self.maker.watched = self._run.asking.live
        self.publisher.begin(self.maker)
        self.facts_ready.emit(self.maker.facts)

    def end(self) -> None:
        """Let go of everything."""
        self.maker = self.publisher.maker = None

    @property
    def wanted(self) -> Wanted:
        """What views ask for."""
        return self.publisher.wanted

    def view(self) -> View | None:
        """Return the plane of the surface, if there is one."""
        return None if self.maker is None else self.maker.view

    @property
    def facts(self) -> Facts:
        """What stays the same in the current run. Raises AssertionError if there is none."""
        assert self.maker is not None
        return self.maker.facts

    # ------------------------------------------------------------------ what views ask for

    def set_wanted(self, wanted: Wanted) -> None:
        """Note what views need, and show it at once."""
        if wanted != self.publisher.wanted:
            self.publisher.wanted = wanted
            if self._run.state is not State.RUNNING:
                self._run.time.describe()
            self.soon()

    def set_view(self, view: View) -> None:
        """Choose the plane of the surface."""
        if self.maker is not None:
            self.maker.set_view(view)
            self.soon()

    def set_plane(self, plane: Plane | None) -> None:
        """Choose the plane of a layer in which points and grid are shown; None: no more."""
        self._plane = plane
        if self.maker is not None and self.maker.plane != plane:
            self.maker.plane = plane
            self.soon()

    def acknowledge(self) -> None:
        """Note that the window has drawn, and send what was waiting for that."""
        if self.publisher.acknowledge():
            self.soon()

    def follow(self, sample: int | None) -> None:
        """Send one of the facts' points through the network with every snapshot."""
        if self.maker is not None:
            self.maker.followed, self.maker.probed = sample, None
            self.soon()

    def focus(self, neuron: tuple[int, int] | None) -> None:
        """Send the map of a neuron as fine as the surface with every snapshot; None: of none."""
        if self.maker is not None and self.maker.focus != neuron:
            self.maker.focus = neuron
            if neuron is not None:
                self.soon()

    @reporting
    def probe(self, raw: Any) -> None:
        """Send a person's own input (raw inputs) through the network with every snapshot."""
        trainer = self._run.trainer
        if self.maker is not None and trainer is not None:
            trainer.dataset.network_inputs(raw.reshape(1, -1))  # may raise
            self.maker.probed = raw
            self.soon()

    # ------------------------------------------------------------------ sending

    def soon(self) -> None:
        """Publish now, or as soon as the window has drawn the last one."""
        if self._run.trainer is not None and self.publisher.soon():
            self.publish(fresh=self._run.state is not State.RUNNING)

    def publish(self, fresh: bool) -> None:
        """Publish a snapshot, with figures of this very moment (`fresh`) or the last epoch's."""
        running, time = self._run.state is State.RUNNING, self._run.time
        self.publisher.publish(running, fresh, time.walk, time.pins)

    # ------------------------------------------------------------------ updates that are shown

    def shows_updates(self, by_phase: bool, stops: bool) -> bool:
        """Return whether views need something that only a described update gives.

        `by_phase`: playing goes phase by phase; `stops`: it watches for stops.
        """
        described = Wanted.GRADIENTS | Wanted.DIAGNOSTICS | Wanted.STEP
        slow = by_phase and self.wanted & Wanted.STEP
        return bool(self.wanted & described) and not stops and not slow

    def run_shown_update(self) -> None:
        """Do one update for views, described if they ask for it."""
        walk, timeline, maker = self._run.time.walk, self._run.time.timeline, self.maker
        assert walk is not None and timeline is not None and maker is not None
        if self.wanted & Wanted.STEP:
            maker.run_last_update(walk.run_update)
        else:
            maker.run_last_update(lambda: timeline.run(updates=1, seconds=0.0))
