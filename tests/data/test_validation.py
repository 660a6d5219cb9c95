"""Training, validation and test: which sample goes where, and that nothing leaks between them."""

import numpy as np
import pytest

from core.data.again import with_features_and_scaling
from core.data.dataset import load_dataset
from core.data.samples import SOURCES, Task
from core.errors import DataError, ProjectError
from core.project import DataOptions, Project
from core.training.trainer import Trainer


def dataset(source, seed=0, folder=None, **fields):
    return load_dataset(DataOptions.read({"source": source, **fields}, "data"), seed, folder)


def points(count, classes=2):
    inputs = [[float(i)] for i in range(count)]
    targets = [[float(i % classes == k) for k in range(classes)] for i in range(count)]
    if classes == 2:
        targets = [row[:1] for row in targets]
    return {"name": "points", "inputs": inputs, "targets": targets}


def rows(part):
    return set(part.raw_inputs[:, 0].tolist())


def test_by_share_all_rows_and_none_twice():
    parts = dataset(points(100), test_share=0.2, validation_share=0.3).parts
    assert {name: len(part) for name, part in parts.items()} == {
        "train": 50,
        "test": 20,
        "validation": 30,
    }
    assert rows(parts["train"]) | rows(parts["test"]) | rows(parts["validation"]) == set(range(100))


def test_classes_keep_their_share_in_every_part():
    parts = dataset(points(120, classes=3), test_share=0.25, validation_share=0.25).parts
    for part, size in (("train", 20), ("validation", 10), ("test", 10)):
        assert parts[part].original_targets.sum(axis=0).tolist() == [size] * 3


def test_validation_moves_no_row_of_the_test_part():
    without = dataset(points(80), test_share=0.25)
    with_it = dataset(points(80), test_share=0.25, validation_share=0.25)
    assert rows(without.test) == rows(with_it.test)
    assert without.validation is None


def test_the_seed_decides():
    first, again, other = (
        rows(dataset(points(60), seed, test_share=0.0, validation_share=0.5).validation)
        for seed in (0, 0, 1)
    )
    assert first == again != other


def test_shares_that_leave_nothing_are_refused():
    with pytest.raises(ProjectError, match="leave nothing to train on"):
        dataset(points(10), test_share=0.5, validation_share=0.5)


TABLE = """x,word,part,y
1,a,train,10
2,b,TRAIN,20
,a,training,30
4,a,train,44
100,b,val,50
200,b,dev,60
-300,b,test,70
"""
CAREFUL = {"name": "table", "path": "t.csv", "columns": {}}


def written(tmp_path, text=TABLE):
    (tmp_path / "t.csv").write_text(text)
    return tmp_path


def test_by_a_column(tmp_path):
    """It contains only names of parts, so it is not an input, and a notice says so."""
    made = dataset(CAREFUL, folder=written(tmp_path))
    assert made.train.original_targets[:, 0].tolist() == [10, 20, 30, 44]
    assert made.validation.original_targets[:, 0].tolist() == [50, 60]
    assert made.test.original_targets[:, 0].tolist() == [70]
    assert made.raw_names == ("x", "word=a", "word=b")
    said = "part: says which rows are for training, validation and testing"
    assert any(line.startswith(said) and "part.role=ignored" in line for line in made.notices)


def test_a_column_may_be_chosen_and_must_be_whole(tmp_path):
    text = TABLE.replace("dev", "other")
    with pytest.raises(DataError, match="row 7, column 'part': 'other' is none of train"):
        dataset({**CAREFUL, "columns": {"part": {"role": "split"}}}, folder=written(tmp_path, text))
    made = dataset({**CAREFUL, "columns": {"part": {"role": "ignored"}}}, folder=tmp_path)
    assert len(made.train) + len(made.test) == 7


def test_shares_beside_a_column_are_said_not_to_count(tmp_path):
    made = dataset(CAREFUL, folder=written(tmp_path), validation_share=0.5)
    assert len(made.validation) == 2
    assert any("shares are not used" in line for line in made.notices)


def test_a_column_without_training_rows(tmp_path):
    text = TABLE.replace("train,", "test,").replace("TRAIN", "test").replace("training", "test")
    source = {**CAREFUL, "columns": {"part": {"role": "split"}, "y": {"role": "target"}}}
    with pytest.raises(DataError, match="no row is for training"):
        dataset(source, folder=written(tmp_path, text))


def fitted(made):
    return (
        made.input_scaling.offset,
        made.input_scaling.factor,
        made.target_scaling.offset,
        made.target_scaling.factor,
        np.array([column.fill or 0.0 for column in made.columns]),
    )


@pytest.mark.parametrize("scaling", ["standard", "min_max"])
@pytest.mark.parametrize("fill", ["mean", "median", "most frequent"])
def test_nothing_of_the_held_out_parts_reaches_training(tmp_path, scaling, fill):
    """Whatever is in the rows of validation and test, no number of training changes by a bit."""
    columns = {"x": {"missing": fill}, "y": {"role": "target"}}

    def trained(text):
        description = {
            "format": "backstep-project",
            "version": 1,
            "data": {"source": {**CAREFUL, "columns": columns}, "scaling": scaling},
            "layers": [{"name": "dense", "units": 1}],
            "training": {"batch_size": 2},
        }
        project = Project.from_json(description)
        made = load_dataset(project.data, 0, written(tmp_path, text))
        trainer = Trainer(project, made)
        trainer.run(epochs=3)
        return made, trainer

    made, one = trained(TABLE)
    other, two = trained(
        TABLE.replace("100,b,val,50", "-7e5,a,val,-1").replace("-300,b,test,70", ",b,test,9e6")
    )
    for before, after in zip(fitted(made), fitted(other), strict=True):
        np.testing.assert_array_equal(before, after)
    np.testing.assert_array_equal(made.train.inputs, other.train.inputs)
    np.testing.assert_array_equal(one.state.vector, two.state.vector)
    assert one.evaluate().loss == two.evaluate().loss
    assert one.evaluate().validation_loss != two.evaluate().validation_loss
    assert one.evaluate().test_loss != two.evaluate().test_loss


@pytest.mark.parametrize("kinds", ["uv", "uvw"])
def test_class_weights_come_from_the_training_part(tmp_path, kinds):
    """The classes of the held-out rows change, and no number of training does."""

    def trained(held):
        rows = [f"{i},{i * i % 7},train,{kinds[i % 5 % len(kinds)]}" for i in range(20)]
        rows += [f"{i},{i % 3},val,{held}\n{-i},{i % 4},test,{held}" for i in range(20)]
        (tmp_path / "t.csv").write_text("\n".join(["a,b,set,y", *rows, ""]))
        source = {"name": "table", "path": "t.csv", "columns": {"y": {"role": "target"}}}
        many = len(kinds) > 2
        name = "categorical_cross_entropy" if many else "binary_cross_entropy"
        last = {"units": len(kinds), "activation": "softmax"} if many else {"units": 1}
        description = {
            "format": "backstep-project",
            "version": 1,
            "data": {"source": source, "scaling": "standard"},
            "layers": [{"name": "dense", "activation": "sigmoid", **last}],
            "loss": {"name": name, "class_weights": "balanced"},
        }
        project = Project.from_json(description)
        trainer = Trainer(project, load_dataset(project.data, 0, tmp_path))
        trainer.run(epochs=3)
        return trainer

    one, two = trained("u"), trained("v")
    np.testing.assert_array_equal(one.state.vector, two.state.vector)
    assert one.evaluate().loss == two.evaluate().loss
    assert one.evaluate().test_loss != two.evaluate().test_loss


@pytest.mark.parametrize("scaling", ["standard", "min_max", "none"])
def test_another_scaling_of_what_was_read_is_that_of_the_training_part(tmp_path, scaling):
    """As if the table had been read again."""
    source = SOURCES.read({**CAREFUL, "columns": {"y": {"role": "target"}}}, "source")
    first = DataOptions(source=source, scaling="min_max")
    anew = with_features_and_scaling(
        load_dataset(first, 0, written(tmp_path)), first.features, scaling
    )
    right = load_dataset(DataOptions(source=source, scaling=scaling), 0, tmp_path)
    for name, part in right.parts.items():
        np.testing.assert_array_equal(anew.parts[name].inputs, part.inputs)
        np.testing.assert_array_equal(anew.parts[name].targets, part.targets)


def test_a_regression_is_split_at_random():
    source = {"name": "plane", "samples": 200}
    made = dataset(source, test_share=0.25, validation_share=0.1)
    assert made.task is Task.REGRESSION
    assert {name: len(part) for name, part in made.parts.items()} == {
        "train": 130,
        "test": 50,
        "validation": 20,
    }
