"""Formats: exports read back, have the same bytes each time, or are refused with a message."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from core.api.run import Run
from core.api.run import open as open_run
from core.api.verbs import train
from core.components.losses import LOSSES
from core.errors import FileError
from core.formats.exporters import Exporter, export, exporter_for
from core.formats.importers import Importer
from core.run.trained import trained_of
from core.testing.expecting import expect, refusal
from core.testing.runs import project_with


def format_says_what_it_is(exporter: Exporter) -> None:
    """It has a suffix, a description and a note on its content, and is found by a file's name."""
    expect(exporter.suffix.startswith("."), "its suffix does not begin with a dot")
    expect(exporter.suffix == exporter.suffix.lower(), "its suffix is not in lower case")
    expect(exporter.description, "it has no description for a file dialog")
    expect(exporter.label and exporter.__doc__, "it has no label or no docstring")
    expect(exporter.carries.endswith("."), "it does not say in a sentence what the file contains")
    with tempfile.TemporaryDirectory(prefix="backstep-") as folder:
        found = exporter_for(Path(folder, f"net{exporter.suffix}"))
        expect(type(found) is type(exporter), "another format has its suffix")


def trained_runs() -> Iterator[Run]:
    """Yield runs of two networks: one for numbers, one for several classes."""
    for name in ("mean_squared_error", "categorical_cross_entropy"):
        yield train(open_run(project_with(LOSSES.named(name)())), epochs=2)


def reads_back_what_it_writes(exporter: Exporter) -> None:
    """A file predicts what the network predicts, and writing it again gives the same bytes."""
    for run in trained_runs():
        with tempfile.TemporaryDirectory(prefix="backstep-") as folder:
            first, second = (Path(folder, f"{name}{exporter.suffix}") for name in "ab")
            found = export(trained_of(run.trainer), first)
            precise = found.largest <= 1e-12 * max(found.size, 1.0)
            expect(precise, f"read back, it differs by {found.largest:.2g}")
            expect(found.how, "it does not say how it was read back")
            export(trained_of(run.trainer), second)
            same = first.read_bytes() == second.read_bytes() != b""
            expect(same, "written again, it has other bytes")
            train(run, epochs=1)
            export(trained_of(run.trainer), second)
            expect(first.read_bytes() != second.read_bytes(), "other weights give the same bytes")


def refuses_damage(importer: Importer) -> None:
    """A file of another kind is refused with a message."""
    for content in (b"", b"\x00" * 64, b"no such file", bytes(range(256))):
        with refusal(f"{content[:12]!r}", FileError):
            importer.imported(content, f"net{importer.suffix}")
