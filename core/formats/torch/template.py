"""The text of the PyTorch script; `$…` are filled in for a network.

Everything that is the same for every network is here, so that it can be read as a script.
"""

from string import Template

SCRIPT = Template('''"""$title

$about

    python SCRIPT TABLE.csv                  predict: columns by name, one sample per row
    python SCRIPT --epochs 100               train further, and print the loss of every epoch
    python SCRIPT --epochs 100 TABLE.csv     the same on a table: inputs, then targets, as numbers
    torchrun --nproc-per-node 4 SCRIPT --epochs 100 TABLE.csv     the same on several devices

A first row of names is skipped. --save OUT.safetensors keeps what was learned; replace the file
beside this script with it, and the script starts from that. The optimizer starts from scratch; the
weights, and the position in the learning rate schedule, are kept.
"""

import argparse
import csv
import datetime
import json
import math
import os
import re
import sys
from pathlib import Path

import torch
from torch import distributed, nn
from torch.nn import functional
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset

HERE = Path(__file__).resolve()
WEIGHTS = HERE.with_name(HERE.name.removesuffix(".py").removesuffix(".torch") + ".safetensors")

dtype = torch.$precision
inputs, outputs = $inputs, $outputs
batch_size = $batch_size  # per update, on all devices together; None: all samples
shuffle = $shuffle
updates_done = $updates


class Network(nn.Module):
    """The layers with their activations."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([
$layers
        ])
        self.activations = nn.ModuleList([
$activations
        ])
        self.output = $output

    def forward(self, x):
        """The sums of the last layer, before its activation."""
        for layer, activation in zip(self.layers, self.activations):
            x = activation(layer(x))
        return x

$modules
def read_safetensors(path):
    """Return the tensors by name, and the metadata. The format: a length, a JSON header, bytes."""
    content = path.read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, told in header.items():
        begin, end = told["data_offsets"]
        part = bytearray(content[start + begin : start + end])
        kind = {"F64": torch.float64, "F32": torch.float32}[told["dtype"]]
        tensors[name] = torch.frombuffer(part, dtype=kind).reshape(told["shape"]).clone()
    return tensors, metadata


def write_safetensors(path, tensors, metadata):
    """Write tensors by name, and the metadata, in the same format."""
    header, parts, start = {"__metadata__": metadata}, [], 0
    for name, tensor in tensors.items():
        part = tensor.detach().cpu().contiguous().numpy().tobytes()
        told = {"dtype": "F64" if tensor.dtype == torch.float64 else "F32"}
        told |= {"shape": list(tensor.shape), "data_offsets": [start, start + len(part)]}
        header[name] = told
        parts.append(part)
        start += len(part)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text + b"".join(parts))


tensors, metadata = read_safetensors(WEIGHTS)


def scaling(part):
    """Offset and factor of every column: scaled = (unscaled - offset) * factor."""
    numbers = (json.loads(metadata[f"{part}.{key}"]) for key in ("offset", "factor"))
    return [torch.tensor(values, dtype=torch.float64) for values in numbers]


input_offset, input_factor = scaling("inputs")
target_offset, target_factor = scaling("targets")


def load():
    """The network with its weights."""
    network = Network().to(dtype)
    found = network.load_state_dict(tensors, strict=False)
    missing = [name for name in found.missing_keys if not name.endswith("num_batches_tracked")]
    if missing or found.unexpected_keys:
        raise SystemExit(f"{WEIGHTS.name} does not fit: {missing + found.unexpected_keys}")
    return network


def prepare(X):
    """The network's inputs, computed from the unscaled ones, (samples, $raw)."""
    X = torch.as_tensor(X, dtype=torch.float64)
$features    return ((X - input_offset) * input_factor).to(dtype)


def predict(network, X, device="cpu"):
    """The outputs for unscaled inputs, in the units of the targets."""
    network = network.to(device).eval()
    with torch.no_grad():
        A = network.output(network(prepare(X).to(device))).to("cpu", torch.float64)
    known = target_factor != 0
    spread = torch.where(known, 1 / torch.where(known, target_factor, 1.0), 0.0)
    return A * spread + target_offset


def loss(z, a, y):
    """The $loss_name of sums z or outputs a against targets y."""
    return $loss


def penalty(network):
    """The penalty on large weights of dense layers."""
$penalty


def factor(t):
    """The factor on the learning rate after t updates."""
$factor


def train(network, X, y, epochs, device, world=1, rank=0):
    """Train for some epochs; prints the mean loss of each."""
    y = (torch.as_tensor(y, dtype=torch.float64) - target_offset) * target_factor
    data = TensorDataset(prepare(X), y.to(dtype))
    share = math.ceil(min(batch_size or len(data), len(data)) / world)
    normalizes = any(isinstance(layer, nn.BatchNorm1d) for layer in network.layers)
    if normalizes:
        share = max(share, 2)
    sampler = DistributedSampler(data, world, rank, shuffle=shuffle) if world > 1 else None
    loader = DataLoader(data, share, shuffle=shuffle and sampler is None, sampler=sampler)
    network = network.to(device).train()
    model = network
    if world > 1:
        if device.type == "cuda":
            network = nn.SyncBatchNorm.convert_sync_batchnorm(network)
        model = DistributedDataParallel(network)
    optimizer = torch.optim.$optimizer
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda t: factor(t + updates_done))
    for epoch in range(epochs):
        if sampler is not None:
            sampler.set_epoch(epoch)
        total = samples = 0
        for x_batch, y_batch in loader:
            if normalizes and len(x_batch) == 1:
                continue  # one sample has no variance
            x_batch, y_batch = x_batch.to(device), y_batch.to(device)
            z = model(x_batch)
            value = loss(z, network.output(z), y_batch)
            optimizer.zero_grad()
            ($scale + penalty(network)).backward()
            optimizer.step()
            schedule.step()
            total += value.item() * len(x_batch)
            samples += len(x_batch)
        if rank == 0:
            print(f"epoch {epoch + 1}: loss {total / max(samples, 1):.6g}", flush=True)
    return network


$tables


def read_numbers(path):
    """The rows of a CSV table of numbers; a first row of names is skipped."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = [row for row in csv.reader(file) if row]
    try:
        [float(cell) for cell in rows[0]]
    except ValueError:
        rows = rows[1:]
    return torch.tensor([[float(cell) for cell in row] for row in rows], dtype=torch.float64)


$data


def main():
    """Predict, or train further."""
    parser = argparse.ArgumentParser(description="predict, or with --epochs train further")
    parser.add_argument("table", nargs="?", help="CSV of inputs; to train, inputs and targets")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--save", type=Path, help="write the weights here after training")
    given = parser.parse_args()
    if given.epochs is None:
        if given.table is None:
            parser.error("give a table to predict, or --epochs to train further")
        print_predictions(predict(load(), read_table(given.table), given.device).tolist())
        return
    rows = None if given.table is None else read_numbers(given.table)
    if rows is None:
        if X is None:
            parser.error("the training data are not in this script: give a table")
        rows = torch.tensor([[*x, *t] for x, t in zip(X, y)], dtype=torch.float64)
    if rows.shape[1] != $raw + outputs:
        parser.error(f"a table to train on has $raw inputs and {outputs} targets")
    world, rank = int(os.environ.get("WORLD_SIZE", 1)), int(os.environ.get("RANK", 0))
    device = torch.device(given.device)
    if world > 1:
        if device.type == "cuda":
            device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
            torch.cuda.set_device(device)
        distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
    network = train(
        load(), rows[:, :$raw], rows[:, $raw:], given.epochs, device, world, rank
    )
    if given.save is not None and rank == 0:
        state = network.state_dict().items()
        kept = {name: tensor for name, tensor in state if name in tensors}
        write_safetensors(given.save, kept, metadata)
    if world > 1:
        distributed.destroy_process_group()


if __name__ == "__main__":
    main()
''')
