//! What words mean, as numbers: words that mean the same lie near each other, in English, Spanish and between them, also
//! words that no labelled text holds. A text is the sum of its words over the root of their number.
//!
//! `scripts/distil-sense.py` makes `xtask/data/sense.bin` and says how. Words that the table lacks (misspelt ones, above all) are
//! read from their pieces of three to five letters.

/// Numbers a word has, and a text.
pub(super) const DIMENSIONS: usize = 64;

/// Longer words are no words: this bounds the work.
const LONGEST: usize = 32;

/// Sorted hashes of the words, a row of bytes for each, then one for each bucket of pieces.
static TABLE: &[u8] = include_bytes!("../../data/sense.bin");
/// Words, buckets, dimensions, and the scales of the rows of both.
const HEAD: usize = 20;

/// FNV-1a: the same in the script that made the table.
fn hash(bytes: impl Iterator<Item = u8>) -> u32 {
    bytes.fold(0x811c_9dc5, |h, byte| (h ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn number(at: usize) -> Option<u32> {
    TABLE.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes)
}

fn scale(at: usize) -> f32 {
    number(at).map_or(0.0, f32::from_bits)
}

fn row(block: usize, n: usize) -> &'static [u8] {
    let from = block + n * DIMENSIONS;
    TABLE.get(from..from + DIMENSIONS).unwrap_or(&[])
}

fn add(sums: &mut [f32; DIMENSIONS], row: &[u8], scale: f32) {
    for (sum, byte) in sums.iter_mut().zip(row) {
        *sum += f32::from(byte.cast_signed()) * scale;
    }
}

/// Where the word's hash stands among the sorted ones.
fn find(words: usize, hash: u32) -> Option<usize> {
    let (mut low, mut high) = (0, words);
    while low < high {
        let middle = usize::midpoint(low, high);
        match number(HEAD + middle * 4)?.cmp(&hash) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Equal => return Some(middle),
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}

/// What a text's words mean together. Words are in the form of the rules: lower case, no accents, no punctuation.
/// Without words, nothing but zeros.
///
/// ```text
/// use super::sense::{likeness, sense};
/// let sick = sense(["feverish"].into_iter());
/// assert!(likeness(&sick, &sense(["calentura"].into_iter())) > likeness(&sick, &sense(["paycheck"].into_iter())));
/// ```text
pub(super) fn sense<'w>(words: impl Iterator<Item = &'w str>) -> [f32; DIMENSIONS] {
    let (count, buckets) = (number(0).unwrap_or(0) as usize, number(4).unwrap_or(0));
    let rows = HEAD + count * 4;
    let letters = rows + count * DIMENSIONS;
    let (of_words, of_letters) = (scale(12), scale(16));
    let mut sums = [0.0; DIMENSIONS];
    let mut read = 0_u16;
    for word in words {
        read = read.saturating_add(1);
        if let Some(n) = find(count, hash(word.bytes())) {
            add(&mut sums, row(rows, n), of_words);
        } else if buckets > 0 {
            let padded: Vec<char> = format!("<{word}>").chars().take(LONGEST).collect();
            let pieces: usize = (3..=5).map(|size| (padded.len() + 1).saturating_sub(size)).sum();
            let share = of_letters / pieces.max(1) as f32;
            for piece in (3..=5).flat_map(|size| padded.windows(size)) {
                let mut bytes = [0; 4];
                let mut h = 0x811c_9dc5_u32;
                for c in piece {
                    for byte in c.encode_utf8(&mut bytes).bytes() {
                        h = (h ^ u32::from(byte)).wrapping_mul(0x0100_0193);
                    }
                }
                add(&mut sums, row(letters, (h % buckets) as usize), share);
            }
        }
    }
    let share = 1.0 / f32::from(read.max(1)).sqrt();
    sums.map(|sum| sum * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cosine of the angle between two: 1 the same, 0 nothing in common.
    fn likeness(one: &[f32; DIMENSIONS], other: &[f32; DIMENSIONS]) -> f32 {
        let dot =
            |a: &[f32; DIMENSIONS], b: &[f32; DIMENSIONS]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        dot(one, other) / (dot(one, one) * dot(other, other)).sqrt().max(1e-9)
    }

    fn of(text: &str) -> [f32; DIMENSIONS] {
        sense(text.split_whitespace())
    }

    fn alike(one: &str, other: &str) -> f32 {
        likeness(&of(one), &of(other))
    }

    #[test]
    fn the_table_is_as_long_as_its_head_says() {
        let (words, buckets) = (number(0).unwrap_or(0) as usize, number(4).unwrap_or(0) as usize);
        assert_eq!(number(8), Some(64));
        assert_eq!(TABLE.len(), HEAD + words * 4 + (words + buckets) * DIMENSIONS);
        let hashes: Vec<_> = (0..words).map(|n| number(HEAD + n * 4)).collect();
        assert!(hashes.is_sorted(), "they are searched by halves");
    }

    #[test]
    fn a_word_is_nearer_to_its_kin_than_to_a_stranger() {
        for (word, kin, stranger) in [
            ("feverish", "sick", "paycheck"),
            ("ambulance", "hospital", "mileage"),
            ("llanta", "tire", "mother"),
            ("enferma", "sick", "money"),
            ("anoche", "yesterday", "car"),
        ] {
            assert!(alike(word, kin) > alike(word, stranger), "{word}: {kin} rather than {stranger}");
        }
    }

    #[test]
    fn a_misspelt_word_is_read_from_its_pieces() {
        for (wrong, right, other) in
            [("hospitall", "hospital", "schedule"), ("ambulnce", "ambulance", "available")]
        {
            assert!(
                find(number(0).unwrap_or(0) as usize, hash(wrong.bytes())).is_none(),
                "{wrong} is unknown"
            );
            assert!(alike(wrong, right) > alike(wrong, other), "{wrong}: {right} rather than {other}");
        }
    }

    #[test]
    fn nothing_means_nothing_and_rubbish_does_no_harm() {
        assert!(sense(std::iter::empty()).iter().all(|n| *n == 0.0));
        let rubbish = "\u{1F600}".repeat(5_000);
        assert!(of(&rubbish).iter().all(|n| n.is_finite()));
    }
}
