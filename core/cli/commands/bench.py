"""`bench`: the speed on the reference networks."""

import argparse
from pathlib import Path
from typing import Any

from core.cli.arguments import soaked
from core.cli.command import FAILED, OK, Command, tell
from core.disk.json_text import to_json
from core.disk.writing import check_writable, write_bytes
from core.errors import UserError


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print a list of objects")
    parser.add_argument(
        "--window", action="store_true", help="instead: the window's frames and lateness"
    )
    parser.add_argument(
        "--soak",
        type=soaked,
        metavar="MINUTES",
        help="instead: train in a window at full speed for this long, and report what grew",
    )
    parser.add_argument(
        "--example", default="xor", metavar="NAME", help="with --soak: what is trained"
    )
    parser.add_argument(
        "--silence",
        action="store_true",
        help="instead: how long the window does not answer, in many cases",
    )
    parser.add_argument(
        "--case", metavar="NAME", help="with --silence: only this one, such as 'iris'"
    )
    parser.add_argument(
        "--peers", action="store_true", help="PyTorch and scikit-learn too, where installed"
    )
    parser.add_argument(
        "--large",
        action="store_true",
        help="instead: the large networks by one thread and two, and PyTorch where installed",
    )
    parser.add_argument(
        "--time", action="store_true", help="instead: recording a run and going back in it"
    )
    parser.add_argument(
        "--start",
        action="store_true",
        help="instead: how long commands and the window take to start",
    )
    parser.add_argument(
        "--growth",
        action="store_true",
        help="instead: how the time grows with layers, neurons, batch and samples",
    )
    parser.add_argument(
        "--picture", type=Path, metavar="OUT.svg", help="with --growth: draw the curves too"
    )


def _bench_time(as_json: bool) -> int:
    from core.benchmarks.recording import measure_time

    found = measure_time()
    if as_json:
        tell(to_json(found))
        return OK
    megabyte = 1024**2
    tell(
        f"{found['network']}, batch {found['batch']}: {found['updates']:,} updates recorded "
        f"in {found['seconds']:.1f} s"
    )
    tell(
        f"memory: at most {found['most_bytes'] / megabyte:.1f} MB of "
        f"{found['budget_bytes'] / megabyte:.0f} MB, {found['keyframes']:,} moments kept"
    )
    tell(
        f"cost: keyframes took {100 * found['keyframes_share']:.2f} % of the run; "
        f"{found['ratio_recorded_to_plain']:.3f} × the same run without a timeline, in turns"
    )
    tell(
        f"going back: {found['jump_median_ms']:.1f} ms at the median, "
        f"{found['jump_worst_ms']:.1f} ms at the worst of {found['jumps']} jumps; "
        f"one phase with its card takes {found['step_phase_microseconds']:.0f} µs"
    )
    tell("the same bits as without jumps" if found["same"] else "NOT the same bits")
    return OK if found["same"] else FAILED


def _bench_large(as_json: bool) -> int:
    """Measure the large networks; print a table, or a list of objects."""
    from core.benchmarks.large import COLUMNS, measure_large

    rows = []
    if not as_json:
        tell("microseconds an update; tanh, mean squared error, batches of 128")
        heads = "".join(f" {name:>10}" for name in ("SGD", "Adam", "PyTorch"))
        tell(f"{'network':<16} {'precision':<9} {'threads':>7}{heads}  ratios")
    for row in measure_large():
        rows.append(row)
        if not as_json:
            sgd, adam, torch = (row[name] for name in COLUMNS)
            peer = "" if torch is None else f", PyTorch {torch / sgd:.2f} × (both SGD)"
            cells = (f"{sgd:>10.0f}", f"{adam:>10.0f}", f"{torch or 'not there':>10}")
            tell(
                f"{row['network']:<16} {row['precision']:<9} {row['threads']:>7} "
                f"{' '.join(cells)}  Adam {adam / sgd:.2f} ×{peer}"
            )
    if as_json:
        tell(to_json(rows))
    return OK


def _bench_growth(as_json: bool, picture: Path | None) -> int:
    """Measure the growth curves; print and draw them."""
    from core.benchmarks.growth import CURVES, ENGINES, measure
    from core.benchmarks.growth_picture import growth_svg

    found: dict[Any, list[Any]] = {}
    for curve in CURVES:
        points = found[curve] = []
        if not as_json:
            tell(f"{curve.name} of {curve.network}, {curve.unit}")
        for point in measure(curve):
            points.append(point)
            if not as_json:
                times = ", ".join(f"{name} {point.times[name]:.3g}" for name in ENGINES)
                tell(f"  {point.value:>7,}: {times}")
    if picture is not None:
        write_bytes(picture, growth_svg(found).encode())
    if as_json:
        tell(
            to_json(
                [
                    {
                        "grows": curve.name,
                        "network": curve.network,
                        "unit": curve.unit,
                        "measured": [{"value": each.value, **each.times} for each in points],
                    }
                    for curve, points in found.items()
                ]
            )
        )
    return OK


def bench(arguments: argparse.Namespace) -> int:
    """Measure microseconds an update; print a table, or a list of objects."""
    if arguments.picture is not None:
        if not arguments.growth:
            raise UserError("--picture draws the curves of --growth", "give --growth too")
        if arguments.picture.suffix.lower() != ".svg":
            raise UserError(f"{arguments.picture.name} does not end in .svg", "add .svg")
        check_writable(arguments.picture)
    if arguments.growth:
        return _bench_growth(arguments.json, arguments.picture)
    if arguments.large:
        return _bench_large(arguments.json)
    if arguments.time:
        return _bench_time(arguments.json)
    if arguments.start:  # where the packages of the window are missing
        from core.benchmarks import start

        tell(start.bench(arguments.json, {}))
        return OK
    from core.benchmarks.engine import REFERENCES, measure
    from core.benchmarks.peers import PEERS, measure_peers

    peers = PEERS if arguments.peers else ()
    rows = []
    if not arguments.json:
        tell("microseconds an update; tanh, mean squared error, SGD, with batch and loss value")
        heads = "".join(f" {name:>12}" for name in peers)
        tell(
            f"{'network':<18} {'batch':>5} {'tape':>10} {'phases':>10} {'plain':>10}"
            f" {'unrolled':>10}{heads}  ratios"
        )
    for reference in REFERENCES:
        row = measure(reference)
        if peers:
            row |= measure_peers(reference)
        rows.append(row)
        if not arguments.json:
            ours, plain, hand = row["backstep"], row["plain"], row["hand_unrolled"]
            cells = "".join(
                f" {'not there' if row[name] is None else format(row[name], '.1f'):>12}"
                for name in peers
            )
            tape, played = "–", ""
            if "tape" in row:
                epochs = row["epochs"]
                tape = f"{row['tape']:.2f}"
                played = f"; tape {row['tape'] / hand:.2f} of unrolled, whole epochs "
                played += f"{epochs['tape'] / epochs['backstep']:.1f} ×"
            tell(
                f"{row['network']:<18} {row['batch']:>5} {tape:>10} {ours:>10.1f} "
                f"{plain:>10.1f} {hand:>10.1f}{cells}  {plain / ours:.2f} × plain, "
                f"{hand / ours:.2f} × unrolled{played}"
            )
    if arguments.json:
        tell(to_json(rows))
    return OK


COMMAND = Command("bench", "measure the speed on the reference networks", _arguments, bench)
