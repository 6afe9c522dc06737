"""Writes a set of photo-like images to train with: photos.py FOLDER [IMAGES_PER_CLASS]

Four classes of drawn scenes, in the sizes, formats and states that folders of photos come in: large and small, upright and
turned by EXIF, grey, CMYK and transparent, in folders within folders, some cut off, some no images at all. Needs Pillow and
NumPy. The same arguments give the same set.
"""

import io
import pathlib
import sys

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

random = np.random.default_rng(20)


def colour(low=0, high=256):
    return tuple(int(v) for v in random.integers(low, high, 3))


def background(width, height):
    """A gradient with grain, as a wall or a sky has it."""
    corners = random.integers(40, 216, (2, 2, 3)).astype(np.uint8)
    smooth = np.asarray(Image.fromarray(corners).resize((width, height), Image.BICUBIC)).astype(int)
    return Image.fromarray(np.clip(smooth + random.normal(0, 6, (height, width, 1)), 0, 255).astype(np.uint8))


def ball(draw, x, y, r):
    draw.ellipse((x - r, y - r, x + r, y + r), fill=colour())


def box(draw, x, y, r):
    t = random.uniform(-0.3, 0.3)
    c, s = r * np.cos(t), r * np.sin(t)
    draw.polygon([(x + c - s, y + s + c), (x - c - s, y - s + c), (x - c + s, y - s - c), (x + c + s, y + s - c)], fill=colour())


def fence(draw, x, y, r):
    step = r / 2.5
    fill = colour()
    for i in range(-3, 4):
        draw.rectangle((x + i * step, y - r, x + i * step + step / 2, y + r), fill=fill)


def star(draw, x, y, r):
    turn = random.uniform(0, 1)
    points = [(x + q * np.sin(a), y + q * np.cos(a)) for i in range(10) for a, q in [((i / 5 + turn) * np.pi, r if i % 2 else r / 2.6)]]
    draw.polygon(points, fill=colour())


def photo(subject):
    long = int(random.choice([480, 800, 1600, 4000], p=[0.3, 0.4, 0.27, 0.03]))
    short = int(long * random.uniform(0.6, 1))
    width, height = (long, short) if random.random() < 0.6 else (short, long)
    image = background(width, height)
    r = min(width, height) * random.uniform(0.2, 0.38)
    subject(ImageDraw.Draw(image), width * random.uniform(0.4, 0.6), height * random.uniform(0.4, 0.6), r)
    return image.filter(ImageFilter.GaussianBlur(min(width, height) / 400))


def encoded(image):
    """The bytes and the extension of a file."""
    kind = random.choice(["jpg", "turned", "grey", "cmyk", "png", "webp", "transparent"], p=[0.6, 0.1, 0.06, 0.04, 0.08, 0.08, 0.04])
    out = io.BytesIO()
    if kind == "turned":
        exif = Image.Exif()
        exif[0x0112] = 6
        image.transpose(Image.ROTATE_90).save(out, "JPEG", quality=88, exif=exif)
        return out.getvalue(), "JPG"
    if kind == "transparent":
        image.putalpha(220)
        image.resize((400, 400)).save(out, "PNG")
        return out.getvalue(), "png"
    if kind in ("png", "webp"):
        image.save(out, kind)
        return out.getvalue(), kind
    mode = {"grey": "L", "cmyk": "CMYK"}.get(kind, "RGB")
    image.convert(mode).save(out, "JPEG", quality=88)
    return out.getvalue(), "jpeg" if kind == "cmyk" else "jpg"


def main():
    root = pathlib.Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 150
    for name, subject in (("ball", ball), ("box", box), ("fence", fence), ("star & more", star)):
        for i in range(count):
            folder = root / name / ("2024/spring" if i % 3 else ".")
            folder.mkdir(parents=True, exist_ok=True)
            data, extension = encoded(photo(subject))
            (folder / f"IMG_{i:04}.{extension}").write_bytes(data[: len(data) // 2] if i % 50 == 49 else data)
        (root / name / "Thumbs.db").write_bytes(b"\0" * 64)
        (root / name / "._IMG_0001.jpg").write_bytes(b"\0" * 64)
    (root / "ball" / "page.jpg").write_text("<html><body>404</body></html>")
    (root / "box" / "tiny.png").write_bytes(bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"))
    (root / "README.txt").write_text("Drawn by photos.py.\n")


main()
