#!/usr/bin/env python3
"""What PyTorch's OneCycleLR makes of learning rate and momentum, and optimizers of parameters with them.

Usage: schedules.py DIRECTORY      eg. schedules.py src/test/resources/schedules

It needs torch (Debian: apt-get install --no-install-recommends python3-torch) and writes
  one-cycle.csv   for trainings of some lengths, by step: the learning rate, 1 at its highest, and the momentum
  optimizers.csv  for Adam, AdamW and SGD, a training of ten steps, the learning rate 0.1 at its highest, the weight
                  decay 0.01: the parameters after each step. They start at START, the gradients are GRADIENTS in turn
"""
import sys
from pathlib import Path

import torch

LENGTHS = [4, 10, 47]
START = [0.5, -1.25, 2]
GRADIENTS = [[0.1, -0.2, 0.3], [-0.4, 0.05, 0.6], [1.5, -2.5, 0.01]]
STEPS = 10
OPTIMIZERS = {
    "ADAM": lambda parameters: torch.optim.Adam(parameters, 0.1, weight_decay=0.01),
    "ADAMW": lambda parameters: torch.optim.AdamW(parameters, 0.1, weight_decay=0.01),
    "SGD": lambda parameters: torch.optim.SGD(parameters, 0.1, momentum=0.9, weight_decay=0.01),
}


def momentum(optimizer):
    group = optimizer.param_groups[0]
    return group["betas"][0] if "betas" in group else group["momentum"]


def main():
    directory = Path(sys.argv[1])
    directory.mkdir(exist_ok=True)
    with open(directory / "one-cycle.csv", "w") as file:
        file.write("steps,step,rate,momentum\n")
        for steps in LENGTHS:
            optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], 1, momentum=0.9)
            schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1, total_steps=steps)
            for step in range(steps):
                file.write(f"{steps},{step},{optimizer.param_groups[0]['lr']:.12g},{momentum(optimizer):.12g}\n")
                optimizer.step()
                if step < steps - 1:
                    schedule.step()
    with open(directory / "optimizers.csv", "w") as file:
        file.write("optimizer,step,first,second,third\n")
        for name, make in OPTIMIZERS.items():
            parameters = torch.tensor(START, dtype=torch.float64, requires_grad=True)
            optimizer = make([parameters])
            schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=STEPS)
            for step in range(STEPS):
                parameters.grad = torch.tensor(GRADIENTS[step % len(GRADIENTS)], dtype=torch.float64)
                optimizer.step()
                values = ",".join(f"{value:.12g}" for value in parameters.tolist())
                file.write(f"{name},{step},{values}\n")
                if step < STEPS - 1:
                    schedule.step()


if __name__ == "__main__":
    main()
