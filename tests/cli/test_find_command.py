"""The command `find`: what it prints, and its exit statuses."""

import json

import pytest

from core.cli.program import run
from core.disk.json_text import to_json
from core.errors import UserError
from core.training.timeline import Timeline
from tests.nets import described, trainer

XOR = {"training": {"epochs": 60}, "optimizer": {"name": "sgd", "learning_rate": 1.0}}


@pytest.fixture
def xor(tmp_path):
    path = tmp_path / "xor.json"
    path.write_text(to_json(described(**XOR)), encoding="utf-8")
    return path


def losses(updates):
    timeline = Timeline(trainer(**XOR))
    found = [timeline.trainer.evaluate().loss]
    for _ in range(updates):
        timeline.run(updates=1, seconds=1.0)
        found.append(timeline.trainer.evaluate().loss)
    return found


def found(capsys, *arguments):
    status = run(["find", *map(str, arguments), "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_a_project_is_trained_as_far_as_it_says(capsys, xor):
    values = losses(60)
    limit = values[40]
    expected = next(i for i, value in enumerate(values) if value <= limit)
    status, said = found(capsys, xor, f"loss <= {limit!r}")
    assert (status, said) == (0, {"update": expected, "address": "loss", "value": values[expected]})
    status, said = found(capsys, xor, f"loss <= {limit!r}", "--epochs", 10)
    assert (status, said) == (0, {"update": None, "address": "loss", "value": None})


def test_a_saved_run_is_trained_anew_where_nothing_was_recorded(capsys, xor, tmp_path):
    saved = tmp_path / "xor.backstep"
    run(["train", str(xor), "--epochs", "30", "--save", str(saved)])
    values = losses(50)
    capsys.readouterr()
    for at in (12, 30):
        assert found(capsys, saved, f"loss <= {values[at]!r}")[1]["update"] == at
    assert found(capsys, saved, f"loss <= {values[45]!r}")[1]["update"] is None
    assert found(capsys, saved, f"loss <= {values[45]!r}", "--epochs", 20)[1]["update"] == 45


def test_what_was_changed_on_the_way_is_not_trained_anew(capsys, xor, tmp_path):
    first, second = tmp_path / "first.backstep", tmp_path / "second.backstep"
    run(["train", str(xor), "--epochs", "10", "--save", str(first)])
    run(["train", str(first), "--set", "optimizer.learning_rate=0.5", "--epochs", "10", "--save",
         str(second)])  # fmt: skip
    capsys.readouterr()
    assert found(capsys, second, "update >= 0")[1]["update"] == 20


def test_in_words(capsys, xor):
    assert run(["find", str(xor), "update >= 3"]) == 0
    assert capsys.readouterr().out == "update 3, epoch 3: update is 3\n"
    assert run(["find", str(xor), "loss < -1"]) == 0
    assert capsys.readouterr().out == "in no update from 0 to 60: loss < -1\n"


def test_divergence_is_status_3(capsys, tmp_path):
    path = tmp_path / "wild.json"
    made = described(training={"epochs": 9}, optimizer={"name": "sgd", "learning_rate": 1e300})
    path.write_text(to_json(made), encoding="utf-8")
    assert run(["find", str(path), "loss < -1"]) == 3
    assert "then training diverged" in capsys.readouterr().out


def test_nothing_says_when_to_stop(tmp_path):
    path = tmp_path / "endless.json"
    path.write_text(to_json(described()), encoding="utf-8")
    with pytest.raises(UserError, match="nothing says when to stop"):
        run(["find", str(path), "loss < 0.1"])


def test_a_bad_condition_is_said_before_the_file_is_opened(tmp_path):
    with pytest.raises(UserError, match="compares nothing"):
        run(["find", str(tmp_path / "none.json"), "loss"])


def test_the_help_has_examples(capsys):
    with pytest.raises(SystemExit):
        run(["find", "--help"])
    assert "W1[2,1] changes sign" in " ".join(capsys.readouterr().out.split())
