"""The command line: training, prediction and everything else that needs no window.

Every command is one function from its arguments to an exit status: 0; 1 for a failed check; 2
for what the person can mend, with one line `error: …` and one `hint: …`; 3 when training diverged.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from core import __version__
from core.cli.report import (
    ending_lines,
    figures_of,
    interruptible,
    progress_bar,
    summary_lines,
)
from core.cli.walk import as_object, cards_of
from core.components.metrics import predicted_classes
from core.data.dataset import load_dataset
from core.data.samples import Column, Task
from core.data.tables import read_inputs
from core.disk.csv_text import csv_text
from core.disk.json_text import to_json
from core.disk.writing import check_writable, write_bytes
from core.documents.examples import example_named, examples
from core.documents.project_file import (
    SUFFIX,
    TABLE_SUFFIXES,
    Opened,
    kept_of,
    load,
    open_file,
    project_for_table,
    save_backstep,
)
from core.documents.resuming import resume, resumed_timeline
from core.documents.settings_path import with_settings
from core.errors import FileError, UserError
from core.formats.exporters import Trained, export, exporter_for
from core.formats.history import check_history_path, history_csv
from core.formats.surface_picture import together_png
from core.lesson.printing.formats import FORMATS, printed
from core.pictures.snapshot import Outcome
from core.project import Change, Project, change_between
from core.run.gradient_check import TOLERANCE, check_trainer, float64_twin
from core.run.snapshots import facts_of
from core.run.strip import (
    TOGETHER,
    check_folder,
    file_name,
    read_epochs,
    read_size,
    surface_strip,
    surfaces_at,
    trainer_before,
)
from core.training.timeline import GoOn, ProjectChange
from core.training.trainer import Trainer
from core.words import plain_lines

OK, FAILED, USER_ERROR, DIVERGED = 0, 1, 2, 3

#: how long the command line trains between two looks at the clock and the keyboard
_SLICE_SECONDS = 0.1


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are two lines like all others."""

    def error(self, message: str) -> NoReturn:
        raise UserError(message, f"see {self.prog} --help")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = _Parser(
        prog="main.py",
        description="Backstep: build a neural network, watch it learn, take the weights with you.",
        epilog="main.py [FILE] opens the window, on a project or a table if one is given.",
    )
    parser.add_argument("--version", action="version", version=f"Backstep {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)

    def command(name: str, help: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=help, description=help)

    train = command("train", "train a project or a table, or go on with a saved one")
    train.add_argument("file", type=Path, metavar="FILE")
    train.add_argument("--epochs", type=_epochs, metavar="N", help="train N epochs from there")
    train.add_argument(
        "--set", action="append", default=[], metavar="PATH=VALUE", help="as in layers.0.units=8"
    )
    train.add_argument("--save", type=Path, metavar="OUT.backstep", help="save project and moment")
    train.add_argument(
        "--export", type=Path, action="append", default=[], metavar="OUT", help="weights; by suffix"
    )
    train.add_argument("--history", type=Path, metavar="OUT.csv", help="loss and metrics by epoch")
    train.add_argument("--json", action="store_true", help="print all figures as one object")
    train.set_defaults(run=train_command)

    predict = command("predict", "apply a trained network to a table")
    predict.add_argument("file", type=Path, metavar="FILE")
    predict.add_argument("table", type=Path, metavar="TABLE")
    predict.add_argument(
        "--out", type=Path, metavar="OUT.csv", help="write here, not to the screen"
    )
    predict.set_defaults(run=predict_command)

    trace = command("trace", "print every phase of the next updates as JSON lines")
    trace.add_argument("file", type=Path, metavar="FILE")
    trace.add_argument("--updates", type=_updates, default=1, metavar="K")
    trace.set_defaults(run=trace_command)

    walk = command("walk", "print the next updates stop by stop, with every number")
    walk.add_argument("file", type=Path, metavar="FILE")
    walk.add_argument("--updates", type=_some_updates, default=1, metavar="K")
    walk.add_argument("--format", choices=tuple(FORMATS), default="text")
    walk.add_argument("--json", action="store_true", help="print an object a stop")
    walk.set_defaults(run=walk_command)

    check = command("check", "compare every gradient with central differences")
    check.add_argument("file", type=Path, metavar="FILE")
    check.set_defaults(run=check_command)

    exporting = command("export", "write the weights of a project; the format follows the suffix")
    exporting.add_argument("file", type=Path, metavar="FILE")
    exporting.add_argument("out", type=Path, metavar="OUT")
    exporting.set_defaults(run=export_command)

    history = command("history", "write loss and metrics of every epoch as CSV")
    history.add_argument("file", type=Path, metavar="FILE")
    history.add_argument("out", type=Path, metavar="OUT.csv")
    history.add_argument("--epochs", type=_epochs, metavar="N", help="train N epochs first")
    history.set_defaults(run=history_command)

    strip = command("strip", "draw what the network says at chosen epochs, as PNG pictures")
    strip.add_argument("file", type=Path, metavar="FILE")
    strip.add_argument("--epochs", type=read_epochs, required=True, metavar="A,B,…")
    strip.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    strip.add_argument("--size", type=read_size, default=320, metavar="PIXELS")
    strip.add_argument(
        "--together", action="store_true", help=f"all side by side as well, in {TOGETHER}"
    )
    strip.set_defaults(run=strip_command)

    gallery = command("examples", "list the example projects, or write one to a file")
    gallery.add_argument("name", nargs="?", metavar="NAME")
    gallery.add_argument("--out", type=Path, metavar="FILE")
    gallery.set_defaults(run=examples_command)

    bench = command("bench", "measure the speed on the reference networks")
    bench.add_argument("--json", action="store_true", help="print a list of objects")
    bench.add_argument(
        "--window", action="store_true", help="instead: the window's frames and lateness"
    )
    bench.add_argument(
        "--peers", action="store_true", help="PyTorch and scikit-learn too, where installed"
    )
    bench.add_argument(
        "--time", action="store_true", help="instead: recording a run and going back in it"
    )
    bench.set_defaults(run=bench_command)

    command("self-test", "open the window offscreen, train, step, save, open, export, quit")
    parser.set_defaults(run=_no_command)
    return parser


def _no_command(arguments: argparse.Namespace) -> int:
    raise UserError("no command that works here is given", "see main.py --help")


def _count(text: str, noun: str) -> int:
    if not text.isdecimal() or len(text) > 12:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a number of {noun}")
    return int(text)


def _epochs(text: str) -> int:
    return _count(text, "epochs")


def _updates(text: str) -> int:
    return _count(text, "updates")


def _some_updates(text: str) -> int:
    count = _updates(text)
    if count < 1:
        raise argparse.ArgumentTypeError("one update at least is walked through")
    return count


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit status. Raises UserError for what the person can mend."""
    parsed = build_parser().parse_args(arguments)
    status: int = parsed.run(parsed)
    return status


# ---------------------------------------------------------------------- train


def train_command(arguments: argparse.Namespace) -> int:
    """Train; print figures; save and export what is asked for, also after divergence."""
    if arguments.save is not None:
        if arguments.save.suffix.lower() != SUFFIX:
            raise FileError(f"{arguments.save.name} does not end in {SUFFIX}", f"add {SUFFIX}")
        check_writable(arguments.save)
    for path in arguments.export:
        exporter_for(path)
    if arguments.history is not None:
        check_history_path(arguments.history, arguments.file)
    opened, project = _open_with(arguments.file, arguments.set)
    training = project.training
    if training.epochs is None and not training.stop.any() and arguments.epochs is None:
        raise UserError(
            "nothing says when to stop training",
            "give --epochs N, or set training.epochs or a stop rule in the project",
        )
    dataset = load_dataset(project.data, project.data_seed(), opened.folder)
    if change_between(opened.project, project) is Change.RESTART:
        opened = replace(opened, moment=None, history=None, start=None, recording=None)
    started = opened if opened.moment is not None else replace(opened, project=project)
    trainer = resume(started, dataset)
    timeline = None
    if started.recording is not None:
        timeline = resumed_timeline(trainer, started.recording)
        timeline.cut()  # from where the file stands, another way is gone
    limit = trainer.epoch_limit
    if trainer.project != project:
        trainer.apply(project)
        limit = trainer.epoch_limit
        if timeline is not None:
            timeline.record(ProjectChange(project))
    if arguments.epochs is not None:
        if trainer.update:
            trainer.go_on()  # past a rule that has stopped it before
            if timeline is not None:
                timeline.record(GoOn())
        trainer.epoch_limit = trainer.epoch + arguments.epochs
    begin = time.perf_counter()
    interrupted = _train(trainer)
    seconds = time.perf_counter() - begin
    trainer.epoch_limit = limit
    if arguments.save is not None:
        if timeline is not None:
            timeline.end = trainer.update
        kept = kept_of(
            trainer.project,
            trainer,
            timeline,
            pins=() if timeline is None else opened.pins,
            runs=opened.runs,
            thumbnail=opened.thumbnail,
            recomputed=opened.recomputed,
        )
        save_backstep(arguments.save, kept, opened.folder)
    if arguments.history is not None:
        write_bytes(arguments.history, history_csv(trainer.history.since(0)))
    exported = _export(trainer, arguments.export)
    if arguments.json:
        _say(to_json(figures_of(trainer, seconds)))
    else:
        for line in summary_lines(trainer, seconds, interrupted):
            _say(line)
        for line in exported:
            _say(line)
    return DIVERGED if trainer.outcome is Outcome.DIVERGED else OK


def _export(trainer: Trainer, paths: Sequence[Path]) -> list[str]:
    """Write a trained network to every path; return a line on what checking each found."""
    if not paths:
        return []
    trained = Trained.of(trainer)
    lines = []
    for path in paths:
        found = export(trained, path)
        lines.append(
            f"{path.name}: {trained.parameter_count:,} weights and biases, checked on "
            f"{found.samples} samples: largest difference {found.largest:.2g} in outputs up to "
            f"{found.size:.3g} ({found.how})"
        )
    return lines


def _open_with(path: Path, settings: list[str]) -> tuple[Opened, Project]:
    """Return what a file holds, and its project with the settings applied."""
    if path.suffix.lower() in TABLE_SUFFIXES:
        project = project_for_table(path, lambda first: with_settings(first, settings))
        return Opened(project, path.parent), project
    opened = open_file(path)
    return opened, with_settings(opened.project, settings)


def _train(trainer: Trainer) -> bool:
    """Train to the end with a progress bar where someone watches; True if interrupted."""
    with interruptible() as interrupted, progress_bar(trainer) as show:
        while trainer.outcome is Outcome.NONE and not interrupted:
            if trainer.run(seconds=_SLICE_SECONDS) == 0:
                break
            show()
        return bool(interrupted)


def _say(text: str) -> None:
    sys.stdout.write(plain_lines(text) + "\n")


def predict_command(arguments: argparse.Namespace) -> int:
    """Write one row of predictions for every row of a table."""
    if arguments.out is not None:
        check_writable(arguments.out)
    opened = open_file(arguments.file)
    if opened.moment is None and opened.project.weights is None:
        raise FileError(
            f"{arguments.file.name} holds no trained weights",
            "train it first: main.py train FILE --epochs 100 --save OUT.backstep",
        )
    dataset = load(opened)
    trainer = resume(opened, dataset)
    columns = dataset.columns or tuple(Column(name) for name in dataset.raw_names)
    raw = read_inputs(arguments.table, columns)
    text = _predictions(trainer, trainer.predict(raw))
    if arguments.out is None:
        sys.stdout.write(plain_lines(text) if sys.stdout.isatty() else text)
    else:
        write_bytes(arguments.out, text.encode())
    return OK


def _predictions(trainer: Trainer, outputs: Any) -> str:
    """Return predictions as CSV: the class, where there are classes, and every output."""
    dataset = trainer.dataset
    names = list(dataset.target_names)
    if dataset.task is Task.REGRESSION:
        return csv_text([names, *(map(float, row) for row in outputs)])
    classes = predicted_classes(outputs, dataset.task, trainer.threshold)
    if classes.ndim == 2:
        head = [f"predicted {name}" for name in names]
        shown = [[dataset.classes[k] for k in row] for row in classes]
    else:
        head = ["predicted"]
        shown = [[dataset.classes[k]] for k in classes]
    rows: list[list[Any]] = [[*head, *(f"output {name}" for name in names)]]
    for chosen, row in zip(shown, outputs, strict=True):
        rows.append([*chosen, *(float(value) for value in row)])
    return csv_text(rows)


def trace_command(arguments: argparse.Namespace) -> int:
    """Print every phase of the next updates."""
    opened = open_file(arguments.file)
    trainer = resume(opened, load(opened))
    for record in trainer.trace(arguments.updates):
        line = {"phase": record.phase, "epoch": record.epoch, "update": record.update}
        if record.layer is not None:
            line["layer"] = record.layer
        _say(to_json({**line, **record.values}))
    return OK


def walk_command(arguments: argparse.Namespace) -> int:
    """Print the card of every stop of the next updates; 3 where training diverges on the way."""
    opened = open_file(arguments.file)
    trainer = resume(opened, load(opened))
    cards = cards_of(trainer, arguments.updates)
    if arguments.json:
        for card in cards:
            _say(to_json(as_object(card)))
    else:
        _say(printed(list(cards), arguments.format, opened.project.name))
        if trainer.outcome is Outcome.DIVERGED:
            sys.stderr.write("\n".join(ending_lines(trainer, False)) + "\n")
    return DIVERGED if trainer.outcome is Outcome.DIVERGED else OK


def check_command(arguments: argparse.Namespace) -> int:
    """Compare every gradient; exit 1 if one disagrees."""
    opened = open_file(arguments.file)
    twin = float64_twin(resume(opened, load(opened)))
    progress = None
    bar = None
    if sys.stderr.isatty():
        from tqdm import tqdm

        bar = tqdm(unit="gradient", leave=False)

        def progress(done: int, whole: int) -> None:
            bar.total = whole
            bar.update(done - bar.n)

    result = check_trainer(twin, progress=progress)
    if bar is not None:
        bar.close()
    _say(f"{result.samples} samples, float64, agreement asked for: {TOLERANCE:g} relative")
    for item in result.arrays:
        share = "" if item.checked == item.size else f" of {item.size}"
        kinks = f", {item.kinks} at kinks" if item.kinks else ""
        verdict = "✓" if item.failures == 0 else f"! {item.failures} disagree"
        _say(
            f"layers.{item.layer}.{item.name}: {item.checked}{share} gradients, "
            f"largest relative error {item.worst:.1e}{kinks}  {verdict}"
        )
    if result.failures:
        _say(f"{result.failures} gradients disagree with central differences")
        return FAILED
    _say("every gradient agrees with central differences")
    return OK


def export_command(arguments: argparse.Namespace) -> int:
    """Write the weights that a file holds; say what reading them back has shown."""
    exporter_for(arguments.out)
    opened = open_file(arguments.file)
    trainer = resume(opened, load(opened))
    for line in _export(trainer, [arguments.out]):
        _say(line)
    return OK


def history_command(arguments: argparse.Namespace) -> int:
    """Write the history that a file holds; train first where it holds none or `--epochs` asks."""
    check_history_path(arguments.out, arguments.file)
    if arguments.epochs is None and arguments.file.suffix.lower() == SUFFIX:
        history = open_file(arguments.file).history
        if history is not None:
            write_bytes(arguments.out, history_csv(history))
            return OK
    epochs = () if arguments.epochs is None else ("--epochs", str(arguments.epochs))
    return run(["train", *epochs, f"--history={arguments.out}", "--", str(arguments.file)])


def strip_command(arguments: argparse.Namespace) -> int:
    """Draw the surface at every chosen epoch that training comes to; say what each is of."""
    epochs: tuple[int, ...] = arguments.epochs
    check_folder(arguments.out, epochs)
    opened = open_file(arguments.file)
    trainer = trainer_before(opened, load(opened), epochs[0])
    if opened.moment is not None and trainer.update < opened.moment.record.update:
        _say(
            f"{arguments.file.name} stands after epoch {opened.moment.record.epoch}: "
            "trained anew from its start"
        )
    pictures = []
    with interruptible() as interrupted, progress_bar(trainer) as show:

        def go_on() -> bool:
            show()
            return not interrupted

        moments = surfaces_at(trainer, epochs, go_on=go_on)
        for epoch, png in surface_strip(facts_of(trainer, 0), moments, arguments.size):
            write_bytes(arguments.out / file_name(epoch), png)
            _say(f"{file_name(epoch)}: epoch {epoch}, loss {trainer.last_figures.loss:.6g}")
            pictures.append((epoch, png))
    if arguments.together and pictures:
        write_bytes(arguments.out / TOGETHER, together_png(pictures))
        _say(f"{TOGETHER}: {len(pictures)} pictures")
    missing = epochs[len(pictures) :]
    if missing:
        for line in ending_lines(trainer, bool(interrupted)):
            _say(line)
        text = f"training ended after epoch {trainer.epoch}: no picture of epoch "
        text += ", ".join(map(str, missing))
        if not pictures and trainer.outcome in (Outcome.TARGET, Outcome.PATIENCE):
            raise UserError(text, "choose earlier epochs, or take the stop rule out of the project")
        _say(text)
    return DIVERGED if trainer.outcome is Outcome.DIVERGED else OK


def examples_command(arguments: argparse.Namespace) -> int:
    """List the examples, or write one."""
    if arguments.name is None:
        if arguments.out is not None:
            raise UserError("--out goes with the name of an example", "see main.py examples")
        known = examples()
        width = max(len(example.name) for example in known)
        for example in known:
            _say(f"{example.name:<{width}}  {example.about}")
        return OK
    example = example_named(arguments.name)
    content = example.path.read_bytes()
    if arguments.out is None:
        sys.stdout.write(content.decode())
    else:
        write_bytes(arguments.out, content)
    return OK


def _bench_time(as_json: bool) -> int:
    from core.benchmarks.recording import measure_time

    found = measure_time()
    if as_json:
        _say(to_json(found))
        return OK
    megabyte = 1024**2
    _say(
        f"{found['network']}, batch {found['batch']}: {found['updates']:,} updates recorded "
        f"in {found['seconds']:.1f} s"
    )
    _say(
        f"memory: at most {found['most_bytes'] / megabyte:.1f} MB of "
        f"{found['budget_bytes'] / megabyte:.0f} MB, {found['keyframes']:,} moments kept"
    )
    _say(
        f"cost: keyframes took {100 * found['keyframes_share']:.2f} % of the run; "
        f"{found['ratio_recorded_to_plain']:.3f} × the same run without a timeline, in turns"
    )
    _say(
        f"going back: {found['jump_median_ms']:.1f} ms at the median, "
        f"{found['jump_worst_ms']:.1f} ms at the worst of {found['jumps']} jumps; "
        f"a described phase takes {found['step_phase_microseconds']:.0f} µs"
    )
    _say("the same bits as without jumps" if found["same"] else "NOT the same bits")
    return OK if found["same"] else FAILED


def bench_command(arguments: argparse.Namespace) -> int:
    """Measure microseconds an update; print a table, or a list of objects."""
    if arguments.time:
        return _bench_time(arguments.json)
    from core.benchmarks.engine import REFERENCES, measure
    from core.benchmarks.peers import PEERS, measure_peers

    peers = PEERS if arguments.peers else ()
    rows = []
    if not arguments.json:
        _say("microseconds an update; tanh, mean squared error, SGD, with batch and loss value")
        heads = "".join(f" {name:>12}" for name in peers)
        _say(
            f"{'network':<18} {'batch':>5} {'Backstep':>10} {'plain':>10} {'unrolled':>10}"
            f"{heads}  ratios"
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
            _say(
                f"{row['network']:<18} {row['batch']:>5} {ours:>10.1f} {plain:>10.1f} "
                f"{hand:>10.1f}{cells}  {plain / ours:.2f} × plain, {hand / ours:.2f} × unrolled"
            )
    if arguments.json:
        _say(to_json(rows))
    return OK
