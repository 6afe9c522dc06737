#!/usr/bin/env python3
"""What PyTorch answers, in float64, where the layers keep their means and stds: NAME.fixed.* in src/test/resources/golden.

Usage: golden_fixed.py DIRECTORY NAME ARCHITECTURE CHANNELS CLASSES SEED
   eg. golden_fixed.py src/test/resources/golden resnet-small resnet 16,24,40 5 0

It needs what golden.py needs and writes
  NAME.fixed.weights.safetensors   the state_dict, float32, and LAYER.means and LAYER.stds of each layer: those of
                                   `calibration` passed as one batch
  NAME.fixed.cases.safetensors     calibration [k,3,H,W]; input_HxW [k,3,H,W] and fixed_HxW [k,classes], the
                                   log-probabilities with these means and stds; input_dead_64x64 and fixed_dead_64x64,
                                   a black and a white image
"""
import sys
from pathlib import Path

import torch
from torch.nn import functional

from golden import BnLayer, ConvBnNet, ResNet, save

SIZES = [(64, 64), (33, 47)]
keeping = True


def forward(self, x):
    x = functional.relu(self.layer(x))
    if keeping:
        channels = x.transpose(0, 1).reshape(x.size(1), -1)
        self.means = channels.mean(1)[:, None, None]
        self.stds = channels.std(1)[:, None, None]
    return (x - self.means) / self.stds * self.m + self.a


BnLayer.forward = forward


def main(directory, name, architecture, channels, classes, seed):
    global keeping
    torch.manual_seed(seed)
    network = {"resnet": ResNet, "convbnnet": ConvBnNet}[architecture](channels, classes)
    with torch.no_grad():
        for key, parameter in network.named_parameters():
            if key.endswith((".a", ".m")):
                parameter.add_(torch.randn(parameter.shape) * 0.3)
        weights = dict(network.state_dict())
        network = network.double()
        calibration = torch.rand(7, 3, 48, 48) * 3
        network(calibration.double())
        keeping = False
        for key, layer in network.named_modules():
            if isinstance(layer, BnLayer):
                layer.means, layer.stds = layer.means.float().double(), layer.stds.float().double()
                weights[f"{key}.means"], weights[f"{key}.stds"] = layer.means.float(), layer.stds.float()
        cases = {"calibration": calibration}
        for height, width in SIZES:
            images = torch.rand(2, 3, height, width) * 3
            cases[f"input_{height}x{width}"] = images
            cases[f"fixed_{height}x{width}"] = network(images.double())
        flat = torch.stack([torch.zeros(3, 64, 64), torch.ones(3, 64, 64)])
        cases["input_dead_64x64"] = flat
        cases["fixed_dead_64x64"] = network(flat.double())
    assert all(torch.isfinite(case).all() for case in cases.values())
    save(directory / f"{name}.fixed.weights.safetensors", weights)
    save(directory / f"{name}.fixed.cases.safetensors", cases)


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        sys.argv[2],
        sys.argv[3],
        [int(width) for width in sys.argv[4].split(",")],
        int(sys.argv[5]),
        int(sys.argv[6]),
    )
