"""A model card: what a network was trained on, how, and how well it does, as Markdown.

The figures are recomputed when it is written, from the numbers that the network holds.
"""

import platform
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from core import __version__
from core.components.metrics import METRICS
from core.counts import counted
from core.data.samples import Task
from core.formats.card.figures import check_figures, parts_of, worked_out
from core.formats.checking.verification import ReadBack
from core.formats.exporters import EXPORTERS, Exporter, Trained
from core.formats.scripts.text import plain_text
from core.records import record

_ROW = re.compile(r"\| ([^|]+) ((?:\| [^|]+ )+)\|")
#: digits of a figure, and the share that rounding to them may change
_DIGITS = 9
_ROUNDED = 1e-8
#: if there are more names, they are counted instead of listed
_MOST_LISTED = 40


@EXPORTERS.register
@record
class CardExporter(Exporter):
    """Markdown with data, split, architecture, training, figures and versions."""

    name = "model_card"
    label = "model card"
    suffix = ".md"
    description = "model card (Markdown)"
    carries = (
        "Data and split, layers, how it was trained, loss and metrics of every part, seed and "
        "versions. It contains no weights."
    )
    good_for = "For documenting a network alongside its weights."
    place = 12

    def content(self, trained: Trained) -> bytes:
        """Return the card; its figures are those of the engine."""
        own = None if trained.figures is None else trained.figures()
        return ("\n".join(_lines(trained, own or worked_out(trained))) + "\n").encode()

    def read_back(self, path: Path, trained: Trained) -> ReadBack:
        """Read the figures from the card and compare them with recomputed ones."""
        check_figures(trained, figures_in(path.read_text(encoding="utf-8")), _ROUNDED)
        return trained.plain().read_back(trained.samples, "every figure recomputed by NumPy")


def figures_in(card: str) -> dict[str, dict[str, float]]:
    """Return the figures that a card holds, by part and name."""
    table = card.partition("## Figures")[2].partition("\n## ")[0]
    rows = [
        (first.strip(), [cell.strip() for cell in rest.split("|")[1:]])
        for first, rest in _ROW.findall(table)
    ]
    if not rows:
        return {}
    (_, parts), *figures = rows
    names = {metric.label: metric.name for metric in METRICS} | {"loss": "loss"}
    found: dict[str, dict[str, float]] = {part: {} for part in parts}
    for label, cells in figures:
        for part, cell in zip(parts, cells, strict=True):
            if label in names:
                found[part][names[label]] = float(cell)
    return found


def _lines(trained: Trained, figures: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    project = trained.project
    yield f"# {_cell(project.name) or 'A network'}"
    yield ""
    if trained.updates:
        updates = counted(trained.updates, "update")
        yield f"Trained for {counted(trained.epochs, 'epoch')}, {updates}."
    else:
        yield "Not trained: these are its starting weights."
    yield from ("", "## Data", "", *_data(trained))
    yield from ("", "## Network", "", *_network(trained))
    yield from ("", "## Training", "", *_training(trained))
    yield from ("", "## Figures", "", *_figures(trained, figures))
    yield from ("", "## Versions", "", *_versions())


def _data(trained: Trained) -> Iterator[str]:
    dataset, data = trained.dataset, trained.project.data
    source = data.source
    file = "" if source.file is None else f", {_cell(Path(source.file).name)}"
    yield f"- source: {_cell(source.label)}{file}"
    yield f"- inputs: {_listed(dataset.raw_names)}"
    if dataset.features is not None:
        yield f"- inputs of the network: {_listed(dataset.input_names)}"
    task = {Task.REGRESSION: "numbers", Task.TWO_CLASSES: "two classes", Task.CLASSES: "classes"}
    yield f"- outputs: {_listed(dataset.target_names)} ({task[dataset.task]})"
    if dataset.task is not Task.REGRESSION:
        yield f"- classes: {_listed(dataset.classes)}"
    if dataset.task is Task.TWO_CLASSES:
        yield f"- second class where the output is over {trained.threshold:g}"
    scales_targets = bool(np.any(dataset.target_scaling.factor != 1.0))
    of = "inputs and targets" if scales_targets else "inputs"
    yield f"- scaling: {data.scaling}, of {of}" if data.scales else "- scaling: no"
    sizes = [f"{name} {len(part):,}" for name, part in parts_of(trained).items()]
    yield f"- split: {', '.join(sizes)} samples; seed {trained.project.data_seed()}"


def _network(trained: Trained) -> Iterator[str]:
    yield "| layer | kind | inputs | outputs | activation | numbers learned |"
    yield "|---|---|---|---|---|---|"
    inputs = trained.dataset.inputs
    for n, layer in enumerate(trained.project.layers, start=1):
        outputs, neurons = layer.units_out(inputs), layer.neurons
        activation = "–" if neurons is None else _settings(neurons.activation.write())
        size = layer.parameter_size(inputs)
        yield f"| {n} | {layer.label} | {inputs} | {outputs} | {activation} | {size:,} |"
        inputs = outputs
    yield ""
    yield f"{trained.parameter_count:,} weights and biases, {trained.precision}."


def _training(trained: Trained) -> Iterator[str]:
    project, options = trained.project, trained.project.training
    yield f"- loss: {_settings(project.loss.write())}"
    yield f"- regularizer: {_settings(project.regularizer.write())}"
    yield f"- optimizer: {_settings(project.optimizer.write())}"
    size = "the whole training part" if project.batch_size is None else f"{project.batch_size:,}"
    yield f"- batch: {size}, {'shuffled every epoch' if options.shuffle else 'in order'}"
    if options.stop.any():
        yield f"- stops by itself: {_settings({'name': 'yes', **options.stop.write()})}"
    yield f"- seed: {project.seed}"


def _figures(trained: Trained, figures: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    parts = list(parts_of(trained))
    yield f"| figure | {' | '.join(parts)} |"
    yield "|---" * (len(parts) + 1) + "|"
    for name in figures[parts[0]]:
        label = METRICS.named(name).label if name in METRICS else name
        cells = [f"{figures[part][name]:.{_DIGITS}g}" for part in parts]
        yield f"| {label} | {' | '.join(cells)} |"
    yield ""
    yield "Verified: recomputed in plain NumPy when this card was written."


def _versions() -> Iterator[str]:
    yield f"- Backstep {__version__}"
    yield f"- NumPy {np.__version__}, Python {platform.python_version()}"


def _settings(written: Mapping[str, Any]) -> str:
    """Return a component as project files name it: adam, learning_rate 0.01, beta1 0.9."""
    told = [str(written["name"])]
    for key, value in written.items():
        if key != "name":
            text = f"({_settings(value)})" if isinstance(value, Mapping) else str(value)
            told.append(f"{key} {text}")
    return _cell(", ".join(told))


def _listed(names: tuple[str, ...]) -> str:
    if len(names) > _MOST_LISTED:
        return f"{len(names):,}, from {_cell(names[0])} to {_cell(names[-1])}"
    return ", ".join(_cell(name) for name in names)


def _cell(text: str) -> str:
    """Return a name with everything escaped that means something in Markdown."""
    return re.sub(r"([\\`*\[\]<>|#~$])", r"\\\1", plain_text(text))
