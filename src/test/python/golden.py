#!/usr/bin/env python3
"""What PyTorch answers, in float64, for the networks: the files in src/test/resources/golden.

Usage: golden.py DIRECTORY NAME ARCHITECTURE CHANNELS CLASSES SEED
   eg. golden.py src/test/resources/golden resnet-small resnet 16,24,40 5 0

It needs torch and numpy (Debian: apt-get install --no-install-recommends python3-torch python3-numpy) and writes
  NAME.weights.safetensors   the state_dict, float32
  NAME.cases.safetensors     input_HxW [k,3,H,W], image_HxW and batch_HxW [k,classes]: the log-probabilities of each
                             image passed alone, and of the k images passed as one batch; input_dead_64x64 and
                             dead_64x64, a black and a white image (a channel of std 0 normalises to 0); targets [k]
                             and grad.PARAMETER, the gradient of the mean negative log-likelihood of the targets for
                             input_64x64 as one batch, without dropout
"""
import json
import struct
import sys
from pathlib import Path

import numpy
import torch
from torch import nn
from torch.nn import functional

IMAGES = 3
SIZES = [(64, 64), (48, 80)]


class BnLayer(nn.Module):
    def __init__(self, channels_in, channels_out, stride):
        super().__init__()
        self.layer = nn.Conv2d(channels_in, channels_out, 3, stride=stride, padding=1, bias=False)
        self.a = nn.Parameter(torch.zeros(channels_out, 1, 1))
        self.m = nn.Parameter(torch.ones(channels_out, 1, 1))

    def forward(self, x):
        x = functional.relu(self.layer(x))
        mean = x.mean(dim=(0, 2, 3), keepdim=True)
        std = x.std(dim=(0, 2, 3), unbiased=True, keepdim=True)
        std = torch.where(std == 0, torch.ones_like(std), std)
        return (x - mean) / std * self.m + self.a


class ResNetLayer(BnLayer):
    def __init__(self, channels):
        super().__init__(channels, channels, 1)

    def forward(self, x):
        return x + super().forward(x)


class ConvBnNet(nn.Module):
    def __init__(self, channels, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, channels[0], 5, padding=2)
        self.layers = nn.ModuleList(BnLayer(i, o, 2) for i, o in zip(channels, channels[1:]))
        self.out = nn.Linear(channels[-1], classes)

    def forward(self, x):
        x = self.conv1(x)
        for layer in self.layers:
            normalized = layer(x)
            x = functional.relu(normalized)
        return functional.log_softmax(self.out(normalized.amax(dim=(2, 3))), dim=-1)


class ResNet(nn.Module):
    def __init__(self, channels, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, channels[0], 5, padding=2)
        self.layers1 = nn.ModuleList(BnLayer(i, o, 2) for i, o in zip(channels, channels[1:]))
        self.layers2 = nn.ModuleList(ResNetLayer(c) for c in channels[1:])
        self.layers3 = nn.ModuleList(ResNetLayer(c) for c in channels[1:])
        self.out = nn.Linear(channels[-1], classes)

    def forward(self, x):
        x = self.conv1(x)
        for one, two, three in zip(self.layers1, self.layers2, self.layers3):
            x = three(functional.relu(two(one(x))))
        return functional.log_softmax(self.out(x.mean(dim=(2, 3))), dim=-1)


def save(path, tensors):
    header, blobs, position = {}, [], 0
    for name, tensor in tensors.items():
        array = tensor.detach().numpy()
        integers = array.dtype == numpy.int64
        blob = array.tobytes() if integers else array.astype(numpy.float32).tobytes()
        header[name] = {
            "dtype": "I64" if integers else "F32",
            "shape": list(array.shape),
            "data_offsets": [position, position + len(blob)],
        }
        blobs.append(blob)
        position += len(blob)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def alone(network, images):
    return torch.cat([network(image[None].double()) for image in images])


def main(directory, name, architecture, channels, classes, seed):
    torch.manual_seed(seed)
    network = {"resnet": ResNet, "convbnnet": ConvBnNet}[architecture](channels, classes)
    with torch.no_grad():
        for key, parameter in network.named_parameters():
            if key.endswith((".a", ".m")):
                parameter.add_(torch.randn(parameter.shape) * 0.3)
    save(directory / f"{name}.weights.safetensors", network.state_dict())

    network = network.double()
    cases = {}
    with torch.no_grad():
        for height, width in SIZES:
            images = torch.rand(IMAGES, 3, height, width) * 3
            cases[f"input_{height}x{width}"] = images
            cases[f"image_{height}x{width}"] = alone(network, images)
            cases[f"batch_{height}x{width}"] = network(images.double())
        flat = torch.stack([torch.zeros(3, 64, 64), torch.ones(3, 64, 64)])
        cases["input_dead_64x64"] = flat
        cases["dead_64x64"] = alone(network, flat)
    targets = torch.randint(0, classes, (IMAGES,))
    functional.nll_loss(network(cases["input_64x64"].double()), targets).backward()
    cases["targets"] = targets
    for key, parameter in network.named_parameters():
        cases[f"grad.{key}"] = parameter.grad
    save(directory / f"{name}.cases.safetensors", cases)


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        sys.argv[2],
        sys.argv[3],
        [int(width) for width in sys.argv[4].split(",")],
        int(sys.argv[5]),
        int(sys.argv[6]),
    )
