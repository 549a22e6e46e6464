"""A demonstration: a pad to draw on, with all it needs, for the page to carry."""

import base64
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from spotdiff import node_packages, runtime
from spotdiff.classifier.problem import Array
from spotdiff.deployment.in_the_browser import preparing

# The mark by which the build knows a demonstration among the outputs of a cell.
MIME = "application/vnd.spotdiff.demonstration+json"
LOCK = Path(__file__).with_name("npm")
# The build of ONNX Runtime Web that computes on the processor: of all its builds the
# smallest. The first file is its program, the second what that was compiled to.
ENGINE = {
    "module": "ort.wasm.bundle.min.mjs",
    "wasm": "ort-wasm-simd-threaded.wasm",
}
NOTICE = (
    "// ONNX Runtime Web. Copyright (c) Microsoft Corporation. All rights reserved. "
    "Licensed under the MIT License."
)
INSTEAD = (
    "Here you can draw a digit, and both models read it in your browser. It needs "
    "JavaScript."
)


@dataclass(frozen=True)
class Demonstration:
    """What a cell ends in, and what the build puts on the page.

    Attributes:
        name: The stem of the files published for it.
        script: The script of the site that brings it to life, without its ending.
        settings: What the script is told.
        files: Scripts that it loads when the reader asks, by name.
        caption: What to do, one or two sentences.
    """

    name: str
    script: str
    settings: Mapping[str, Any]
    files: Mapping[str, str]
    caption: str

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return {"text/plain": INSTEAD, MIME: json.dumps(vars(self))}


@dataclass(frozen=True)
class Missing:
    """Why there is no demonstration: what a cell ends in instead."""

    reason: str

    def _repr_markdown_(self) -> str:
        return f"There is nothing to draw on here: {self.reason}"


def engine() -> dict[str, bytes] | Missing:
    """Return the files of the engine, or why they cannot be had."""
    try:
        folder = node_packages.installed(LOCK) / "onnxruntime-web" / "dist"
    except node_packages.NodePackagesError as error:
        return Missing(" ".join(str(error).split()))
    return {part: (folder / name).read_bytes() for part, name in ENGINE.items()}


def demonstration(
    models: Mapping[str, bytes], samples: Array, caption: str
) -> Demonstration | Missing:
    """Put everything together that the reader's browser will need.

    Args:
        models: ONNX files, by the framework that they were trained in.
        samples: Digits to show, (n, 28, 28).
        caption: What to do, one or two sentences.
    """
    parts = engine()
    if isinstance(parts, Missing):
        return parts
    files = {
        "engine.js": f"{NOTICE}\n{script(engine=packed_all(parts))}",
        "models.js": script(
            models=packed_all(models),
            samples=packed(samples.astype(np.float32).tobytes()),
        ),
    }
    return Demonstration("digit-pad", "digit-pad", settings(files), files, caption)


def settings(files: Mapping[str, str]) -> dict[str, Any]:
    """Return what the script is told."""
    preparation = preparing.of(runtime.from_environment().data)
    return {
        "cells": preparation.cells,
        "pen": preparation.pen,
        "enlarge": preparation.enlarge.round(9).tolist(),
        "centred": preparation.centred,
        "size": megabytes(sum(map(len, files.values()))),
    }


def megabytes(count: int) -> str:
    """Write a number of bytes in units of 10^6."""
    return f"{count / 1e6:.1f} MB"


def packed(content: bytes) -> str:
    """Compress bytes, and write them in letters; always to the same ones."""
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


def packed_all(contents: Mapping[str, bytes]) -> dict[str, str]:
    """Pack each of several."""
    return {name: packed(content) for name, content in contents.items()}


def script(**values: object) -> str:
    """Write a script that hands values over.

    A page that was opened from a disk may load scripts, and nothing else.
    """
    return f"Object.assign((window.digitPad ??= {{}}), {json.dumps(values)});\n"
