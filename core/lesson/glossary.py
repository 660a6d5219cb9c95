"""The words of the field that the window uses, each in a sentence or two."""

import re
from functools import lru_cache

from core.words import translate

_C = "Glossary"


@lru_cache(maxsize=1)
def _terms() -> tuple[tuple[str, str], ...]:
    """Return the terms and what they mean; a longer term comes before those within it."""
    terms = {
        translate(_C, "learning rate"): translate(
            _C, "How far each update goes against the gradient. Too large overshoots, too small "
            "crawls."
        ),
        translate(_C, "training loss"): translate(
            _C, "The loss over the training part: what training makes smaller."
        ),
        translate(_C, "test loss"): translate(
            _C, "The loss over samples that training never sees: it tells how well the network "
            "generalises."
        ),
        translate(_C, "loss"): translate(
            _C, "How wrong the network's answers are, as one number; training makes it smaller."
        ),
        translate(_C, "accuracy"): translate(_C, "The share of samples whose class is right."),
        translate(_C, "epoch"): translate(_C, "One pass through all training samples."),
        translate(_C, "update"): translate(
            _C, "One change of all weights, from the gradient of one batch."
        ),
        translate(_C, "phase"): translate(
            _C, "A part of an update: drawing a batch, a layer forward, the loss, a layer "
            "backward, the change of the weights."
        ),
        translate(_C, "batch size"): translate(
            _C, "How many samples go into one update; their gradients are averaged."
        ),
        translate(_C, "batch"): translate(_C, "The samples of one update."),
        translate(_C, "weight"): translate(
            _C, "The number that an input of a neuron is multiplied by; it is learned."
        ),
        translate(_C, "bias"): translate(
            _C, "The number that is added to a neuron's sum; it is learned."
        ),
        translate(_C, "activation"): translate(
            _C, "The function that bends a neuron's sum z into its output a."
        ),
        translate(_C, "gradient"): translate(
            _C, "The slope of the loss by every weight: in which direction, and how steeply, it "
            "rises."
        ),
        translate(_C, "neuron"): translate(
            _C, "Multiplies its inputs by weights, adds a bias, and bends the sum."
        ),
        translate(_C, "layer"): translate(_C, "Neurons side by side with the same inputs."),
        translate(_C, "surface"): translate(
            _C, "The network's answer at every place of a plane of two inputs."
        ),
        translate(_C, "feature"): translate(
            _C, "An input made from the raw ones, such as x₁² or x₁·x₂."
        ),
        translate(_C, "noise"): translate(_C, "How far generated points are scattered."),
        translate(_C, "confusion"): translate(
            _C, "How often each class is taken for each other one."
        ),
        translate(_C, "optimizer"): translate(
            _C, "The rule by which gradients become changes of the weights."
        ),
        translate(_C, "regularization"): translate(
            _C, "A penalty on large weights, against learning samples by heart."
        ),
        translate(_C, "schedule"): translate(_C, "How the learning rate changes over the epochs."),
        translate(_C, "seed"): translate(
            _C, "The number that random draws begin with: the same seed gives the same run."
        ),
        translate(_C, "timeline"): translate(
            _C, "The recorded run: any moment of it can be gone back to, to the last bit."
        ),
        translate(_C, "probe"): translate(_C, "An input of your own, sent through the network."),
        translate(_C, "test part"): translate(_C, "Samples held back, never trained on."),
        translate(_C, "run"): translate(_C, "One training from its start; earlier ones are kept."),
        translate(_C, "threshold"): translate(
            _C, "The output from which a sample counts as the second of two classes."
        ),
    }  # fmt: skip
    return tuple(sorted(terms.items(), key=lambda pair: -len(pair[0])))


def explained(text: str, most: int = 3) -> list[tuple[str, str]]:
    """Return the terms in a text with their meanings, in the order of the text."""
    left, found = text, []
    for term, meaning in _terms():
        match = re.search(rf"\b{re.escape(term)}(?:s|es)?\b", left, re.IGNORECASE)
        if match is not None:
            found.append((match.start(), term, meaning))
            blank = " " * (match.end() - match.start())
            left = left[: match.start()] + blank + left[match.end() :]
    return [(term, meaning) for _, term, meaning in sorted(found)[:most]]
