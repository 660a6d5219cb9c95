"""A project as one line of text: it comes back the same, and nothing else comes of it."""

import base64
import json
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.documents.opening import examples_folder, opening_project
from core.documents.shared_text import MOST_LETTERS, is_shared, read_shared, shared
from core.errors import FileError, UserError
from core.project import Project, read_weights
from core.run.alone import Alone
from core.run.commands import AskText, Load, Play, SetEnd
from tests.amount import some
from tests.nets import dense, points, project


def line(content) -> str:
    packed = zlib.compress(json.dumps(content).encode())
    return "backstep:1:" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def test_a_project_comes_back_the_same():
    made = project([dense(3, "tanh"), dense(1, "sigmoid")], seed=4, name="Ünïque")
    found = shared(made, None)
    assert "\n" not in found.text and found.text.startswith("backstep:1:") and not found.weights
    assert len(found.text) < 2_000
    assert is_shared(found.text)
    assert read_shared(found.text).project == made


def test_trained_weights_come_along_to_the_last_bit():
    alone = Alone()
    alone.do(Load(project([dense(3, "tanh"), dense(1, "sigmoid")])))
    alone.do(SetEnd(5))
    alone.do(Play())
    found = alone.ask(AskText(alone.run.trainer.project), "text_made")
    assert found.weights
    other = Alone()
    other.do(Load(read_shared(found.text).project))
    assert np.array_equal(other.run.trainer.state.parameters, alone.run.trainer.state.parameters)
    assert other.run.trainer.update == 0


@pytest.mark.parametrize("wrapped", [" {} ", "\n{}\n\n", None])
def test_what_a_mail_program_adds_does_not_matter(wrapped):
    text = shared(opening_project(), None).text
    text = (
        "\n".join(text[i : i + 72] for i in range(0, len(text), 72))
        if wrapped is None
        else (wrapped.format(text))
    )
    assert read_shared(text).project == opening_project()


@settings(max_examples=some(60), deadline=None)
@given(st.data())
def test_a_damaged_text_is_one_clear_error(data):
    text = shared(opening_project(), None).text
    at = data.draw(st.integers(11, len(text) - 1))
    how = data.draw(st.sampled_from(["cut", "other", "gone"]))
    letter = "A" if text[at] != "A" else "B"
    damaged = {
        "cut": text[:at],
        "other": text[:at] + letter + text[at + 1 :],
        "gone": text[:at] + text[at + 1 :],
    }[how]
    try:
        found = read_shared(damaged).project
    except FileError as error:
        assert "damaged" in error.message and error.hint
    else:
        assert found == opening_project()  # unused bits of the last letter


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("backstep:1:", "damaged"),
        ("backstep:1:ü", "damaged"),
        ("backstep:2:abc", "version 2"),
        (line([]), "damaged"),
        (line({"project": 3}), "holds no project"),
        (line({"project": {}, "code": "x"}), "damaged"),
        ("backstep:1:" + "A" * 5_000_000, "too long"),
        ("something else", "damaged"),
    ],
)
def test_other_texts_are_refused(text, words):
    with pytest.raises(UserError, match=words):
        read_shared(text)


def test_a_small_text_cannot_unpack_without_bound():
    bomb = zlib.compress(b" " * (64 * 1024**2), 9)
    text = "backstep:1:" + base64.urlsafe_b64encode(bomb).decode()
    assert len(text) < 100_000
    with pytest.raises(FileError, match="unpacks to more than"):
        read_shared(text)


def test_no_file_that_a_text_names_is_read(tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n")
    made = opening_project().to_json()
    for name in (str(secret), "../secret.csv", "secret.csv", "."):
        made["data"]["source"] = {"name": "table", "path": name}
        with pytest.raises(UserError, match="did not come with the text"):
            read_shared(line({"project": made}))


def test_the_persons_own_table_comes_along(tmp_path):
    (tmp_path / "two.csv").write_text("a,b\n1,2\n3,4\n")
    made = opening_project().to_json()
    made["data"]["source"] = {"name": "table", "path": "two.csv"}
    made = Project.from_json(made)
    found = read_shared(shared(made, None, tmp_path).text)
    assert found.table == b"a,b\n1,2\n3,4\n"
    assert found.with_table(tmp_path / "x.csv").data.source.file == str(tmp_path / "x.csv")
    with pytest.raises(FileError):
        shared(made, None, tmp_path / "nowhere")


def test_tables_of_the_program_are_named_only():
    path = examples_folder() / "iris.json"
    made = Project.from_json(json.loads(path.read_text(encoding="utf-8")))
    assert read_shared(shared(made, None).text).table is None


@pytest.mark.thorough
def test_without_room_the_weights_are_left_out_and_then_it_is_refused():
    wide = project([dense(2_000, "tanh"), dense(1, "sigmoid")])
    random = np.random.default_rng(0)
    weights = (
        (("weight", random.normal(size=(2, 2_000))), ("bias", random.normal(size=2_000))),
        (("weight", random.normal(size=(2_000, 1))), ("bias", random.normal(size=1))),
    )
    given = read_weights([dict(entry) for entry in map(as_lists, weights)], "weights")
    found = shared(wide, given)
    assert found.left_out and not found.weights and len(found.text) <= MOST_LETTERS
    assert read_shared(found.text).project == wide
    with pytest.raises(FileError, match="letters"):
        shared(project(data=points(samples=9_000)), None)


def as_lists(entry):
    return [(name, array.tolist()) for name, array in entry]
