"""Updates: how one array is moved along its slope, as NumPy statements.

Optimizers write their rules themselves; for those that do not, a comment gives the rule.
"""

from core.components.notation import number
from core.components.optimizers import Optimizer


def is_written_out(optimizer: Optimizer) -> bool:
    """Return whether the optimizer's update is given as statements, not only as a comment."""
    return bool(optimizer.numpy_lines("W"))


def rate_line(optimizer: Optimizer) -> str:
    """Return the line that sets the learning rate of an update; a schedule's is given."""
    if not optimizer.schedule.varies:
        return f"eta = {number(optimizer.learning_rate)}"
    rate, schedule = number(optimizer.learning_rate), optimizer.schedule.label
    return f"# eta: the learning rate of this update ({rate}, schedule: {schedule})"


def counter_lines(optimizer: Optimizer) -> tuple[str, ...]:
    """Return what is done once per update, before any array is moved."""
    return optimizer.numpy_counting() if is_written_out(optimizer) else ()


def update_lines(optimizer: Optimizer, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the statements that move the arrays of these names along their slopes d<name>.

    If the rule is not written out, a one-line comment gives it.
    """
    if not names:
        return ()
    if is_written_out(optimizer):
        return tuple(line for name in names for line in optimizer.numpy_lines(name))
    return (f"# {optimizer.label}, for every w of {', '.join(names)}: {optimizer.formula}",)
