"""backgroundremover with the very weights that nukki runs, in an environment of its own.

Its package holds no weights and fetches them when it is first called. Here they are made of the
published graph: in that one each normalisation is folded into its convolution, so that the network
here gets the convolutions as they are and normalisations that change nothing. A random input has
to give the same answer in both.

ffmpeg and ffprobe, which it calls, have to be on the path. To save gigabytes, install PyTorch's
build for the CPU into the environment before.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from against_rembg import Bench, make_environment

NAME = "backgroundremover"
REQUIREMENT = "backgroundremover==0.4.5"
NETWORK = "u2netp"
WHITE = "white.png"

MAKE_WHITE = "import sys, PIL.Image; PIL.Image.new('RGB', (16, 9), 'white').save(sys.argv[1])"

MAKE_WEIGHTS = """
import sys
import numpy as np, onnx, onnxruntime, torch
from backgroundremover.u2net.u2net import U2NETP
from onnx import numpy_helper
from torch import nn

source, target = sys.argv[1:]
net, graph = U2NETP(3, 1).eval(), onnx.load(source).graph
tensors = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
nodes = [node for node in graph.node if node.op_type == "Conv"]
layers = [layer for layer in net.modules() if isinstance(layer, nn.Conv2d)]
with torch.no_grad():
    for node, layer in zip(nodes, layers, strict=True):
        weight, bias = (torch.from_numpy(tensors[name].copy()) for name in node.input[1:])
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)
    for layer in net.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.weight.fill_(1)
            layer.bias.zero_()
            layer.running_mean.zero_()
            layer.running_var.fill_(1 - layer.eps)
    seen = np.random.default_rng(0).normal(size=(1, 3, 320, 320)).astype(np.float32)
    (ours, *_) = onnxruntime.InferenceSession(source).run(None, {graph.input[0].name: seen})
    apart = float(np.abs(ours - net(torch.from_numpy(seen))[0].numpy()).max())
assert apart < 1e-4, f"the two networks differ by {apart}"
torch.save(net.state_dict(), target)
"""

MAKE_MATTES = """
import subprocess, sys, time
import torch
from backgroundremover.bg import Net, iter_frames, remove_many

net, shape = Net("u2netp"), None
for clip, target, width, height in zip(*[iter(sys.argv[1:])] * 4):
    began, frames = time.process_time(), list(iter_frames(clip))
    if shape != frames[0].shape:
        shape = frames[0].shape
        traced = torch.jit.trace(net, torch.zeros(2, *shape))
    pairs = (frames[at : at + 2] for at in range(0, len(frames), 2))
    masks = [mask for pair in pairs for mask in remove_many(pair, traced)]
    print(f"{(time.process_time() - began) / len(frames):.3f} CPU s a frame", flush=True)
    size = f"{masks[0].shape[1]}x{masks[0].shape[0]}"
    command = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "gray", "-s", size]
    command += ["-r", "24", "-i", "-", "-an", "-vf", f"scale={width}:{height}:flags=bicubic"]
    command += ["-vcodec", "mpeg4", "-qscale:v", "3", target]
    subprocess.run(command, input=b"".join(mask.tobytes() for mask in masks), check=True)
"""
"""What its ``-mk`` does with each clip, by its own functions and with its own arguments of ffmpeg;
but in one process, where it starts four for each."""


def prepare(bench: Bench, weights: Path) -> None:
    """Its environment and its weights, from the graph of u2netp; what is there already is kept.

    Args:
        bench: Where all of it lies.
        weights: The published graph.
    """
    folder = bench.work / NAME
    if not folder.exists():
        make_environment(folder, REQUIREMENT)
        pip = [bench.tool(NAME, "pip"), "install", "--quiet", "onnx", "onnxruntime"]
        subprocess.run(pip, check=True)
    _python(bench, MAKE_WHITE, [str(bench.work / WHITE)])
    target = bench.work / "home" / ".u2net" / f"{NETWORK}.pth"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        _python(bench, MAKE_WEIGHTS, [str(weights), str(target)])


def over_white(bench: Bench, clip: Path, folder: Path) -> list[str]:
    """The command that lays a clip over white, as H.264."""
    white = str(bench.work / WHITE)
    program = [bench.tool(NAME, NAME), "-i", str(clip), "-m", NETWORK, "-toi", "-bi", white]
    stored = ["--alpha-codec", "libx264", "--alpha-pix-fmt", "yuv420p"]
    return [*program, *stored, "-o", str(folder / "out.mp4")]


def matte_alone(bench: Bench, clip: Path, folder: Path) -> list[str]:
    """The command that writes a clip's matte."""
    return [bench.tool(NAME, NAME), *f"-i {clip} -m {NETWORK} -mk -o {folder}/matte.mp4".split()]


def write_mattes(bench: Bench, clips: Mapping[Path, tuple[Path, tuple[int, int]]]) -> str:
    """Write the matte of each clip; what it said of its processor time.

    Args:
        bench: Where it is installed.
        clips: Where each clip's matte goes, and the clip's height and width.
    """
    words = [(str(c), str(to), str(hw[1]), str(hw[0])) for c, (to, hw) in clips.items()]
    return _python(bench, MAKE_MATTES, [word for each in words for word in each])


def _python(bench: Bench, code: str, words: Sequence[str]) -> str:
    environment = {**os.environ, **bench.environment}
    command = [bench.tool(NAME, "python"), "-W", "ignore", "-c", code, *words]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return done.stdout
