#!/usr/bin/env python3
"""A network, and what it answers to images one at a time, saved with the lines of docs/importing.md.

Usage: one_at_a_time.py PAGE DIRECTORY      eg. one_at_a_time.py docs/importing.md src/test/resources/one-at-a-time

It needs torch (Debian: apt-get install --no-install-recommends python3-torch), and writes weights.pt and known-answer.pt.
The network is a ResNet as deep as the notebook's, with fewer channels.
"""
import os
import re
import sys
from pathlib import Path

import torch

from golden import ResNet


def main():
    page, directory = Path(sys.argv[1]).read_text(), Path(sys.argv[2])
    lines = re.search(r"### Trained one image at a time\n.*?```python\n(.*?)```", page, re.DOTALL).group(1)
    directory.mkdir(exist_ok=True)
    os.chdir(directory)
    torch.manual_seed(0)
    exec(lines, {"torch": torch, "net": ResNet([4, 6, 8, 10, 12], 10)})


if __name__ == "__main__":
    main()
