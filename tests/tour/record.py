# SPDX-License-Identifier: Apache-2.0
"""What the tour leaves: pictures, a transcript, and a page that shows both."""
import contextlib
import hashlib
import html
import os
import subprocess
import time

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>A tour of Banco</title>
<style>body{{font:16px/1.5 sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}}
img{{max-width:100%;border:1px solid #ccc;border-radius:6px}}figure{{margin:0 0 3rem}}</style>
<h1>A tour of Banco</h1>{steps}</html>
"""
STEP = """<figure><h2>{number}. {title}</h2><img src="{picture}" alt="{title}">
<figcaption>Seen: {seen}</figcaption></figure>"""


class Record:
    def __init__(self, folder, stage):
        self.folder = folder
        self.stage = stage
        self.steps = []
        os.makedirs(folder, exist_ok=True)
        for old in os.listdir(folder):
            if old.endswith((".png", ".txt", ".html")):
                os.unlink(os.path.join(folder, old))

    def path(self, name):
        return os.path.join(self.folder, name)

    def step(self, name, title, seen):
        picture = f"{len(self.steps) + 1:02d}-{name}.png"
        time.sleep(0.5)  # what moves comes to rest
        self.stage.picture(self.path(picture))
        self.steps.append((picture, title, seen))
        line = f"{len(self.steps):02d} {title}: " + " | ".join(seen)
        print(line, flush=True)
        with open(self.path("transcript.txt"), "a") as transcript:
            transcript.write(line + "\n")

    @contextlib.contextmanager
    def failures(self, *kinds):
        """Records why it is not walked to the end, while the window is still there."""
        try:
            yield
        except (*kinds, AssertionError, subprocess.CalledProcessError) as problem:
            self.fail(problem)
            raise

    def fail(self, why):
        self.stage.picture(self.path("failed.png"))
        with open(self.path("transcript.txt"), "a") as transcript:
            transcript.write(f"FAILED after {len(self.steps)} steps: {why}\n")

    def different(self):
        digests = set()
        for picture, _, _ in self.steps:
            with open(self.path(picture), "rb") as data:
                digests.add(hashlib.sha256(data.read()).hexdigest())
        return len(digests)

    def finish(self):
        steps = "\n".join(
            STEP.format(number=i, title=html.escape(title), picture=picture,
                        seen=html.escape(", ".join(seen)))
            for i, (picture, title, seen) in enumerate(self.steps, 1))
        with open(self.path("index.html"), "w") as page:
            page.write(PAGE.format(steps=steps))
