"""A command imports what it needs and no more; how long that takes, `bench --start` measures."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_command_line import ROOT

#: it takes seconds, and has quicker relatives
pytestmark = pytest.mark.thorough

XOR = Path("resources", "examples", "xor.json")
#: imported by the first question, job or file that needs them
LATER = (
    "core.data.reading.describing",
    "core.documents.autosave",
    "core.documents.backstep_file",
    "core.documents.shared_text",
    "core.formats.exporters",
    "core.formats.film",
    "core.lesson.cards",
    "core.lesson.differences",
    "core.lesson.formulas",
    "core.lesson.notebook",
    "core.lesson.past",
    "core.pictures.findings",
    "core.run.doctor.examining",
    "core.run.gradient_check",
    "core.run.makers.diagnostics",
    "core.run.past.finding",
    "core.run.race.lockstep",
    "core.run.runs.comparing",
    "core.run.starts",
    "core.training.tape.recording",
    "logging",
)


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (("train", XOR, "--epochs", "1"), ()),
        (("trace", XOR), ()),
        (("check", XOR), ("core.run.gradient_check", "core.pictures.findings")),
    ],
    ids=lambda value: str(value[0]) if value else "",
)
def test_a_command_leaves_the_rest_of_the_program_alone(arguments, needed):
    later = [name for name in LATER if name not in needed]
    code = (
        "import sys, main\n"
        "status = main.main(sys.argv[1:])\n"
        f"found = set({later!r}) & sys.modules.keys()\n"
        "sys.exit(f'imported {sorted(found)}' if found or status else 0)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")


def test_later_modules_exist():
    for name in LATER[:-1]:
        path = ROOT.joinpath(*name.split("."))
        assert path.is_dir() or path.with_suffix(".py").is_file(), name
