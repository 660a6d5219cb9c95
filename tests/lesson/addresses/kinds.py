"""Small networks of many kinds: deep, several outputs, all layers, losses and penalties."""

from tests.nets import dense, described

XOR = {
    "name": "points",
    "inputs": [[0, 0], [0, 1], [1, 0], [1, 1]],
    "targets": [[0], [1], [1], [0]],
}
NUMBERS = {
    "name": "points",
    "inputs": [[0.5, 1], [1, -1], [-0.5, 2], [0, 0.5], [2, 1]],
    "targets": [[1.2], [-0.3], [2], [0.4], [-1]],
}
PAIRS = {**NUMBERS, "targets": [[1.2, 0], [-0.3, 1], [2, -1], [0.4, 0.5], [-1, 2]]}
CLASSES = {
    "name": "points",
    "inputs": [[0, 0], [0, 1], [1, 0], [1, 1], [2, 1]],
    "targets": [[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]],
}


def made(layers, source, loss, optimizer="sgd", batch=None, **more):
    def make():
        return described(
            layers,
            data={"source": source},
            loss=loss,
            optimizer=optimizer,
            training={"batch_size": batch, "shuffle": False},
            **more,
        )

    return make


KINDS = {
    "one neuron": made([dense(1, "sigmoid")], XOR, "binary_cross_entropy"),
    "one layer of shares": made([dense(3, "softmax")], CLASSES, "categorical_cross_entropy"),
    "one hidden layer": made([dense(2, "tanh"), dense(1, "sigmoid")], XOR, "binary_cross_entropy"),
    "deep": made(
        [dense(2, "tanh"), dense(2, "tanh"), dense(2, "tanh"), dense(1, "sigmoid")],
        XOR, "binary_cross_entropy",
    ),
    "two outputs, two samples": made(
        [dense(3, "leaky_relu"), dense(2, "linear")], PAIRS, "mean_squared_error", batch=2
    ),
    "two outputs, one sample": made(
        [dense(2, "sigmoid"), dense(2, "sigmoid")],
        {"name": "points", "inputs": [[0.05, 0.1]], "targets": [[0.01, 0.99]]},
        {"name": "sum_squared_error", "half": True},
    ),
    "chain": made([dense(1, "tanh"), dense(1, "sigmoid")], XOR, "binary_cross_entropy"),
    "norm and dropout": made(
        [dense(3, "relu"), {"name": "batch_norm"}, dense(3, "tanh"),
         {"name": "dropout", "rate": 0.5}, dense(1, "sigmoid")],
        XOR, "binary_cross_entropy",
    ),
    "l2 and momentum": made(
        [dense(2, "sigmoid"), dense(1, "sigmoid")], XOR, "mean_squared_error",
        {"name": "sgd", "momentum": 0.9}, regularizer={"name": "l2", "strength": 0.1},
    ),
    "2-3-3-2, l2 and adam": made(
        [dense(3, "tanh"), dense(3, "tanh"), dense(2, "sigmoid")],
        {**PAIRS, "targets": [[0, 1], [1, 0], [0, 0], [1, 1], [0, 1]]}, "binary_cross_entropy",
        "adam", regularizer="l2",
    ),
    "shares, l1 and adagrad": made(
        [dense(2, "swish"), dense(3, "softmax")], CLASSES, "categorical_cross_entropy",
        "adagrad", batch=3, regularizer={"name": "l1", "strength": 0.05},
    ),
    "shares by squares": made(
        [dense(2, "elu"), dense(3, "softmax")], CLASSES, "mean_squared_error"
    ),
    "hinge, nesterov": made(
        [dense(2, "tanh"), dense(1, "linear")], XOR, "hinge",
        {"name": "sgd", "momentum": 0.9, "nesterov": True},
    ),
    "huber, rmsprop": made([dense(2, "relu"), dense(1, "linear")], NUMBERS, "huber", "rmsprop"),
    "absolute error, adam": made(
        [dense(2, "gelu"), dense(1, "linear")], NUMBERS, "mean_absolute_error", "adam", batch=3
    ),
    "long slope, nadam": made(
        [dense(2, "mish"), dense(2, "gelu_exact"), dense(1)], NUMBERS, "mean_squared_error", "nadam"
    ),
    "two questions, weights of classes": made(
        [dense(2, "hard_swish"), dense(2, "sigmoid")],
        {**PAIRS, "targets": [[0, 1], [1, 0], [0, 0], [1, 1], [0, 1]]},
        {"name": "binary_cross_entropy", "class_weights": "balanced"}, batch=2,
    ),
    "rate 10": made(
        [dense(2, "tanh"), dense(1, "sigmoid")], XOR, "binary_cross_entropy",
        {"name": "sgd", "learning_rate": 10.0},
    ),
}  # fmt: skip
