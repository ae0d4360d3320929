"""A small ONNX voice with a Piper voice's inputs, outputs and configuration: each phoneme is a tone of its own.

It exists so that the true `piper.PiperVoice` runs where no real voice can be had. Nobody would call it speech.
"""

import json
from pathlib import Path

RATE = 22_050
PHONEME = 512
"""Samples of one phoneme id at length scale 1; Piper puts a pad between phonemes, so a phoneme is two of these."""


def build_voice(folder: Path, name: str = "en_US-tones-low", *, length_scale: float = 1.0) -> Path:
    """Write ``<name>.onnx`` and ``<name>.onnx.json``; the former's path."""
    import onnx
    from onnx import TensorProto, helper
    from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

    def constant(called: str, kind: int, values: list[float] | list[int], shape: list[int]) -> onnx.TensorProto:
        return helper.make_tensor(called, kind, shape, values)

    nodes = [
        helper.make_node("Gather", ["scales", "one"], ["length"]),
        helper.make_node("Mul", ["length", "phoneme"], ["exact"]),
        helper.make_node("Cast", ["exact"], ["count"], to=TensorProto.INT64),
        helper.make_node("Range", ["zero", "count", "one"], ["index"]),
        helper.make_node("Cast", ["index"], ["time"], to=TensorProto.FLOAT),
        helper.make_node("Cast", ["input"], ["id"], to=TensorProto.FLOAT),
        helper.make_node("Reshape", ["id", "column"], ["ids"]),
        helper.make_node("Mul", ["ids", "step"], ["above"]),
        helper.make_node("Add", ["above", "lowest"], ["pitch"]),
        helper.make_node("Mul", ["pitch", "time"], ["phase"]),
        helper.make_node("Sin", ["phase"], ["tone"]),
        helper.make_node("Reshape", ["tone", "flat"], ["output"]),
    ]
    radians = 2 * 3.141592653589793 / RATE
    constants = [
        constant("zero", TensorProto.INT64, [0], []),
        constant("one", TensorProto.INT64, [1], []),
        constant("phoneme", TensorProto.FLOAT, [float(PHONEME)], []),
        constant("column", TensorProto.INT64, [-1, 1], [2]),
        constant("flat", TensorProto.INT64, [1, 1, 1, -1], [4]),
        constant("step", TensorProto.FLOAT, [11.0 * radians], []),
        constant("lowest", TensorProto.FLOAT, [180.0 * radians], []),
    ]
    graph = helper.make_graph(
        nodes,
        "tones",
        [
            helper.make_tensor_value_info("input", TensorProto.INT64, [1, "phonemes"]),
            helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
            helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
        ],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, 1, "samples"])],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.onnx"
    path.write_bytes(model.SerializeToString())
    config = {
        "audio": {"sample_rate": RATE, "quality": "low"},
        "espeak": {"voice": "en-us"},
        "phoneme_type": "espeak",
        "num_symbols": 256,
        "num_speakers": 1,
        "inference": {"noise_scale": 0.667, "length_scale": length_scale, "noise_w": 0.8},
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
        "speaker_id_map": {},
    }
    path.with_name(f"{path.name}.json").write_text(json.dumps(config), encoding="utf-8")
    return path
