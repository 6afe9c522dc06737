#!/usr/bin/env python3
"""Requests the same prediction repeatedly, and counts: load.py URL IMAGE LABEL [--kept 8] [--new 2] [--pause 0.02]

--kept clients keep their connection for as long as the service does, --new clients open one for each request. A request
has failed if it is not answered with 200 and the label. Each second a line of JSON tells the counts so far; the last
one comes after SIGTERM or at the end of standard input with --until-input-ends. Python 3.8 or later, nothing else.
"""
import argparse
import http.client
import json
import signal
import sys
import threading
import time
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 30
FAILURES_TOLD = 20


class Counts:
    """How many requests were answered correctly and how many failed, for each kind of client."""

    def __init__(self, kinds):
        self.lock = threading.Lock()
        self.answered = {kind: 0 for kind in kinds}
        self.failed = {kind: 0 for kind in kinds}
        self.failures = []

    def answer(self, kind):
        with self.lock:
            self.answered[kind] += 1

    def fail(self, kind, reason):
        with self.lock:
            self.failed[kind] += 1
            self.failures = (self.failures + [f"{time.strftime('%H:%M:%S')} {kind}: {reason}"])[-FAILURES_TOLD:]

    def tell(self):
        with self.lock:
            line = {"answered": dict(self.answered), "failed": dict(self.failed), "failures": list(self.failures)}
        print(json.dumps(line), flush=True)


class Client(threading.Thread):
    """Sends requests over one connection at a time, until told to stop."""

    def __init__(self, kind, options, image, counts, stopped):
        super().__init__(name=kind, daemon=True)
        self.kind, self.options, self.image, self.counts, self.stopped = kind, options, image, counts, stopped
        self.connection = None

    def run(self):
        while not self.stopped.is_set():
            try:
                self.ask()
            except (OSError, ValueError, LookupError, http.client.HTTPException) as problem:
                self.counts.fail(self.kind, f"{type(problem).__name__}: {problem}")
                self.disconnect()
            self.stopped.wait(self.options.pause)
        self.disconnect()

    def ask(self):
        if self.connection is None:
            url = urlsplit(self.options.url)
            connect = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
            self.connection = connect(url.hostname, url.port, timeout=TIMEOUT_SECONDS)
        self.connection.request("POST", urlsplit(self.options.url).path or "/predict", self.image,
                                {"Content-Type": "application/octet-stream",
                                 **({"Connection": "close"} if self.kind == "new" else {})})
        response = self.connection.getresponse()
        content = response.read()
        if response.will_close or self.kind == "new":
            self.disconnect()
        if response.status != 200:
            self.counts.fail(self.kind, f"{response.status} {content[:200].decode('utf-8', 'replace')}")
        elif json.loads(content)["predictions"][0]["label"] != self.options.label:
            self.counts.fail(self.kind, f"another answer: {content[:200].decode('utf-8', 'replace')}")
        else:
            self.counts.answer(self.kind)

    def disconnect(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("url")
    parser.add_argument("image")
    parser.add_argument("label")
    parser.add_argument("--kept", type=int, default=8)
    parser.add_argument("--new", type=int, default=2)
    parser.add_argument("--pause", type=float, default=0.02, help="seconds between an answer and the next request")
    parser.add_argument("--until-input-ends", action="store_true")
    options = parser.parse_args()
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    signal.signal(signal.SIGINT, lambda *_: stopped.set())
    if options.until_input_ends:
        threading.Thread(target=lambda: (sys.stdin.read(), stopped.set()), daemon=True).start()
    with open(options.image, "rb") as file:
        image = file.read()
    counts = Counts(["kept", "new"])
    kinds = ["kept"] * options.kept + ["new"] * options.new
    clients = [Client(kind, options, image, counts, stopped) for kind in kinds]
    for client in clients:
        client.start()
    while not stopped.wait(1):
        counts.tell()
    for client in clients:
        client.join(TIMEOUT_SECONDS)
    counts.tell()


if __name__ == "__main__":
    main()
