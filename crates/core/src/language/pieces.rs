//! Texts cut into the pieces the sentence encoder knows: the likeliest cut of all (unigram segmentation, Kudo 2018, as the model was
//! taught). Reads the head of `data/encoder.bin`.
use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

/// Takes little-endian numbers off the front of bytes.
pub(super) struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Reader<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let found = self.bytes.get(self.at..self.at.checked_add(count)?)?;
        self.at += count;
        Some(found)
    }

    pub(super) fn skip(&mut self, count: usize) -> Option<()> {
        self.take(count).map(|_| ())
    }

    fn four(&mut self) -> Option<[u8; 4]> {
        self.take(4)?.try_into().ok()
    }

    pub(super) fn count(&mut self) -> Option<usize> {
        usize::try_from(u32::from_le_bytes(self.four()?)).ok()
    }

    pub(super) fn float(&mut self) -> Option<f32> {
        self.four().map(f32::from_le_bytes)
    }
}

/// Every piece with how likely it is.
pub(super) struct Pieces {
    known: HashMap<&'static str, (usize, f32)>,
    /// In characters.
    longest: usize,
    unknown: f32,
}

/// Stands for the space before a word.
const SPACE: char = '\u{2581}';

impl Pieces {
    pub(super) fn read(reader: &mut Reader<'static>) -> Option<Self> {
        let count = reader.count()?;
        let mut known = HashMap::with_capacity(count);
        let mut longest = 1;
        for id in 0..count {
            let length = usize::from(*reader.take(1)?.first()?);
            let name = std::str::from_utf8(reader.take(length)?).ok()?;
            let score = reader.float()?;
            // The first three are marks, no text.
            if id > 2 {
                longest = longest.max(name.chars().count());
                known.insert(name, (id, score));
            }
        }
        Some(Self { known, longest, unknown: reader.float()? })
    }

    /// The likeliest cut of a text; unknown characters are piece 0.
    pub(super) fn of(&self, text: &str) -> Vec<usize> {
        let plain: String = text.nfkc().collect();
        let mut joined = String::with_capacity(plain.len() + 8);
        for word in plain.split_whitespace() {
            joined.push(SPACE);
            joined.push_str(word);
        }
        let mut ends: Vec<usize> = joined.char_indices().map(|(at, _)| at).collect();
        ends.push(joined.len());
        let length = ends.len() - 1;
        // For every end: the best score, where its last piece began, and which it is.
        let mut best: Vec<(f32, usize, usize)> = vec![(f32::MIN, 0, 0); length + 1];
        best[0].0 = 0.0;
        for from in 0..length {
            let so_far = best[from].0;
            let mut single = false;
            for until in from + 1..=length.min(from + self.longest) {
                let Some((id, score)) = self.known.get(&joined[ends[from]..ends[until]]) else { continue };
                single |= until == from + 1;
                if so_far + score > best[until].0 {
                    best[until] = (so_far + score, from, *id);
                }
            }
            if !single && so_far + self.unknown > best[from + 1].0 {
                best[from + 1] = (so_far + self.unknown, from, 0);
            }
        }
        let mut cut = Vec::new();
        let mut at = length;
        while at > 0 {
            cut.push(best[at].2);
            at = best[at].1;
        }
        cut.reverse();
        cut
    }
}
