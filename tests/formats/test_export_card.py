"""Model cards: what they say is what the network has."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from core import __version__
from core.errors import FileError
from core.formats.card.exporting import figures_in
from core.formats.card.figures import worked_out
from core.formats.exporters import export
from core.run.trained import trained_of
from tests.amount import some
from tests.formats.trained import classes, regression, trained_networks
from tests.nets import dense, points, trainer


def test_a_card_says_what_there_is(tmp_path):
    one, path = regression(), tmp_path / "net.md"
    found = export(trained_of(one), path)
    assert found.how == "every figure recomputed by NumPy"
    card = path.read_text(encoding="utf-8")
    for text in (
        "# Größe",
        "Trained for 5 epochs, 15 updates.",
        "- split: train 9, test 3 samples; seed 0",
        "- scaling: standard, of inputs and targets",
        "| 2 | dense | 4 | 4 | tanh | 20 |",
        "- optimizer: adam, learning_rate ",
        "- batch: 4, shuffled every epoch",
        f"- Backstep {__version__}",
    ):
        assert text in card, text
    evaluated = one.figures.evaluate()
    figures = figures_in(card)
    assert figures["train"]["loss"] == pytest.approx(evaluated.loss, rel=1e-8)
    assert figures["test"]["loss"] == pytest.approx(evaluated.test_loss, rel=1e-8)
    assert figures["test"].keys() == {"loss", *evaluated.test_metrics}


def test_classes_are_named(tmp_path):
    one, path = classes(), tmp_path / "net.md"
    export(trained_of(one), path)
    card = path.read_text(encoding="utf-8")
    assert f"- classes: {', '.join(one.dataset.classes)}" in card
    assert figures_in(card)["train"]["accuracy"] == pytest.approx(1 / 3)


def test_a_wrong_figure_is_found_out(tmp_path):
    trained = trained_of(regression())
    figures = worked_out(trained)
    figures["test"]["loss"] *= 1 + 1e-6
    with pytest.raises(FileError, match="the loss of the test part was checked and is not right"):
        export(replace(trained, figures=lambda: figures), tmp_path / "net.md")
    assert not (tmp_path / "net.md").exists()


def test_without_training_it_says_so(tmp_path):
    one = trainer([dense(1)], data={"source": points(5, 2, 1)}, name="a|b*c")
    export(trained_of(one), tmp_path / "net.md")
    card = (tmp_path / "net.md").read_text(encoding="utf-8")
    assert "Not trained: these are its starting weights." in card
    assert card.startswith("# a\\|b\\*c\n")


@settings(max_examples=some(20), deadline=None, suppress_health_check=list(HealthCheck))
@given(made=trained_networks())
def test_any_network(tmp_path_factory, made):
    trained = trained_of(made[0])
    path = tmp_path_factory.mktemp("card") / "net.md"
    export(trained, path)
    parts = figures_in(path.read_text(encoding="utf-8"))
    assert parts.keys() == trained.figures().keys()
