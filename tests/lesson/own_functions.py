"""The functions that NumPy lines leave to the reader, made from what the components compute."""

import numpy as np

from core.lesson.formulas.lines import functions_of


def own_functions(project):
    """Return every function that is called by name in the lines of a project, by its name."""
    found = {}
    for name, activation in functions_of(project).items():
        found |= _of_activation(name, activation)
    loss, regularizer = project.loss, project.regularizer
    if not loss.is_written:
        found |= _of_loss(loss)
    if not regularizer.is_written:
        found |= _of_penalty(regularizer)
    return found


def _called(expression):
    return expression.partition("(")[0]


def _of_activation(name, activation):
    def forward(z):
        sums = np.ascontiguousarray(z.T)
        out = np.empty_like(sums)
        activation.forward(sums, out, np.empty_like(sums))
        return out.T

    def backward(g, z, a):
        gradient, sums, outputs = (np.ascontiguousarray(array.T) for array in (g, z, a))
        out = np.empty_like(sums)
        activation.backward(gradient, sums, outputs, out, np.empty_like(sums))
        return out.T

    return {name: forward, f"{name}_gradient": backward}


def _of_loss(loss):
    def value(a, y):
        return loss.forward(a.T.copy(), y.T.copy(), a.T.copy(), np.empty_like(a.T))

    def gradient(a, y):
        work, out = np.empty_like(a.T), np.empty_like(a.T)
        loss.forward(a.T.copy(), y.T.copy(), a.T.copy(), work)
        loss.backward(a.T.copy(), y.T.copy(), out, work)
        return out.T

    return {_called(loss.numpy()): value, _called(loss.numpy_gradient()): gradient}


def _of_penalty(regularizer):
    def gradient(weight):
        out = np.zeros_like(weight)
        regularizer.add_gradient(weight, out, np.empty_like(weight))
        return out

    called = _called(regularizer.numpy("W")), _called(regularizer.numpy_gradient("W"))
    return dict(zip(called, (regularizer.penalty, gradient), strict=True))
