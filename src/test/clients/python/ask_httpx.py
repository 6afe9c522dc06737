"""What people write with httpx, over HTTP/1.1 and HTTP/2: a line for each way, with the class that was answered."""

import sys

import httpx

service = sys.argv[1]


def ask(way, version, **options):
    with httpx.Client(**options) as client:
        with open("samples/three.png", "rb") as image:
            form = client.post(service + "/predict", files={"image": image})
        with open("samples/three.png", "rb") as image:
            body = client.post(service + "/predict", content=image)
    for sent, response in (("form", form), ("body", body)):
        response.raise_for_status()
        assert response.http_version == version, response.http_version
        print(way, sent, response.json()["predictions"][0]["argmax"])


ask("HTTP/1.1", "HTTP/1.1")
ask("HTTP/2", "HTTP/2", http1=False, http2=True)
