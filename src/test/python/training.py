#!/usr/bin/env python3
"""Trains the networks in PyTorch as `bin/residual train` does: to compare accuracy and CPU time.

Usage: training.py TRAIN [TEST] [--architecture resnet] [--channels 8,16,32] [--dropout 0.2] [--size 28] [--epochs 6]
           [--seed 1] [--instance-norm]
   eg. training.py train/ test/ --epochs 6

It needs torch, numpy and Pillow (Debian: apt-get install --no-install-recommends python3-torch python3-numpy python3-pil).
TRAIN and TEST are folders with a folder of images for each class. Settings are those of `train` with
`--validation-share 0 --no-distortion --threads 1` and nothing else said: Adam of 0.002 with a weight decay of 1e-4, half
a cosine, gradients clipped to a length of 1, batches of 64, each image normalised by its own mean and std, one thread.
With --instance-norm the layers call PyTorch's own operation for that, otherwise they are the notebook's formula. After
each epoch it prints a line, in the end how many of the images in TEST are right, one at a time.
"""
import argparse
from pathlib import Path

import numpy
import torch
from PIL import Image
from torch import nn
from torch.nn import functional

BATCH = 64
LEARNING_RATE = 2e-3
WEIGHT_DECAY = 1e-4
LONGEST_GRADIENT = 1


class BnLayer(nn.Module):
    instance_norm = False

    def __init__(self, channels_in, channels_out, stride):
        super().__init__()
        self.layer = nn.Conv2d(channels_in, channels_out, 3, stride=stride, padding=1, bias=False)
        self.a = nn.Parameter(torch.zeros(channels_out, 1, 1))
        self.m = nn.Parameter(torch.ones(channels_out, 1, 1))

    def forward(self, x):
        x = functional.relu(self.layer(x))
        if self.instance_norm:
            count = x.shape[2] * x.shape[3]
            scale = self.m.flatten() * ((count - 1) / count) ** 0.5
            return functional.instance_norm(x, weight=scale, bias=self.a.flatten(), eps=1e-30)
        mean = x.mean(dim=(2, 3), keepdim=True)
        std = x.std(dim=(2, 3), unbiased=True, keepdim=True)
        std = torch.where(std == 0, torch.ones_like(std), std)
        return (x - mean) / std * self.m + self.a


class ResNetLayer(BnLayer):
    def __init__(self, channels):
        super().__init__(channels, channels, 1)

    def forward(self, x):
        return x + super().forward(x)


class ConvBnNet(nn.Module):
    def __init__(self, channels, classes, _):
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
    def __init__(self, channels, classes, dropout):
        super().__init__()
        self.dropout = dropout
        self.conv1 = nn.Conv2d(3, channels[0], 5, padding=2)
        self.layers1 = nn.ModuleList(BnLayer(i, o, 2) for i, o in zip(channels, channels[1:]))
        self.layers2 = nn.ModuleList(ResNetLayer(c) for c in channels[1:])
        self.layers3 = nn.ModuleList(ResNetLayer(c) for c in channels[1:])
        self.out = nn.Linear(channels[-1], classes)

    def forward(self, x):
        x = self.conv1(x)
        for one, two, three in zip(self.layers1, self.layers2, self.layers3):
            x = three(functional.relu(two(one(x))))
        pooled = functional.dropout(x.mean(dim=(2, 3)), self.dropout, self.training)
        return functional.log_softmax(self.out(pooled), dim=-1)


def read(folder, size):
    """The images, uint8 [images, 3, size, size], and their classes [images]."""
    images, labels = [], []
    for label, directory in enumerate(sorted(path for path in Path(folder).iterdir() if path.is_dir())):
        for file in sorted(directory.iterdir()):
            image = Image.open(file).convert("RGB")
            if image.size != (size, size):
                image = image.resize((size, size), Image.BILINEAR)
            images.append(numpy.asarray(image).transpose(2, 0, 1))
            labels.append(label)
    return torch.from_numpy(numpy.stack(images)), torch.tensor(labels)


def train(net, images, labels, epochs):
    optimizer = torch.optim.Adam(net.parameters(), LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    steps = epochs * -(-len(images) // BATCH)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    net.train()
    for epoch in range(1, epochs + 1):
        total = 0
        for chosen in torch.randperm(len(images)).split(BATCH):
            optimizer.zero_grad()
            loss = functional.nll_loss(net(images[chosen].float() / 255), labels[chosen])
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), LONGEST_GRADIENT)
            optimizer.step()
            schedule.step()
            total += loss.item() * len(chosen)
        print(f"epoch {epoch} of {epochs}: loss {total / len(images):.4f}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("train")
    parser.add_argument("test", nargs="?")
    parser.add_argument("--architecture", choices=["resnet", "convbnnet"], default="resnet")
    parser.add_argument("--channels", default="8,16,32")
    parser.add_argument("--dropout", type=float, default=0.2)
    parser.add_argument("--size", type=int, default=28)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--instance-norm", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    BnLayer.instance_norm = options.instance_norm
    images, labels = read(options.train, options.size)
    channels = [int(channel) for channel in options.channels.split(",")]
    kind = ResNet if options.architecture == "resnet" else ConvBnNet
    net = kind(channels, int(labels.max()) + 1, options.dropout)
    train(net, images, labels, options.epochs)
    if options.test:
        images, labels = read(options.test, options.size)
        net.eval()
        with torch.no_grad():
            right = sum(net(image[None].float() / 255).argmax().item() == label for image, label in zip(images, labels))
        print(f"right: {100 * int(right) / len(images):.1f} % of {len(images)} images in {options.test}")


if __name__ == "__main__":
    main()
