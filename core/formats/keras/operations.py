"""NumPy expressions as operations of Keras: they compute on whatever Keras computes with."""

import ast

import numpy as np

from core.errors import FileError

#: what `keras.ops` has under NumPy's name, with the same meaning and arguments
_SAME = (
    "abs arctan clip cos cosh divide exp expm1 log log1p log2 logaddexp max maximum mean min "
    "minimum power sign sin sinh sqrt square sum tan tanh where zeros_like"
)


def operations(expression: str, what: str) -> str:
    """Return a NumPy expression written with `ops`; `what` names it for people.

    Arrays of numbers get the type of `y`. Raises FileError for anything Keras does not have.
    """
    try:
        made = _Writer().visit(ast.parse(expression, mode="eval").body)
    except LookupError as error:
        raise FileError(
            f"Keras script: {what} cannot be written ({error.args[0]})",
            "export it as NPZ or ONNX, or choose another",
        ) from None
    return ast.unparse(made)


class _Writer(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.AST:
        match node.func:
            case ast.Attribute(value=ast.Name(id="np"), attr="array"):
                shown = ast.unparse(node.args[0])
                return ast.parse(f"ops.convert_to_tensor({shown}, y.dtype)", mode="eval").body
            case ast.Attribute(value=ast.Name(id="np"), attr=name) if name in _SAME.split():
                given = [self.visit(item) for item in node.args]
                called = ast.Attribute(ast.Name("ops", ast.Load()), name, ast.Load())
                return ast.Call(called, given, node.keywords)
            case ast.Name(id="len"):
                return ast.parse("ops.cast(ops.shape(y)[0], y.dtype)", mode="eval").body
            case _:
                raise LookupError(ast.unparse(node.func))

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        match node:
            case ast.Attribute(value=ast.Name(id="np"), attr="pi"):
                return ast.Constant(np.pi)
            case ast.Attribute(value=ast.Name(id="y"), attr="size"):
                return ast.parse("ops.cast(ops.size(y), y.dtype)", mode="eval").body
            case _:
                raise LookupError(ast.unparse(node))
