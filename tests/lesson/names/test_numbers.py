"""What single numbers and whole arrays are called, in undo, titles and tables."""

from core.lesson.names.arrays import array_words, noun, plural, said_words
from core.lesson.names.numbers import number_words, of_unit, place, symbol, title
from core.lesson.names.units import neuron_words, output_names, unit_names
from core.lesson.parts import Part, bias, exists, weight
from core.pictures.snapshot import LayerPicture
from core.run.makers.snapshots import layer_pictures
from tests.gui.made import facts, network
from tests.nets import dense, project, trainer_of

DEEP = network(2, 12, 3, 1)


def test_a_number_in_words():
    assert number_words(DEEP, facts(), 0, "weight", (0, 1)) == "weight x₁ → a⁽¹⁾₂, hidden layer 1"
    assert number_words(DEEP, None, 1, "bias", (2,)) == "bias of a⁽²⁾₃, hidden layer 2"
    assert number_words(DEEP, facts(), 2, "weight", (0, 0)) == "weight a⁽²⁾₁ → ŷ, the output layer"
    assert number_words((), None, 0, "bias", (1,)) == "b⁽¹⁾₂, layer 1"


def test_a_number_of_a_layer_without_neurons_belongs_to_those_before():
    made = project([dense(3, "tanh"), {"name": "batch_norm"}, dense(1)])
    layers = layer_pictures(trainer_of(made))
    part = Part(1, "running_mean", (1,))
    assert place(part, layers, None) == "a⁽²⁾₂"
    assert number_words(layers, None, 1, "scale", (1,)) == "scale of a⁽²⁾₂, batch normalization"
    assert title(Part(1, "scale", (0,)), layers, facts()) == "γ⁽²⁾₁, a⁽²⁾₁ · batch normalization"
    assert array_words(layers, 1, "running_mean") == "all running means of batch normalization"


def test_what_the_engine_names_by_its_path():
    assert said_words(DEEP, "layers.0.weight") == "weights of hidden layer 1"
    assert said_words(DEEP, "layers.2.gradient_weight") == "∂L/∂w of the output layer"
    assert said_words(DEEP, "layers.1.z") == "z of hidden layer 2"
    assert said_words(DEEP, "loss") == "loss" and said_words((), "layers.0.z") == "z of layer 1"


def test_a_place_that_has_no_name_is_counted():
    assert place(Part(0, "weight", (7, 20)), DEEP, None) == "8 → 21"


def test_titles_name_the_layer_where_the_symbol_does_not_tell_it():
    one = network(2, 2, 1)
    assert title(weight(0, 0, 0), one, facts()) == "w⁽¹⁾₁₁, x₁ → h₁"
    assert title(weight(0, 0, 0), DEEP, facts()) == "w⁽¹⁾₁₁, x₁ → a⁽¹⁾₁ · hidden layer 1"
    assert title(bias(2, 0), DEEP, facts()) == "b⁽³⁾₁, ŷ"
    assert symbol(weight(1, 11, 2), DEEP) == "w⁽²⁾₁₂,₃"
    assert title(weight(1, 0, 0), one, facts()) == "w⁽²⁾₁₁, h₁ → ŷ"
    assert title(weight(0, 1, 0), network(2, 1), facts()) == "w₂, x₂ → ŷ"
    assert symbol(bias(0, 0), network(2, 1)) == "b"


def test_arrays_and_units():
    assert array_words(DEEP, 2, "weight") == "all weights of the output layer"
    assert array_words(DEEP, 1, "") == "hidden layer 2"
    assert array_words(DEEP, 0, "", unit=4) == neuron_words(DEEP, 0, 4)
    assert neuron_words(DEEP, 0, 4) == "neuron 5 of hidden layer 1"
    assert (noun("running_mean"), plural("bias")) == ("running mean", "biases")
    assert (noun("inner_gain"), of_unit("bias", "h₁")) == ("inner gain", "bias of h₁")
    assert unit_names(None, DEEP, 1) == ("a⁽²⁾₁", "a⁽²⁾₂", "a⁽²⁾₃")
    assert unit_names(None, network(2, 3, 1), 0) == ("h₁", "h₂", "h₃")
    assert unit_names(None, DEEP, 2) == ("ŷ",)
    assert output_names(None, 2) == ("ŷ₁", "ŷ₂") and output_names(facts(), 1) == ("ŷ",)


def test_only_what_is_learned_is_a_number_to_ask_about():
    strange = LayerPicture("strange", "strange", 2, 2, "", {})
    assert exists(weight(0, 0, 0), DEEP) and not exists(weight(0, 9, 0), DEEP)
    assert not exists(None, DEEP) and not exists(Part(0, "running_mean", (0,)), (strange,))
