"""The wheel, built and installed in a separate environment, used from another folder."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.packaging.hook import ROOT
from tests.toy import write_toy

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]
BIN = "Scripts" if os.name == "nt" else "bin"
BUILD = (sys.executable, "-m", "hatchling", "build")


def run(*command, folder, **more):
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**clean, "QT_QPA_PLATFORM": "offscreen", **more},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=200,
        check=False,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return the folder with the sdist, and with the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    first = run(
        sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder, folder=ROOT
    )
    assert first.returncode == 0, first.stderr
    (sdist,) = folder.glob("*.tar.gz")
    source = tmp_path_factory.mktemp("source")
    assert run("tar", "-xf", sdist, "-C", source, folder=source).returncode == 0
    (top,) = source.iterdir()
    assert (top / "tests" / "test_registry.py").is_file() and (top / "main.py").is_file()
    then = run(*BUILD, "-t", "wheel", "-d", folder, folder=top)
    assert then.returncode == 0, then.stderr
    return folder


@pytest.fixture(scope="module")
def installed(built, tmp_path_factory):
    """Return the folder of scripts and the one of packages of a fresh environment.

    Backstep's dependencies are taken from the tests' environment, by its path.
    """
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=True)
    scripts = home / BIN
    (wheel,) = built.glob("*.whl")
    found = run(
        scripts / "python", "-m", "pip", "install", "-q", "--no-deps", "--no-index", wheel,
        folder=home,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    paths = sysconfig.get_paths(vars={"base": str(home), "platbase": str(home)})
    site = Path(paths["purelib"])
    (site / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    return scripts, site


def test_a_wheel_from_the_repository_is_the_one_from_the_sdist(built, tmp_path):
    found = run(
        sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path, folder=ROOT
    )
    assert found.returncode == 0, found.stderr
    names = []
    for folder in (built, tmp_path):
        (wheel,) = folder.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            names.append({info.filename: info.CRC for info in archive.infolist()})
    assert names[0] == names[1]


def test_one_package_lands_in_the_environment(installed):
    _, site = installed
    new = {path.name for path in site.iterdir()} - {"dependencies.pth"}
    ours = {
        name for name in new if not name.startswith(("pip", "setuptools", "_distutils", "pkg_"))
    }
    ours -= {"distutils-precedence.pth", "__pycache__"}
    assert {name.partition("-")[0] for name in ours} == {"backstep"}
    assert (site / "backstep" / "py.typed").is_file()


def test_it_is_imported_from_elsewhere(installed, tmp_path):
    scripts, site = installed
    code = (
        "import backstep\n"
        "run = backstep.train(backstep.open(backstep.examples()[0].path), epochs=20)\n"
        "print(backstep.__file__, run.epoch)"
    )
    result = run(scripts / "python", "-c", code, folder=tmp_path)
    assert result.stdout == f"{site / 'backstep' / '__init__.py'} 20\n", result.stderr


def test_the_commands_work_from_elsewhere(installed, tmp_path):
    scripts, _ = installed
    backstep = scripts / "backstep"
    assert run(backstep, "examples", "iris", "--out", "i.json", folder=tmp_path).returncode == 0
    result = run(
        backstep, "train", "i.json", "--epochs", "5", "--json", "--save", "i.backstep",
        folder=tmp_path,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["epochs"] == 5
    here = run(sys.executable, ROOT / "main.py", "train", tmp_path / "i.json", "--epochs", "5",
               "--json", folder=tmp_path)  # fmt: skip
    assert json.loads(here.stdout)["weights"] == json.loads(result.stdout)["weights"]


def test_the_window_works_from_elsewhere(installed, tmp_path):
    scripts, _ = installed
    result = run(scripts / "backstep", "self-test", folder=tmp_path)
    assert result.returncode == 0 and "everything works" in result.stdout, result.stderr
    # the window's own script accepts a file, but no command
    result = run(scripts / "backstep-gui", "train", "x.json", folder=tmp_path)
    assert result.returncode == 2 and "only one file can be opened at a time" in result.stderr


def test_an_extension_is_loaded_when_it_is_asked_for(installed, tmp_path):
    scripts, _ = installed
    backstep, site = scripts / "backstep", str(write_toy(tmp_path / "site", "backstep"))
    assert run(backstep, "examples", "xor", "--out", "x.json", folder=tmp_path).returncode == 0
    train = ["train", "x.json", "--epochs", "3", "--set", "layers.0.activation=cube",
             "--export", "x.toy"]  # fmt: skip
    result = run(backstep, *train, folder=tmp_path, PYTHONPATH=site)
    assert result.returncode == 2 and "start with --with toy-parts" in result.stderr
    result = run(backstep, "--with", "toy-parts", *train, folder=tmp_path, PYTHONPATH=site)
    assert result.returncode == 0 and (tmp_path / "x.toy").is_file(), result.stderr
    code = (
        "import backstep; backstep.load_extension('toy-parts')\n"
        "run = backstep.open('x.json', settings=['layers.0.activation=cube'])\n"
        "print(backstep.check(backstep.train(run, epochs=2)).failures)"
    )
    result = run(scripts / "python", "-c", code, folder=tmp_path, PYTHONPATH=site)
    assert result.stdout == "0\n", result.stderr
    # the checks provided for its author find the only fault: z³ overflows
    code = (
        "from backstep.testing import checks\n"
        "from toy_parts.parts import Cube\n"
        "said = []\n"
        "for check in checks(Cube):\n"
        "    try:\n"
        "        said.append(check())\n"
        "    except AssertionError as error:\n"
        "        said.append(str(error))\n"
        "print(len(said) > 10, {words for words in said if words})"
    )
    result = run(scripts / "python", "-c", code, folder=tmp_path, PYTHONPATH=site)
    assert result.stdout == "True {'some outputs are not finite'}\n", result.stdout + result.stderr


def test_a_type_checker_reads_its_types(installed, tmp_path):
    scripts, _ = installed
    (tmp_path / "a.py").write_text(
        "import backstep\n"
        "run: backstep.Run = backstep.train(backstep.open('a.csv'), epochs=3)\n"
        "loss: float = run.loss\n"
        "backstep.train(run, epochs='three')\n"
    )
    result = run(
        sys.executable, "-m", "mypy", "--strict", "--python-executable", scripts / "python", "a.py",
        folder=tmp_path, MYPYPATH="",
    )  # fmt: skip
    assert "a.py:4: error: Argument" in result.stdout and "Found 1 error" in result.stdout
