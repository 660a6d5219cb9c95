"""The text of the Keras script; `$…` are filled in for a network.

Everything that is the same for every network is here, so that it can be read as a script.
"""

from string import Template

SCRIPT = Template('''"""$title

$about

    python SCRIPT                            check: some samples, and the difference from Backstep
    python SCRIPT TABLE.csv                  predict: columns by name, one sample per row
    python SCRIPT --epochs 100               train further, and print the loss of every epoch
    python SCRIPT --epochs 100 TABLE.csv     the same on a table: inputs, then targets, as numbers

--save OUT.npz keeps what was learned; replace the file beside this script with it, and the script
starts from that. The network itself takes what `prepare` returns, also when Keras saves it:
load().save("net.keras").

$starts
"""

import argparse
import csv
import datetime
import math
import os
import re
import sys
from importlib.util import find_spec
from pathlib import Path

# Keras computes with TensorFlow, JAX or PyTorch; KERAS_BACKEND says with which.
if "KERAS_BACKEND" not in os.environ and find_spec("tensorflow") is None:
    os.environ["KERAS_BACKEND"] = "jax" if find_spec("jax") else "torch"
$wide
import keras
import numpy as np
from keras import activations, ops

HERE = Path(__file__).resolve()
WEIGHTS = HERE.with_name(HERE.name.removesuffix(".py").removesuffix(".keras") + ".npz")

dtype = "$precision"
keras.config.set_floatx(dtype)
batch_size = $batch_size  # per update; None: all samples
shuffle = $shuffle
updates_done = $updates

with np.load(WEIGHTS) as file:
    stored = dict(file)
input_offset, input_factor = stored["inputs/offset"], stored["inputs/factor"]
target_offset, target_factor = stored["targets/offset"], stored["targets/factor"]

# The arrays of the file, in the order of Keras's weights.
$names

$functions
def load():
    """The network with its weights."""
    network = keras.Sequential([
        keras.Input(($inputs,)),
$layers
    ])
    network.set_weights([stored[name] for name in names])
    return network


learning_rate = $rate
optimizer = $optimizer
loss = $loss


def factor(t):
    """The factor on the learning rate after t updates."""
$factor


def prepare(X):
    """The network's inputs, computed from the unscaled ones, (samples, $raw)."""
    X = np.asarray(X, dtype=np.float64)
$features    return ((X - input_offset) * input_factor).astype(dtype)


def predict(network, X):
    """The outputs for unscaled inputs, in the units of the targets."""
    A = np.asarray(network.predict(prepare(X), batch_size=1024, verbose=0), dtype=np.float64)
    known = target_factor != 0  # 0 marks a column with a single value
    spread = np.where(known, 1 / np.where(known, target_factor, 1.0), 0.0)
    return A * spread + target_offset


def train(network, X, y, epochs):
    """Train for some epochs; prints the mean loss of each, penalties included."""
    X, y = prepare(X), (np.asarray(y, dtype=np.float64) - target_offset) * target_factor
    y, size, t = y.astype(dtype), min(batch_size or len(X), len(X)), updates_done
    network.compile(optimizer=optimizer, loss=loss)
    order, rng = np.arange(len(X)), np.random.default_rng()
    for epoch in range(epochs):
        if shuffle:
            rng.shuffle(order)
        network.reset_metrics()
        for start in range(0, len(X), size):
            rows = order[start : start + size]
            network.optimizer.learning_rate = learning_rate * factor(t)
            value = network.train_on_batch(X[rows], y[rows])
            t += 1
        print(f"epoch {epoch + 1}: loss {float(value):.6g}", flush=True)
    return network


$tables


def read_numbers(path):
    """The rows of a CSV table of numbers; a first row of names is skipped."""
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            rows = [row for row in csv.reader(file) if any(row)]
        if rows and not all(map(is_number, rows[0])):
            rows = rows[1:]
        return np.array([[float(cell) for cell in row] for row in rows], ndmin=2)
    except (OSError, ValueError) as error:
        sys.exit(f"error: {path} cannot be read: {error}")


$data

$check


def main():
    """Check, predict, or train further."""
    parser = argparse.ArgumentParser(description="predict, or with --epochs train further")
    parser.add_argument("table", nargs="?", help="CSV of inputs; to train, inputs and targets")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--save", type=Path, help="write the weights here after training")
    given = parser.parse_args()
    if given.epochs is None:
        if given.table is None:
            check(load())
        else:
            print_predictions(predict(load(), read_table(given.table)).tolist())
        return
    if optimizer is None:
        sys.exit("error: $missing")
    if given.table is not None:
        rows = read_numbers(given.table)
    elif X is None:
        sys.exit("error: the training data are not in this script: give a table")
    else:
        rows = np.column_stack([X, y])
    if rows.shape[1] != $raw + $outputs:
        sys.exit("error: a table to train on has $raw inputs and $outputs targets, as numbers")
    network = train(load(), rows[:, :$raw], rows[:, $raw:], given.epochs)
    if given.save is not None:
        np.savez(given.save, **{**stored, **dict(zip(names, network.get_weights()))})


if __name__ == "__main__":
    main()
''')
