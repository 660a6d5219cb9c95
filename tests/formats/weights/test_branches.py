"""A state dict that may not be a chain of layers is asked about; plain chains never are."""

import itertools

import numpy as np
import pytest
from safetensors.numpy import save

from core.errors import FileError
from core.formats.importers import importers
from tests.formats.test_import_asked import asked, npz

RNG = np.random.default_rng(8)
ANSWERS = {"hidden": "tanh", "output": "linear"}
PACKED = [(npz, ".npz"), (lambda **arrays: save(arrays), ".safetensors")]


def arrays_of(names, sizes, bias=True):
    """Layers as PyTorch writes them; `sizes` are of a chain, or (inputs, units) of every layer."""
    shapes = list(itertools.pairwise(sizes)) if isinstance(sizes[0], int) else sizes
    found = {}
    for name, (inputs, units) in zip(names, shapes, strict=True):
        found[f"{name}.weight"] = RNG.normal(size=(units, inputs))
        if bias:
            found[f"{name}.bias"] = RNG.normal(size=units)
    return found


S = (8, 8)
BRANCHED = {
    "two heads": (["trunk", "head_a", "head_b"], [(3, 8), S, (8, 2)], "head_a, head_b"),
    "two heads by number": (["trunk", "head1", "head2"], [(3, 8), S, (8, 2)], "head1, head2"),
    "a list of heads": (["trunk", "heads.0", "heads.1"], [(3, 8), S, (8, 2)], "heads.0, heads.1"),
    "two outputs": (["fc", "out_1", "out_2"], [(3, 8), S, (8, 2)], "out_1, out_2"),
    "policy and value": (["body", "policyHead", "valueHead"], [(3, 8), S, (8, 2)], "valueHead"),
    "actor and critic": (
        ["actor.0", "actor.2", "critic.0", "critic.2"],
        [(3, 8), (8, 3), (3, 8), (8, 2)],
        "actor.0, critic.0",
    ),
    "mean and variance": (["fc1", "fc_mu", "fc_log_var", "fc4"], [(3, 8), S, S, (8, 2)], "fc_mu"),
    "a way around": (["fc1", "skip", "fc2"], [(3, 8), S, (8, 2)], "skip"),
    "a shortcut": (["0.lin", "0.downsample.0", "1"], [(3, 8), S, (8, 2)], "0.downsample.0"),
    "a block of residuals": (["fc1", "res_block.fc1", "fc2"], [(3, 8), S, (8, 2)], "res_block"),
    "attention": (["emb_in", "q", "k", "v", "o"], [(3, 8), S, S, S, (8, 2)], "stand side by side"),
    "gates": (["fc", "gate_proj", "down"], [(3, 8), S, (8, 2)], "gate_proj"),
    "a student and a teacher": (["student", "teacher"], [(3, 3), (3, 2)], "student, teacher"),
    "numbers that say another order": (["fc1", "fc2a", "fc2b"], [(8, 3), (3, 8), (3, 2)], "fc2a →"),
}


@pytest.mark.parametrize("packed", PACKED, ids=["npz", "safetensors"])
@pytest.mark.parametrize("kind", BRANCHED)
def test_what_may_be_no_chain_is_asked_about(kind, packed):
    names, shapes, word = BRANCHED[kind]
    pack, suffix = packed
    content = pack(**arrays_of(names, shapes))
    (doubt, *_) = importers()[suffix].imported(content, f"a{suffix}").left.doubts
    assert word in doubt or kind in ("attention", "mean and variance")
    assert "chain" in asked(content, suffix, 3, 2, **ANSWERS), doubt
    left = asked(content, suffix, 3, 2, chain="yes", **ANSWERS)
    assert left == ["order"] or not isinstance(left[0], str)


def test_a_table_of_an_index_and_one_matrix_lying_otherwise_are_asked_about():
    arrays = {"embedding.weight": RNG.normal(size=(3, 3)), **arrays_of(["fc"], [(3, 2)])}
    assert asked(npz(**arrays), ".npz", 3, 2, **ANSWERS) == ["chain"]
    heads = arrays_of(["trunk", "one", "two"], [(3, 8), (8, 2), (8, 2)], bias=False)
    (doubt, *_) = importers()[".npz"].imported(npz(**heads), "a.npz").left.doubts
    assert "turned" in doubt and "PyTorch" in doubt


@pytest.mark.parametrize(
    ("names", "shapes", "words"),
    [
        (["trunk", "head_a", "head_b"], [(3, 8), (8, 4), (8, 2)], "head_a, head_b stand side by"),
        (["fc1", "fc2", "fc3"], [(3, 8), (11, 5), (5, 2)], "fc2 may take the inputs and fc1"),
        (["fc1", "fc21", "fc22"], [(3, 8), (8, 5), (8, 4)], "fc21, fc22 all take the 8 numbers"),
    ],
)
def test_what_fits_in_no_order_is_refused_with_what_it_may_be(names, shapes, words):
    with pytest.raises(FileError) as caught:
        importers()[".npz"].imported(npz(**arrays_of(names, shapes)), "a.npz")
    assert words in caught.value.message and "one behind another" in caught.value.hint


def test_layers_that_are_one_are_said():
    one = RNG.normal(size=(3, 3))
    content = npz(**{"fc1.weight": one, "fc2.weight": one, "fc3.weight": one[:2]})
    (said,) = [x for x in importers()[".npz"].imported(content, "a").notices if "same" in x]
    assert "fc1 and fc2" in said


PLAIN = [
    ["backbone.0", "backbone.2", "head"],
    ["head.0", "head.2", "head.4"],
    ["out1", "out2", "out3"],
    ["encoder.0", "encoder.2", "decoder.0", "decoder.2"],
    ["block1.fc1", "block1.fc2", "block2.fc1", "block2.fc2"],
    ["value_net.0", "value_net.2"],
    ["policy"],
    ["W_in", "mix", "readout"],
    ["res_out1", "res_out2"],
    ["classifier.1", "classifier.4", "classifier.6"],
    ["module._orig_mod.layer_0", "module._orig_mod.layer_1"],
    ["embed", "core", "logits"],
    ["fc_in", "fc_mid", "fc_out"],
    ["l1", "l2", "out"],
]


@pytest.mark.parametrize("names", PLAIN, ids=" ".join)
@pytest.mark.parametrize("square", [False, True])
def test_plain_chains_with_odd_names_are_not(names, square):
    inner = [5] * (len(names) - 1) if square else list(range(4, 3 + len(names)))
    sizes = [3, *inner, 2]
    arrays = arrays_of(names, sizes)
    imported = importers()[".npz"].imported(npz(**arrays), "a.npz")
    assert imported.left.doubts == ()
    hidden = ANSWERS if len(names) > 1 else {"output": "linear"}
    answers = {**hidden, "order": ",".join(map(str, range(len(names))))}
    raw, found = asked(npz(**arrays), ".npz", 3, 2, **answers)
    for i, name in enumerate(names):
        raw = raw @ arrays[f"{name}.weight"].T + arrays[f"{name}.bias"]
        raw = raw if i == len(names) - 1 else np.tanh(raw)
    np.testing.assert_allclose(found, raw, rtol=1e-9, atol=1e-12)


@pytest.mark.thorough
def test_sizes_do_not_make_a_plain_chain_doubtful():
    rng = np.random.default_rng(5)
    for names in PLAIN:
        for _ in range(40):
            sizes = rng.integers(1, 9, size=len(names) + 1).tolist()
            for pack, suffix in PACKED:
                content = pack(**arrays_of(names, sizes))
                imported = importers()[suffix].imported(content, f"a{suffix}")
                assert imported.left.doubts == (), (names, sizes)


def test_layers_that_follow_at_once_by_their_numbers_have_no_activation():
    arrays = arrays_of(["0", "1", "3"], [3, 4, 5, 2])
    raw, found = asked(npz(**arrays), ".npz", 3, 2, hidden="relu", output="linear")
    z = (raw @ arrays["0.weight"].T + arrays["0.bias"]) @ arrays["1.weight"].T + arrays["1.bias"]
    z = np.maximum(z, 0.0) @ arrays["3.weight"].T + arrays["3.bias"]
    np.testing.assert_allclose(found, z, rtol=1e-9, atol=1e-12)
    # a list of layers is counted like this as well, whatever is done between them
    norm = {f"net.1.{key}": np.ones(4) for key in ("weight", "bias", "running_mean", "running_var")}
    listed = arrays_of(["net.0", "net.2"], [3, 4, 2])
    assert asked(npz(**listed, **norm), ".npz", 3, 2, **ANSWERS) == ["normalization"]


def test_a_mask_of_yes_and_no_is_asked_about():
    arrays = arrays_of(["fc"], [(3, 2)])
    content = npz(**arrays, mask=np.array([[True, False, True], [False, True, True]]))
    assert asked(content, ".npz", 3, 2, output="linear") == ["aside"]
