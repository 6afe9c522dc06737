"""What people write with requests: a line for each way, with the class that was answered."""

import sys

import requests

service = sys.argv[1]


def tell(way, response):
    response.raise_for_status()
    print(way, response.json()["predictions"][0]["argmax"])


def pieces():
    with open("samples/three.png", "rb") as image:
        while piece := image.read(100):
            yield piece


with requests.Session() as session:
    with open("samples/three.png", "rb") as image:
        tell("form", session.post(service + "/predict", files={"image": image}))
    with open("samples/three.png", "rb") as image:
        tell("file", session.post(service + "/predict", data=image))
    with open("samples/three.png", "rb") as image:
        tell("bytes", session.post(service + "/predict", data=image.read(), headers={"Content-Type": "image/png"}))
    tell("chunked", session.post(service + "/predict", data=pieces()))
