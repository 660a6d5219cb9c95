"""Input from standard input, or compressed: the same as the file itself."""

import gzip
import io
import json
import shutil
import subprocess

import pytest

from core.cli import arriving
from core.cli.commands.completion import SHELLS, options, script
from core.cli.names import command_names
from core.cli.program import run
from core.documents.shared_text import is_shared, read_shared, shared
from core.errors import FileError, UserError
from core.project import Project
from tests.nets import dense, described, points

TABLE = b"a,b,c\n" + b"".join(b"%d,%d,%d\n" % (i, i * i % 7, 2 * i) for i in range(20))


@pytest.fixture
def comes_in(monkeypatch):
    def put(content):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))

    return put


def project(**data):
    made = described([dense(3, "tanh"), dense(1)], data={"source": points(9, 2, 1), **data})
    return json.dumps(made).encode()


def told(capsys, *words):
    """Return what a command prints, without the time it took."""
    assert run(list(words)) == 0
    return [line for line in capsys.readouterr().out.splitlines() if " s" not in line]


COMMANDS = [
    ["share", "FILE"],
    ["train", "FILE", "--epochs", "2"],
    ["check", "FILE"],
    ["trace", "FILE"],
    ["walk", "FILE", "--json"],
    ["strip", "FILE", "--epochs", "0", "--out", "pictures"],
    ["history", "FILE", "OUT.csv", "--epochs", "2"],
    ["export", "FILE", "OUT.npz"],
]


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
@pytest.mark.parametrize("way", ["gz", "-", "- gz"])
def test_every_command_takes_it(tmp_path, capsys, comes_in, monkeypatch, words, way):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.json").write_bytes(project())
    (tmp_path / "p.json.gz").write_bytes(gzip.compress(project()))
    plain = told(capsys, *("p.json" if word == "FILE" else word for word in words))
    comes_in(project() if way == "-" else gzip.compress(project()))
    given = "p.json.gz" if way == "gz" else "-"
    assert told(capsys, *(given if word == "FILE" else word for word in words)) == plain


@pytest.mark.parametrize("name", ["t.csv.gz", "t.gz", "t.csv"])
def test_a_compressed_table_is_told_by_its_content(tmp_path, capsys, name):
    (tmp_path / "plain.csv").write_bytes(TABLE)
    (tmp_path / name).write_bytes(gzip.compress(TABLE))
    wanted = told(capsys, "train", str(tmp_path / "plain.csv"), "--epochs", "1")
    assert told(capsys, "train", str(tmp_path / name), "--epochs", "1") == wanted
    wanted = json.loads("".join(told(capsys, "inspect", str(tmp_path / "plain.csv"), "--json")))
    found = json.loads("".join(told(capsys, "inspect", str(tmp_path / name), "--json")))
    assert found["columns"] == wanted["columns"]


def test_a_table_by_standard_input_is_trained_saved_and_used(tmp_path, capsys, comes_in):
    saved = str(tmp_path / "net.backstep")
    comes_in(TABLE)
    assert run(["train", "-", "--epochs", "2", "--save", saved]) == 0
    (tmp_path / "new.csv.gz").write_bytes(gzip.compress(TABLE))
    capsys.readouterr()
    assert len(told(capsys, "predict", saved, str(tmp_path / "new.csv.gz"))) == 21
    comes_in((tmp_path / "net.backstep").read_bytes())
    assert len(told(capsys, "predict", "-", str(tmp_path / "new.csv.gz"))) == 21


def test_a_table_beside_the_project_is_found(tmp_path, capsys, comes_in, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_bytes(TABLE)
    content = project(source={"name": "table", "path": "t.csv"})
    (tmp_path / "p.json.gz").write_bytes(gzip.compress(content))
    told(capsys, "train", "p.json.gz", "--epochs", "1")
    comes_in(content)
    told(capsys, "train", "-", "--epochs", "1")
    comes_in(project(source={"name": "table", "path": "../t.csv"}))
    with pytest.raises(UserError):
        run(["train", "-", "--epochs", "1"])


def test_what_unpacks_to_too_much_is_refused(tmp_path, monkeypatch, comes_in):
    monkeypatch.setattr(arriving, "MOST", 2**20)
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(b"1,2\n" * 2**19))
    with pytest.raises(FileError, match="unpacks to more than 1 MB"):
        run(["train", str(tmp_path / "bomb.csv.gz")])
    comes_in(b"1,2\n" * 2**19)
    with pytest.raises(FileError, match="standard input has more than 1 MB"):
        run(["train", "-"])


@pytest.mark.parametrize("content", [b"", gzip.compress(b"", mtime=0)], ids=["nothing", "packed"])
def test_nothing_is_refused(comes_in, content):
    comes_in(content)
    with pytest.raises(FileError, match="standard input is empty"):
        run(["train", "-"])


def test_damage_is_said(tmp_path):
    whole = gzip.compress(TABLE * 50)
    for number, content in enumerate((whole[:-9], whole[:20] + b"\0" * 20 + whole[40:])):
        path = tmp_path / f"{number}.csv.gz"
        path.write_bytes(content)
        with pytest.raises(FileError, match="is damaged: it cannot be unpacked"):
            run(["train", str(path)])


def test_standard_input_is_read_once(comes_in, tmp_path):
    comes_in(TABLE)
    with pytest.raises(FileError, match="only once"):
        run(["import", "-", "--into", "-", "--save", str(tmp_path / "a.backstep")])


def test_check_as_json(tmp_path, capsys):
    (tmp_path / "p.json").write_bytes(project())
    assert run(["check", str(tmp_path / "p.json"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["samples"], found["disagree"], found["tolerance"]) == (9, 0, 1e-6)
    assert [(x["layer"], x["name"], x["checked"]) for x in found["arrays"]] == [
        (0, "weight", 6), (0, "bias", 3), (1, "weight", 3), (1, "bias", 1),
    ]  # fmt: skip
    assert all(x["largest_relative_error"] < 1e-6 for x in found["arrays"])


def test_completion_knows_every_command_and_option():
    found = options()
    assert tuple(found) == command_names()
    assert {"--epochs", "--json", "--set"} <= found["train"].keys()
    assert found["export"]["--precision"] == ("float32", "float64")
    for shell in SHELLS:
        text = script(shell)
        assert all(name in text for name in found)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["tr"], {"trace", "train"}),
        (["train", "--ep"], {"--epochs"}),
        (["export", "a.json", "b.npz", "--precision", "float"], {"float32", "float64"}),
        (["completion", "fi"], {"fish"}),
    ],
)
def test_bash_completes(words, wanted, tmp_path):
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash is here")
    typed = " ".join(f"'{word}'" for word in ("backstep", *words))
    shown = "printf '%s\\n' \"${COMPREPLY[@]}\""
    asked = f"COMP_WORDS=({typed}); COMP_CWORD={len(words)}; _backstep; {shown}"
    done = subprocess.run([bash, "-c", f"{script('bash')}\n{asked}"], cwd=tmp_path,
                          capture_output=True, text=True, check=True)  # fmt: skip
    assert set(done.stdout.split()) == wanted


def test_a_project_copied_as_text_arrives(tmp_path, capsys, comes_in, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.json").write_bytes(project())
    made = Project.from_json(json.loads(project()))
    comes_in(f"  {shared(made, None).text}\n".encode())
    plain = told(capsys, "train", "p.json", "--epochs", "2")
    assert told(capsys, "train", "-", "--epochs", "2") == plain


def test_a_text_brings_its_table(tmp_path, capsys, comes_in, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "t.csv").write_bytes(TABLE)
    described_ = json.loads(project())
    described_["data"] = {"source": {"name": "table", "path": "t.csv"}}
    made = Project.from_json(described_)
    comes_in(shared(made, None, tmp_path / "own").text.encode())
    assert any("loss" in line for line in told(capsys, "train", "-", "--epochs", "2"))


def test_what_share_prints_is_the_project_wherever_it_is_opened(
    tmp_path, capsys, comes_in, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.json").write_bytes(project())
    assert run(["train", "p.json", "--epochs", "3", "--save", "p.backstep"]) == 0
    capsys.readouterr()
    weights = told(capsys, "trace", "p.backstep", "--updates", "1")
    assert run(["share", "p.backstep"]) == 0
    printed = capsys.readouterr()
    assert printed.out.count("\n") == 1 and is_shared(printed.out) and not printed.err
    assert read_shared(printed.out).project.weights is not None
    (tmp_path / "line.txt").write_text(f"\n {printed.out}", encoding="utf-8")
    comes_in(printed.out.encode())
    for given in ("line.txt", "-"):
        found = told(capsys, "trace", given, "--updates", "1")
        # the same weights; where the run was is not in the line
        first, wanted = json.loads(found[0]), json.loads(weights[0])
        assert first["phase"] == wanted["phase"] and first["update"] == 1
        assert json.loads(found[1]).keys() == json.loads(weights[1]).keys()
    assert run(["share", "line.txt"]) == 0
    assert read_shared(capsys.readouterr().out) == read_shared(printed.out)


def test_share_says_what_is_left_out_and_what_cannot_be(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = described([dense(3000, "tanh"), dense(1)], data={"source": points(9, 2, 1)})
    (tmp_path / "wide.json").write_text(json.dumps(made), encoding="utf-8")
    assert run(["train", "wide.json", "--epochs", "1", "--save", "wide.backstep"]) == 0
    capsys.readouterr()
    assert run(["share", "wide.backstep"]) == 0
    printed = capsys.readouterr()
    assert "too many" in printed.err and read_shared(printed.out).project.weights is None
    with pytest.raises(UserError):
        run(["share", "missing.json"])


def test_a_damaged_text_is_refused(comes_in):
    comes_in(b"backstep:1:abcd")
    with pytest.raises(FileError, match="damaged"):
        run(["train", "-", "--epochs", "1"])
