#!/usr/bin/env python3
"""Files as people save them with PyTorch, and the tensors that PyTorch itself has in them: src/test/resources/checkpoints.

Usage: checkpoints.py DIRECTORY

It needs torch and numpy (Debian: apt-get install --no-install-recommends python3-torch python3-numpy) and writes
  views.pt, views.safetensors    tensors of every kind and layout, and the same, contiguous, as safetensors
  network.pt, answers.pt         a small ConvBNNet's state_dict, and what it answers, each image passed alone
  network.safetensors            the same state_dict
  lightning.ckpt, torchvision.pth, epoch.pt
                                 that state_dict as Lightning, torchvision's reference scripts and PyTorch's tutorial save it
  several.pt, mixed.pt, list.pt, complex.pt, short.pt, protocol-4.pt, module.pt, script.pt, old.pt
                                 what is refused
"""
import argparse
import json
import struct
import sys
from collections import OrderedDict
from pathlib import Path

import numpy
import torch
from golden import ConvBnNet

TYPES = {
    torch.float32: "F32",
    torch.float64: "F64",
    torch.float16: "F16",
    torch.bfloat16: "BF16",
    torch.int64: "I64",
    torch.int32: "I32",
    torch.int8: "I8",
    torch.uint8: "U8",
    torch.bool: "BOOL",
}


def write_safetensors(path, tensors):
    header, blobs, position = {}, [], 0
    for name, tensor in tensors.items():
        tensor = tensor.detach().contiguous()
        bits = tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor
        blob = bits.numpy().tobytes()
        header[name] = {
            "dtype": TYPES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [position, position + len(blob)],
        }
        blobs.append(blob)
        position += len(blob)
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def views():
    torch.manual_seed(1)
    grid = torch.randn(4, 6)
    flat = torch.arange(24, dtype=torch.float32)
    return OrderedDict(
        plain=grid,
        transposed=grid.t(),
        column=grid[:, 2],
        steps=grid[1::2, ::3],
        part=flat[5:9],
        last=flat[23],
        grown=torch.arange(3, dtype=torch.float32)[:, None].expand(3, 2),
        permuted=torch.randn(2, 3, 4).permute(2, 0, 1),
        channels_last=torch.randn(1, 3, 2, 2).contiguous(memory_format=torch.channels_last),
        one_wide=torch.randn(3, 1, 2).transpose(0, 1),
        scalar=torch.tensor(0.5),
        none=torch.zeros(3, 0),
        parameter=torch.nn.Parameter(torch.randn(2, 2)),
        extremes=torch.tensor([0.0, -0.0, float("inf"), float("nan"), 1e-45, 3.4e38]),
        half=torch.tensor([1.0, -2.0, 65504.0, 6e-8]).half(),
        half_transposed=torch.randn(2, 3).half().t(),
        brain=torch.tensor([1.0, -2.0, 3.140625, 1e38]).bfloat16(),
        double=torch.tensor([[1 / 3, -1e300]], dtype=torch.float64),
        num_batches_tracked=torch.tensor(7),
        long=torch.tensor([[1, 2], [-3, 2**62]]).t(),
        int=torch.tensor([1, -(2**31)], dtype=torch.int32),
        char=torch.tensor([1, -128], dtype=torch.int8),
        byte=torch.tensor([1, 255], dtype=torch.uint8),
        bool=torch.tensor([True, False]),
    )


def network():
    torch.manual_seed(2)
    net = ConvBnNet([4, 6], 3)
    for name, parameter in net.named_parameters():
        torch.nn.init.uniform_(parameter, -0.5, 0.5)
    return net


class Trained(torch.nn.Module):
    def forward(self, x):
        return x


def main(directory):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)

    def save(value, name, **options):
        torch.save(value, str(directory / name), **options)

    save(views(), "views.pt")
    write_safetensors(directory / "views.safetensors", views())
    net = network()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    sum(parameter.sum() for parameter in net.parameters()).backward()
    optimizer.step()
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 2)
    weights = net.state_dict()
    save(weights, "network.pt")
    write_safetensors(directory / "network.safetensors", weights)
    images = torch.rand(3, 3, 12, 12)
    with torch.no_grad():
        exact = ConvBnNet([4, 6], 3).double()
        exact.load_state_dict(weights)
        answers = torch.cat([exact(image[None].double()) for image in images]).float()
    save({"input": images, "log_probabilities": answers}, "answers.pt")

    wrapped = OrderedDict(("model." + name, tensor) for name, tensor in weights.items())
    # Lightning 1.8 and later, by their documentation; what a callback or a logger adds is of these kinds.
    save(
        {
            "epoch": 3,
            "global_step": 120,
            "pytorch-lightning_version": "1.9.0",
            "state_dict": wrapped,
            "loops": {"fit_loop": {"state_dict": {}, "epoch_progress": {"total": {"ready": 4, "started": None}}}},
            "callbacks": {"ModelCheckpoint{'monitor': None}": {"best_model_score": torch.tensor(0.25), "kth": [1, 2.5]}},
            "optimizer_states": [optimizer.state_dict()],
            "lr_schedulers": [schedule.state_dict()],
            "hparams_name": "kwargs",
            "hyper_parameters": {"lr": 0.1, "widths": (4, 6), "seed": 2**80},
        },
        "lightning.ckpt",
    )
    save(
        {
            "model": weights,
            "optimizer": optimizer.state_dict(),
            "lr_scheduler": schedule.state_dict(),
            "epoch": 3,
            "args": argparse.Namespace(lr=0.1, data_path="/data", device=torch.device("cpu")),
            "model_ema": OrderedDict((name, tensor + 1) for name, tensor in weights.items()),
        },
        "torchvision.pth",
    )
    save({"epoch": 3, "net": weights, "loss": numpy.float64(0.25), "seen": {1, 2}, "raw": b"\x00\xff"}, "epoch.pt")
    save({"generator": weights, "discriminator": OrderedDict(weights)}, "several.pt")
    save({**weights, "epoch": 3}, "mixed.pt")
    save(list(weights.values()), "list.pt")
    save({"weight": torch.zeros(2, dtype=torch.complex64)}, "complex.pt")
    save({"weight": torch.zeros(2, dtype=torch.int16)}, "short.pt")
    save(weights, "protocol-4.pt", pickle_protocol=4)
    save(Trained(), "module.pt")
    save(weights, "old.pt", _use_new_zipfile_serialization=False)
    torch.jit.save(torch.jit.script(torch.nn.ReLU()), str(directory / "script.pt"))


if __name__ == "__main__":
    main(sys.argv[1])
