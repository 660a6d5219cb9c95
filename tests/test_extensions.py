"""Extensions: loaded only when a person names them; a file never causes an import."""

import json
import sys

import pytest

import main as program
from core.components.activations import ACTIVATIONS
from core.errors import ProjectError, UserError
from core.extensions import COMPONENTS, FORMATS, available, load
from core.formats.exporters import exporter_for, exporters
from core.formats.importers import importers, read_weights
from core.project import Project
from tests.nets import dense, described
from tests.toy import PARTS, write_toy


@pytest.fixture(autouse=True)
def as_they_were():
    """Put the registries back, and forget the toy."""
    exporters(), importers()
    kept = [(registry, tuple(registry)) for registry in (*COMPONENTS, *FORMATS)]
    yield
    for registry, kinds in kept:
        registry.keep_only(kinds)
    for name in [name for name in sys.modules if name.partition(".")[0] == "toy_parts"]:
        del sys.modules[name]


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """Return a function that installs the toy, with other text in its files if given."""

    def install(**texts):
        monkeypatch.syspath_prepend(write_toy(tmp_path / "site", **texts))

    return install


def is_imported():
    return any(name.partition(".")[0] == "toy_parts" for name in sys.modules)


def project():
    return described(layers=[dense(3, "cube"), dense(1, "tanh")])


def test_what_is_installed_is_listed_and_not_imported(toy):
    assert "toy-parts" not in [item.name for item in available()]
    toy()
    (found,) = [item for item in available() if item.name == "toy-parts"]
    assert found.version == "1.0"
    assert found.components == ("cube",) and found.formats == (".toy",)
    assert not is_imported()


def test_a_file_imports_nothing_and_its_error_says_who_has_what_it_names(toy, tmp_path):
    with pytest.raises(ProjectError, match="unknown activation 'cube'") as caught:
        Project.from_json(project())
    assert "toy" not in caught.value.hint
    toy()
    with pytest.raises(ProjectError, match="unknown activation 'cube'") as caught:
        Project.from_json(project())
    assert caught.value.hint.endswith(
        "the installed package toy-parts has one: start with --with toy-parts"
    )
    for ask in (exporter_for, read_weights):
        with pytest.raises(UserError) as refused:
            ask(tmp_path / "net.toy")
        assert refused.value.hint.endswith("start with --with toy-parts")
    assert not is_imported() and "cube" not in ACTIVATIONS


@pytest.mark.parametrize("name", [None, 3, ["cube"], "", "x" * 10_000])
def test_names_that_are_none_are_looked_for_nowhere(toy, name):
    toy()
    with pytest.raises(ProjectError) as caught:
        ACTIVATIONS.named(name)
    assert "installed" not in caught.value.hint


@pytest.mark.parametrize("name", ["toy-parts", "toy_parts", " Toy.Parts "])
def test_it_is_loaded_by_name_once(toy, name):
    toy()
    assert load(name).components == ("cube",)
    assert Project.from_json(project()).layers[0].activation.name == "cube"
    assert ".toy" in exporters()
    kind = ACTIVATIONS.named("cube")
    load(name)
    assert ACTIVATIONS.named("cube") is kind


def test_what_is_not_installed(toy):
    with pytest.raises(UserError, match="no extension 'nosuch' among"):
        load("nosuch")
    toy()
    with pytest.raises(UserError) as caught:
        load("nosuch")
    assert "toy-parts" in caught.value.hint


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        ({"parts": "1 / 0"}, r"toy-parts cannot be loaded: ZeroDivisionError"),
        ({"parts": "import sys\nsys.exit(3)"}, r"toy-parts cannot be loaded: SystemExit: 3"),
        ({"parts": "import nosuch_library"}, "No module named 'nosuch_library'"),
        ({"parts": PARTS.replace('"cube"', '"tanh"')}, r"clashes .* activation 'tanh'"),
        ({"parts": PARTS.replace('"cube"', '"other"')}, r"promises cube but registers nothing"),
        ({"entries": "[backstep.components]\ncube = toy_parts.nosuch\n"}, "No module named"),
        ({"entries": "[backstep.formats]\nnosuch = toy_parts.files\n"}, r"promises \.nosuch"),
    ],
)
def test_what_fails_is_said_and_leaves_nothing_behind(toy, texts, says):
    toy(**texts)
    before = [tuple(registry) for registry in (*COMPONENTS, *FORMATS)]
    with pytest.raises(UserError, match=says) as caught:
        load("toy-parts")
    assert caught.value.hint
    assert [tuple(registry) for registry in (*COMPONENTS, *FORMATS)] == before
    assert not is_imported()


# main.py


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "cube.json"
    path.write_text(json.dumps(project()), encoding="utf-8")
    return str(path)


def test_a_command_without_the_extension_says_how(toy, file, capsys):
    toy()
    assert program.main(["train", file, "--epochs", "2"]) == 2
    assert "start with --with toy-parts" in capsys.readouterr().err


@pytest.mark.parametrize("how", [["--with", "toy-parts"], ["--with=toy_parts"]])
def test_a_command_with_the_extension(toy, file, how, capsys):
    toy()
    assert program.main([*how, "train", file, "--epochs", "2"]) == 0
    assert "2 epochs" in capsys.readouterr().out


def test_the_environment_names_extensions(toy, file, monkeypatch, capsys):
    toy()
    monkeypatch.setenv("BACKSTEP_EXTENSIONS", " toy-parts ,")
    assert program.main(["train", file, "--epochs", "2"]) == 0
    monkeypatch.setenv("BACKSTEP_EXTENSIONS", "toy-parts,nosuch")
    capsys.readouterr()
    assert program.main(["train", file, "--epochs", "2"]) == 2
    assert capsys.readouterr().err.startswith("error: there is no extension 'nosuch'")


def test_with_goes_with_a_name(capsys):
    assert program.main(["--with"]) == 2
    assert capsys.readouterr().err.startswith("error: --with needs the name of an extension")
