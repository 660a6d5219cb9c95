"""What a change of the project needs to be free: the names that a step of a lesson can lock."""

from dataclasses import replace

from core.project import Project


def touched(old: Project, new: Project) -> frozenset[str]:
    """Return the locks that keep a person from going from one project to another.

    Weights that have to go with their layer count as its change alone.
    """
    found = set()
    if old.layers != new.layers:
        found.add("network")
    elif (old.weights, old.frozen, old.off, old.optimizer_state) != (
        new.weights,
        new.frozen,
        new.off,
        new.optimizer_state,
    ):
        found.add("new_weights" if old.seed != new.seed else "weights")
    elif old.seed != new.seed:
        found.add("new_weights")
    if replace(old.data, seed=None) != replace(new.data, seed=None):
        found.add("data")
    parts = ("loss", "regularizer", "optimizer", "training")
    if any(getattr(old, name) != getattr(new, name) for name in parts):
        found.add("training")
    return frozenset(found)
