"""The guides of docs/huong-dan as the tests read them: what they say is on which page, and the pictures they name."""

import base64
import re

from system import ROOT

FOLDER = ROOT / "docs/huong-dan"
TAKEN = ROOT / "out/guides"

# In the order in which they stand: which pages the words that follow are on, a word in bold, a picture.
PIECES = re.compile(r"<!-- trang: (?P<pages>[a-z0-9, -]+) -->|\*\*(?P<words>[^*]+)\*\*|!\[[^\]]*\]\(hinh/(?P<picture>[^)]+)\.webp\)")

# What a reader sees or hears: the text, and what stands in lists to choose from, in boxes to open and on fields.
SEEN = """() => [document.body.innerText]
    .concat([...document.querySelectorAll('details, option')].map(one => one.textContent))
    .concat([...document.querySelectorAll('[aria-label], [placeholder], input[type=submit]')]
        .map(one => one.getAttribute('aria-label') || one.placeholder || one.value))
    .join('\\n')"""

# Only a demonstration says that it is one; and this browser knows no Vietnamese dates, as the readers' browsers do.
DRESSED = """() => {
    document.querySelectorAll('.demo').forEach(one => one.style.display = 'none')
    document.querySelectorAll('input[type=date]').forEach(one => {
        const day = one.value.split('-').reverse().join('/')
        one.dataset.day = one.value
        one.type = 'text'
        one.value = day || 'dd/mm/yyyy'
    })
    document.activeElement.blur()
    return document.fonts.ready.then(() => true)
}"""
UNDRESSED = """() => {
    document.querySelectorAll('.demo').forEach(one => one.style.display = '')
    document.querySelectorAll('[data-day]').forEach(one => { one.type = 'date'; one.value = one.dataset.day })
}"""
TALLEST = 1000


class Guides:
    """Holds each page that a test comes to against what the guides say of it, and takes the picture they ask for."""

    def __init__(self):
        self.words, self.pictures, self.loose = {}, set(), []
        self.seen, self.taken = set(), set()
        for file in sorted(FOLDER.glob("*.md")):
            self.read(file)
        self.missing = {pages: set(words) for pages, words in self.words.items()}

    def read(self, file):
        pages = ()
        for piece in PIECES.finditer(file.read_text().replace("\n", " ")):
            if piece["pages"]:
                pages = tuple(piece["pages"].split(", "))
                self.words.setdefault(pages, set())
            elif piece["picture"]:
                self.pictures.add(piece["picture"])
            elif pages:
                self.words[pages].add(" ".join(piece["words"].split()))
            else:
                self.loose.append(f"{file.name}: {piece['words']}")

    def at(self, page, name, picture=None, mark=None):
        """The page of that name has come: its words are looked for, and its picture is taken if there is to be one.

        The picture shows `picture`, a part of the page, with a frame around `mark`.
        """
        assert any(name in pages for pages in self.words), f"no guide speaks of {name}"
        self.seen.add(name)
        seen = plain(page.evaluate(SEEN))
        for pages, words in self.missing.items():
            if name in pages:
                words -= {one for one in words if plain(one) in seen}
        if name in self.pictures:
            self.take(page, name, picture, mark)

    def take(self, page, name, picture, mark):
        page.evaluate(DRESSED)
        if mark is not None:
            mark.first.evaluate("one => { one.style.outline = '4px solid #c8402a'; one.style.outlineOffset = '4px' }")
        size = page.viewport_size
        box = picture.first.bounding_box() if picture is not None else {"x": 0, "y": 0, **size}
        # A part of a page gets a little air around it.
        air = 12 if box["width"] < size["width"] and picture.first.evaluate("one => one.tagName") != "MAIN" else 0
        clip = {"x": box["x"] - air, "y": box["y"] - air + page.evaluate("scrollY"), "width": box["width"] + 2 * air}
        clip |= {"height": min(box["height"] + 2 * air, TALLEST), "scale": 1}
        order = {"format": "webp", "quality": 80, "clip": clip, "captureBeyondViewport": picture is not None}
        shot = page.context.new_cdp_session(page).send("Page.captureScreenshot", order)
        TAKEN.mkdir(parents=True, exist_ok=True)
        (TAKEN / f"{name}.webp").write_bytes(base64.b64decode(shot["data"]))
        self.taken.add(name)
        page.evaluate(UNDRESSED)
        if mark is not None:
            mark.first.evaluate("one => { one.style.outline = ''; one.style.outlineOffset = '' }")

    def complaints(self):
        """What the guides say and the product does not, in sentences."""
        told = [f"{one}: in bold, but on no page (write <!-- trang: … --> before it)" for one in self.loose]
        for pages, words in self.missing.items():
            told += [f"{name}: the test never came to this page" for name in pages if name not in self.seen]
            told += [f"{' or '.join(pages)}: “{one}” is not on the page" for one in sorted(words)]
        told += [f"{name}: this picture was not taken" for name in sorted(self.pictures - self.taken)]
        kept = {file.stem for file in FOLDER.glob("hinh/*.webp")}
        told += [f"{name}: this picture is not in docs/huong-dan/hinh: `make guides`" for name in sorted(self.pictures - kept)]
        told += [f"{name}: no guide shows this picture" for name in sorted(kept - self.pictures)]
        return told


def plain(text):
    return " ".join(text.split()).casefold()
