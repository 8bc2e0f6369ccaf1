"""Prints the ONNX graph that `bot/classifier/features/product.py` runs. Needs the package `onnx`, which the project does not install."""

from __future__ import annotations

import sys
from base64 import b64encode

import numpy as np
from onnx import TensorProto, helper, numpy_helper

value = helper.make_tensor_value_info
graph = helper.make_graph(
    [
        helper.make_node("QuantizeLinear", ["x", "s", "m"], ["q"]),
        helper.make_node("MatMulInteger", ["q", "w", "m", "o"], ["i"]),
        helper.make_node("Cast", ["i"], ["f"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["f", "c"], ["y"]),
    ],
    "product",
    [
        value("x", TensorProto.FLOAT, ["n", "k"]),
        value("w", TensorProto.INT8, ["k", "m"]),
        value("c", TensorProto.FLOAT, ["m"]),
    ],
    [value("y", TensorProto.FLOAT, ["n", "m"])],
    [
        numpy_helper.from_array(np.array(1, np.float32), "s"),
        numpy_helper.from_array(np.array(128, np.uint8), "m"),
        numpy_helper.from_array(np.array(0, np.int8), "o"),
    ],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="dispute-desk")
model.ir_version = 9
sys.stdout.write(b64encode(model.SerializeToString()).decode() + "\n")
