"""ONNX: everything from raw inputs to outputs in original units, for any runtime.

Features and scaling are part of the graph, so it takes the unscaled numbers of the table. Written
for opset 13 and IR 7, which runtimes from 2021 on can read, in the precision of the project.
"""

from pathlib import Path
from typing import Any

import numpy as np

from core.data.dataset import Scaling
from core.disk.json_text import to_json
from core.errors import FileError, one_of
from core.formats.checking.verification import ReadBack
from core.formats.exporters import EXPORTERS, Exporter, Trained
from core.formats.onnx.graph import FEATURE_OPS, OnnxGraph
from core.records import record

OPSET, IR = 13, 7


@EXPORTERS.register
@record
class OnnxExporter(Exporter):
    """`inputs` (samples, raw inputs) to `outputs` (samples, outputs), both in original units.

    Names of inputs and outputs, class labels, task and threshold are in the model's metadata.
    """

    name = "onnx"
    label = "ONNX"
    suffix = ".onnx"
    good_for = "For using the network elsewhere: ONNX Runtime, phones, browsers."
    place = 5
    description = "ONNX model"
    carries = (
        "The network as a graph from raw inputs to outputs, features and scaling included; class "
        "labels and the names of inputs as metadata."
    )

    def content(self, trained: Trained) -> bytes:
        """Return the model. Raises FileError for parts not yet composed of ONNX operators."""
        from onnx import TensorProto, helper

        single = trained.precision == "float32"
        dataset, project = trained.dataset, trained.project
        graph = OnnxGraph(np.float32 if single else np.float64)
        x = _features(graph, dataset.features, "inputs")
        x = _scaled(graph, dataset.input_scaling, x)
        for i in range(len(project.layers)):
            x = _layer(graph, trained, i, x)
        x = _unscaled(graph, dataset.target_scaling, x)
        graph.op("Identity", x, name="outputs")
        kind = TensorProto.FLOAT if single else TensorProto.DOUBLE
        model = helper.make_model(
            helper.make_graph(
                graph.nodes,
                "network",
                [helper.make_tensor_value_info("inputs", kind, ["N", len(dataset.raw_names)])],
                [helper.make_tensor_value_info("outputs", kind, ["N", dataset.outputs])],
                graph.constants,
                doc_string=project.name,
            ),
            producer_name="Backstep",
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=IR,
        )
        helper.set_model_props(model, _metadata(trained))
        return bytes(model.SerializeToString())

    def read_back(self, path: Path, trained: Trained) -> ReadBack:
        """Check the model with ONNX's own checker and run it in its reference evaluator."""
        import onnx
        from onnx.reference import ReferenceEvaluator

        model = onnx.load(path)
        onnx.checker.check_model(model, full_check=True)
        dtype = np.float32 if trained.precision == "float32" else np.float64
        with np.errstate(all="ignore"):
            (outputs,) = ReferenceEvaluator(model).run(
                None, {"inputs": trained.samples.astype(dtype)}
            )
        return ReadBack(np.asarray(outputs), f"ONNX reference evaluator, {trained.precision}")


def _features(graph: OnnxGraph, features: tuple[str, ...] | None, x: str) -> str:
    if features is None:
        return x
    unknown = [name for name in features if name not in FEATURE_OPS]
    if unknown:
        raise FileError(
            f"ONNX: the feature {one_of(unknown)} is not composed of its operators yet",
            "export it as NPZ or JSON, or take the feature out",
        )
    x1, x2 = (
        graph.op("Gather", x, graph.constant(f"column_{k}", np.array([k])), axis=1) for k in (0, 1)
    )
    return graph.op("Concat", *(FEATURE_OPS[name](graph, x1, x2) for name in features), axis=1)


def _scaled(graph: OnnxGraph, scaling: Scaling, x: str) -> str:
    if np.all(scaling.factor == 1.0) and np.all(scaling.offset == 0.0):
        return x
    moved = graph.op("Sub", x, graph.constant("inputs.offset", scaling.offset))
    return graph.op("Mul", moved, graph.constant("inputs.factor", scaling.factor))


def _unscaled(graph: OnnxGraph, scaling: Scaling, x: str) -> str:
    if np.all(scaling.factor == 1.0) and np.all(scaling.offset == 0.0):
        return x
    varied = scaling.factor != 0.0
    spread = np.divide(1.0, scaling.factor, out=np.zeros_like(scaling.factor), where=varied)
    wide = graph.op("Mul", x, graph.constant("targets.spread", spread))
    return graph.op("Add", wide, graph.constant("targets.offset", scaling.offset))


def _layer(graph: OnnxGraph, trained: Trained, i: int, x: str) -> str:
    layer, neurons = trained.project.layers[i], trained.project.layers[i].neurons
    handed_on = layer.onnx(graph, x, trained.arrays_of(i), f"layers.{i}")
    if not handed_on:
        raise FileError(
            f"ONNX: a {layer.label} layer cannot be written yet", "export it as NPZ or JSON"
        )
    if neurons is None:
        return handed_on
    outputs = neurons.activation.onnx(graph, handed_on)
    if not outputs:
        raise FileError(
            f"ONNX: the activation {neurons.activation.name} is not composed of its operators yet",
            "export it as NPZ or JSON, or choose another activation",
        )
    return outputs


def _metadata(trained: Trained) -> dict[str, str]:
    dataset = trained.dataset
    told: dict[str, Any] = {
        "name": trained.project.name,
        "epochs": trained.epochs,
        "updates": trained.updates,
        "inputs": dataset.raw_names,
        "columns": [
            {"name": column.name, "categories": column.categories} for column in dataset.columns
        ],
        "features": dataset.features,
        "scaling": "in the graph",
        "outputs": dataset.target_names,
        "task": dataset.task.value,
        "classes": dataset.classes,
        "threshold": trained.threshold,
    }
    return {key: item if isinstance(item, str) else to_json(item) for key, item in told.items()}
