"""What people write with aiohttp: a line for each way, with the class that was answered."""

import asyncio
import sys

import aiohttp

service = sys.argv[1]


async def tell(way, request):
    async with request as response:
        response.raise_for_status()
        print(way, (await response.json())["predictions"][0]["argmax"])


async def main():
    with open("samples/three.png", "rb") as image:
        three = image.read()
    async with aiohttp.ClientSession() as session:
        form = aiohttp.FormData()
        form.add_field("image", three, filename="three.png")
        await tell("form", session.post(service + "/predict", data=form))
        await tell("bytes", session.post(service + "/predict", data=three))
        with open("samples/three.png", "rb") as image:
            await tell("file", session.post(service + "/predict", data=image))
        await tell("deflate", session.post(service + "/predict", data=three, compress="deflate"))
        await tell("continue", session.post(service + "/predict", data=three, expect100=True))


asyncio.run(main())
