"""How a NumPy script checks itself: samples, and Backstep's predictions for them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.formats.numpy.names import ScriptNames
from core.formats.scripts.text import array_lines

Array = NDArray[np.floating[Any]]

_CHECKED_SAMPLES = 8
_CHECKED_UPDATES = 10
#: samples that are shown with their targets
_SHOWN = 4

_COMPARE = '''

def compare(outputs, expected, tolerance, what):
    """Print how far outputs are from the expected ones; stop if it is too far."""
    difference = np.max(np.abs(outputs - expected))
    print(f"{what}: {len(expected)} samples, largest difference {difference:.1e}")
    if not difference <= tolerance * max(1, np.max(np.abs(expected))):
        sys.exit("these are not the numbers that Backstep gives")'''

_MAIN = """

if __name__ == "__main__":
    if len(sys.argv) > 1:
        print_predictions(predict(read_table(sys.argv[1])).tolist())
        sys.exit()
    np.seterr(all="ignore")  # exponentials may overflow and still give the right limit"""

_SAY_SAMPLES = """\
    for x, target, output in zip(samples, targets, predict(samples)):
        print(f"x = {x}, y = {target}, ŷ = {output}")"""
_SAY_LOSS = '    print(f"loss {loss(X, y):.6g} after {updates_done} updates")'


def check_section(names: ScriptNames) -> str:
    """Return the end of a script: samples, expected predictions, and what it does when run."""
    trained, train = names.trained, names.trained.dataset.train
    trains = names.trains and names.with_data
    finite = np.flatnonzero(np.isfinite(trained.predictions).all(axis=1))
    if not finite.size:
        return "# Its predictions are not finite: there is nothing to check." + _MAIN
    few = np.linspace(0, len(finite) - 1, _CHECKED_SAMPLES)
    picked = finite[np.unique(few.astype(int))]
    rows, expected, after = trained.rows[picked], trained.predictions[picked], None
    lines = ["# The check: samples, and Backstep's predictions for them."]
    if trains:
        pairs = [("X", train.raw_inputs), ("y", train.original_targets)]
        lines += array_lines(pairs, packed=False)
        lines.append(f"samples = X[{rows.tolist()}]")
        assert trained.later is not None
        after = trained.later(_CHECKED_UPDATES, train.raw_inputs[rows])
    else:
        lines += array_lines([("samples", trained.samples[picked])], packed=False)
    lines += array_lines([("expected", expected)], packed=False)
    shown = train.original_targets[rows[:_SHOWN]]
    lines += array_lines([("targets", shown)], packed=False)
    if after is not None:
        lines.append(f"# The same after {_CHECKED_UPDATES} more updates.")
        lines += array_lines([("expected_after", after)], packed=False)
    close, later = (1e-5, "1e-3") if trained.precision == "float32" else (1e-11, "1e-8")
    allowed = float(np.max(trained.tolerance())) / max(1.0, float(np.max(np.abs(expected))))
    close = max(close, float(f"{10 * allowed:.0e}"))
    lines += [_COMPARE, _MAIN]
    lines.append(f'    compare(predict(samples), expected, {close:g}, "predictions")')
    if trains:
        lines += [_SAY_LOSS, f"    train(X, y, updates={_CHECKED_UPDATES})", _SAY_LOSS]
    if after is not None:
        said = f"{_CHECKED_UPDATES} updates on"
        lines.append(f'    compare(predict(samples), expected_after, {later}, "{said}")')
    lines.append(_SAY_SAMPLES)
    return "\n".join(lines)
