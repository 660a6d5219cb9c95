"""The window imports its dialogs, and views behind others, when they are opened."""

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
    "core.desktop.about",
    "core.lesson.assessing",
    "core.lesson.hidden",
    "core.lesson.lab",
    "core.lesson.lessons.checking",
    "core.lesson.lessons.described",
    "core.run.weights",
    "gui.assessing.plot",
    "gui.compare.dialog",
    "gui.confusion.plot",
    "gui.diagnostics.plot",
    "gui.documents.recovery",
    "gui.drawing.dialog",
    "gui.examine.before",
    "gui.examine.doctor",
    "gui.examine.explain",
    "gui.examine.notebook",
    "gui.examine.rates",
    "gui.exchange.exporting",
    "gui.exchange.film",
    "gui.exchange.importing",
    "gui.glossary.page",
    "gui.hidden.plot",
    "gui.lab.plot",
    "gui.lessons.handing_in",
    "gui.lessons.list",
    "gui.lessons.task",
    "gui.over_time.plot",
    "gui.pad.plot",
    "gui.program.help",
    "gui.program.preferences",
    "gui.race.window",
    "gui.runs.comparison",
    "gui.runs.list",
    "gui.samples.plot",
    "gui.start.gallery",
    "gui.step.bend",
    "gui.step.contributions",
    "gui.step.loss_along",
    "gui.step.nudge",
    "gui.step.surface",
    "gui.table.dialog",
    "gui.typeset.document",
    "gui.weights.plot",
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
