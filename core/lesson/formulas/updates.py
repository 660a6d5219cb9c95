"""Updates: how one array is moved along its slope, as NumPy statements.

Gradient descent (with momentum and Nesterov's look ahead) and Adam are written out; of the other
optimizers the rule is said as a comment.
"""

from core.components.notation import number
from core.components.optimizers import Adam, Optimizer, Sgd
from core.components.schedules import ConstantSchedule


def is_written_out(optimizer: Optimizer) -> bool:
    """Return whether the optimizer's update is given as statements, not only as a comment."""
    return type(optimizer) in (Sgd, Adam)


def rate_line(optimizer: Optimizer) -> str:
    """Return the line that sets the learning rate of an update; a schedule's is given."""
    if isinstance(optimizer.schedule, ConstantSchedule):
        return f"eta = {number(optimizer.learning_rate)}"
    rate, schedule = number(optimizer.learning_rate), optimizer.schedule.label
    return f"# eta: the learning rate of this update ({rate}, schedule: {schedule})"


def counter_lines(optimizer: Optimizer) -> tuple[str, ...]:
    """Return what is done once per update, before any array is moved."""
    return ("t = t + 1",) if type(optimizer) is Adam else ()


def state_of(optimizer: Optimizer, name: str) -> dict[str, str]:
    """Return the optimizer's slots that move the array of that name, with their names in code."""
    if type(optimizer) is Sgd and optimizer.momentum:
        return {"velocity": f"v{name}"}
    if type(optimizer) is Adam:
        return {"mean": f"m{name}", "squares": f"v{name}"}
    return {}


def update_lines(optimizer: Optimizer, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the statements that move the arrays of these names along their slopes d<name>.

    Where the rule is not written out it is said in one comment of a line.
    """
    if not names:
        return ()
    if type(optimizer) is Sgd:
        return tuple(line for name in names for line in _descent(optimizer, name))
    if type(optimizer) is Adam:
        return tuple(line for name in names for line in _adam(optimizer, name))
    return (f"# {optimizer.label}, for every w of {', '.join(names)}: {optimizer.formula}",)


def _descent(optimizer: Sgd, name: str) -> tuple[str, ...]:
    slope, velocity = f"d{name}", f"v{name}"
    if not optimizer.momentum:
        return (f"{name} = {name} - eta * {slope}",)
    momentum = number(optimizer.momentum)
    step = f"({slope} + {momentum} * {velocity})" if optimizer.nesterov else velocity
    return (
        f"{velocity} = {momentum} * {velocity} + {slope}",
        f"{name} = {name} - eta * {step}",
    )


def _adam(optimizer: Adam, name: str) -> tuple[str, ...]:
    slope, mean, squares = f"d{name}", f"m{name}", f"v{name}"
    beta1, beta2 = number(optimizer.beta1), number(optimizer.beta2)
    root = f"np.sqrt({squares} / (1 - {beta2}**t))"
    divisor = f"({root} + {number(optimizer.epsilon)})"
    if optimizer.epsilon == 0.0:  # a slope of 0 from the start is no step, not 0/0
        divisor = f"np.where({squares} > 0, {root}, 1)"
    return (
        f"{mean} = {beta1} * {mean} + (1 - {beta1}) * {slope}",
        f"{squares} = {beta2} * {squares} + (1 - {beta2}) * {slope}**2",
        f"{name} = {name} - eta * ({mean} / (1 - {beta1}**t)) / {divisor}",
    )
