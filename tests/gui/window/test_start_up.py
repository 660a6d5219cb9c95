"""The window imports its dialogs when they are opened, not when it starts."""

import subprocess
import sys

from tests.test_architecture import ROOT

#: imported when a person asks for it
LATER = (
    "core.data.reading.describing",
    "core.documents.backstep_file",
    "core.formats.exporters",
    "core.formats.importers",
    "core.formats.samples",
    "core.lesson.lessons.checking",
    "core.run.weights",
    "gui.compare.dialog",
    "gui.documents.recovery",
    "gui.drawing.dialog",
    "gui.examine.doctor",
    "gui.examine.explain",
    "gui.examine.notebook",
    "gui.exchange.exporting",
    "gui.exchange.film",
    "gui.exchange.importing",
    "gui.glossary.page",
    "gui.lessons.handing_in",
    "gui.lessons.list",
    "gui.lessons.task",
    "gui.program.help",
    "gui.program.preferences",
    "gui.race.window",
    "gui.runs.comparison",
    "gui.start.gallery",
    "gui.table.dialog",
    "gui.typeset.document",
)


def test_the_window_leaves_its_dialogs_for_later():
    code = (
        "import sys, gui.window.main_window\n"
        f"found = set({LATER!r}) & sys.modules.keys()\n"
        "sys.exit(f'imported {sorted(found)}' if found else 0)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")


def test_what_is_left_for_later_exists():
    for name in LATER:
        path = ROOT.joinpath(*name.split("."))
        assert path.with_suffix(".py").is_file(), name
