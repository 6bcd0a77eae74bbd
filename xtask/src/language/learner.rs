//! A linear classifier of texts that learns in seconds: hashed pieces of words weighed by how rare they are, then one against the
//! rest with the squared hinge loss (dual coordinate descent, Hsieh et al. 2008) or all against all with softmax (AdaGrad). The same
//! texts give the same weights.
use gigi_core::fnv;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// Class-wide rows are padded to this, so that the processor adds eight at a time.
const LANES: usize = 8;

/// Bucket and weight, sorted by bucket.
pub(super) type Sparse = Vec<(u32, f32)>;

/// A text in lower case, cut into words; apostrophes stay inside.
pub(super) fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase().replace('\u{2019}', "'");
    lower
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .map(|w| w.trim_matches('\'').to_owned())
        .filter(|w| !w.is_empty())
        .collect()
}

/// Over the parts, in one go.
fn hash<'p>(salt: u8, parts: impl Iterator<Item = &'p [u8]>) -> u64 {
    let bytes = parts.flat_map(|part| part.iter().chain(&[0xFF]).copied());
    let h = fnv::of(fnv::NOTHING ^ u64::from(salt), bytes);
    h ^ (h >> 29)
}

/// Which pieces of a text count.
#[derive(Clone, Copy)]
pub(super) struct Recipe {
    /// Words in a row, at most.
    pub(super) row: usize,
    /// Letters of a piece of a word, from and to.
    pub(super) letters: (usize, usize),
    /// Pieces that fewer texts have are left out.
    pub(super) least: usize,
}

impl Recipe {
    /// Pieces of words and of letters, as often as they stand there.
    fn pieces(&self, text: &str) -> [Vec<u64>; 2] {
        let words = words(text);
        let mut found = [Vec::with_capacity(64), Vec::with_capacity(256)];
        let mut padded = String::new();
        let mut starts = Vec::new();
        for (n, word) in words.iter().enumerate() {
            for size in 1..=self.row {
                if let Some(row) = words.get(n..n + size) {
                    found[0].push(hash(1, row.iter().map(String::as_bytes)));
                }
            }
            padded.clear();
            padded.extend(["<", word, ">"]);
            starts.clear();
            starts.extend(padded.char_indices().map(|(at, _)| at).chain([padded.len()]));
            for size in self.letters.0..=self.letters.1 {
                for ends in starts.windows(size + 1) {
                    let piece = &padded.as_bytes()[ends[0]..ends[size]];
                    found[1].push(hash(2, [piece].into_iter()));
                }
            }
        }
        if let (Some(first), Some(last)) = (words.first(), words.last()) {
            found[0].push(hash(3, [first.as_bytes()].into_iter()));
            found[0].push(hash(4, [last.as_bytes()].into_iter()));
        }
        found.iter_mut().for_each(|block| block.sort_unstable());
        found
    }
}

/// A hash is a good hash of itself.
#[derive(Clone, Copy, Default)]
struct Itself(u64);

impl std::hash::Hasher for Itself {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {}
    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}

/// Turns texts into weighed buckets, as learnt from the texts it was made of.
pub(super) struct Weigher {
    recipe: Recipe,
    /// Bucket of a piece, and how rare it is.
    known: HashMap<u64, (u32, f32), BuildHasherDefault<Itself>>,
}

impl Weigher {
    pub(super) fn new<'t>(recipe: Recipe, texts: impl Iterator<Item = &'t str>) -> Self {
        let mut counts: HashMap<u64, usize> = HashMap::new();
        let mut all = 0.0_f32;
        for text in texts {
            all += 1.0;
            for mut block in recipe.pieces(text) {
                block.dedup();
                for piece in block {
                    *counts.entry(piece).or_default() += 1;
                }
            }
        }
        let mut kept: Vec<(u64, usize)> = counts.into_iter().filter(|(_, n)| *n >= recipe.least).collect();
        kept.sort_unstable();
        let rare = |n: usize| ((1.0 + all) / (1.0 + n as f32)).ln() + 1.0;
        let known = kept.iter().zip(0..).map(|((piece, n), bucket)| (*piece, (bucket, rare(*n)))).collect();
        Self { recipe, known }
    }

    /// Buckets there are.
    pub(super) fn buckets(&self) -> usize {
        self.known.len()
    }

    /// What must be kept beside the weights: a short hash and the rarity of each piece.
    pub(super) fn bytes(&self) -> usize {
        self.known.len() * 8
    }

    /// Words and letters have length one each, then the whole has length one.
    pub(super) fn weigh(&self, text: &str) -> Sparse {
        let mut found = Sparse::with_capacity(256);
        for block in self.recipe.pieces(text) {
            let from = found.len();
            for same in block.chunk_by(|a, b| a == b) {
                if let Some((bucket, rare)) = self.known.get(&same[0]) {
                    found.push((*bucket, (1.0 + (same.len() as f32).ln()) * rare));
                }
            }
            scale(&mut found[from..], 1.0);
        }
        scale(&mut found, 1.0);
        found
    }
}

/// To the given length.
pub(super) fn scale(row: &mut [(u32, f32)], to: f32) {
    let length = row.iter().map(|(_, v)| v * v).sum::<f32>().sqrt();
    if length > 0.0 {
        row.iter_mut().for_each(|(_, v)| *v *= to / length);
    }
}

/// Weights of every class for every bucket, a byte each.
pub(super) struct Linear {
    classes: usize,
    width: usize,
    /// The last row is the bias.
    weights: Vec<i8>,
    /// Of every class.
    scales: Vec<f32>,
}

/// The weights while they are learnt.
struct Learning {
    classes: usize,
    width: usize,
    weights: Vec<f32>,
}

/// One example: weighed pieces (and other numbers, in buckets of their own), and what it is.
pub(super) struct Example {
    pub(super) sparse: Sparse,
    pub(super) class: usize,
}

/// How the weights are found.
#[derive(Clone, Copy)]
pub(super) enum Loss {
    /// One against the rest; the number is the cost of a miss.
    Hinge(f32),
    /// All against all; the number is the step.
    Softmax(f32),
}

/// Row `n` of a table.
fn row(table: &[f32], n: u32, width: usize) -> &[f32] {
    &table[n as usize * width..][..width]
}

impl Linear {
    /// Bytes they take in a file.
    pub(super) fn bytes(&self) -> usize {
        self.weights.len() / self.width * self.classes + self.classes * 4
    }

    /// A number for every class; the largest is the likeliest.
    pub(super) fn scores(&self, sparse: &Sparse) -> Vec<f32> {
        let mut sums = vec![0.0; self.width];
        let bias = self.weights.len() / self.width - 1;
        for (bucket, value) in sparse.iter().map(|(b, v)| (*b as usize, *v)).chain([(bias, 1.0)]) {
            for (sum, weight) in sums.iter_mut().zip(&self.weights[bucket * self.width..][..self.width]) {
                *sum += f32::from(*weight) * value;
            }
        }
        sums.truncate(self.classes);
        sums.iter_mut().zip(&self.scales).for_each(|(sum, scale)| *sum *= scale);
        sums
    }

    pub(super) fn learn(
        examples: &[Example],
        buckets: usize,
        classes: usize,
        loss: Loss,
        epochs: usize,
    ) -> Self {
        let width = classes.div_ceil(LANES) * LANES;
        let mut model = Learning { classes, width, weights: vec![0.0; (buckets + 1) * width] };
        match loss {
            Loss::Hinge(cost) => model.hinge(examples, cost, epochs),
            Loss::Softmax(step) => model.softmax(examples, step, epochs),
        }
        model.rounded()
    }
}

impl Learning {
    fn bias(&self) -> u32 {
        u32::try_from(self.weights.len() / self.width - 1).unwrap_or(u32::MAX)
    }

    fn raw(&self, sparse: &Sparse, sums: &mut [f32]) {
        sums.copy_from_slice(row(&self.weights, self.bias(), self.width));
        for (bucket, value) in sparse {
            for (sum, weight) in sums.iter_mut().zip(row(&self.weights, *bucket, self.width)) {
                *sum += weight * value;
            }
        }
    }

    /// A byte a weight, one scale a class.
    fn rounded(&self) -> Linear {
        let mut scales = vec![1e-9_f32; self.width];
        for row in self.weights.chunks_exact(self.width) {
            for (scale, weight) in scales.iter_mut().zip(row) {
                *scale = scale.max(weight.abs() / 127.0);
            }
        }
        #[expect(clippy::cast_possible_truncation, reason = "within -127 to 127 by the scale")]
        let byte = |(n, weight): (usize, &f32)| (weight / scales[n % self.width]).round() as i8;
        let weights = self.weights.iter().enumerate().map(byte).collect();
        Linear { classes: self.classes, width: self.width, weights, scales }
    }

    fn hinge(&mut self, examples: &[Example], cost: f32, epochs: usize) {
        let width = self.width;
        let bias = self.bias();
        let mut alphas = vec![0.0_f32; examples.len() * width];
        let (mut sums, mut moves) = (vec![0.0_f32; width], vec![0.0_f32; width]);
        let damping = 0.5 / cost;
        for epoch in 0..epochs {
            for n in order(examples.len(), epoch) {
                let example = &examples[n];
                let curve = example.sparse.iter().map(|(_, v)| v * v).sum::<f32>() + 1.0 + damping;
                self.raw(&example.sparse, &mut sums);
                let alphas = &mut alphas[n * width..][..width];
                let mut moved = false;
                for (class, ((sum, alpha), step)) in
                    sums.iter().zip(alphas.iter_mut()).zip(moves.iter_mut()).enumerate()
                {
                    let sign = if class == example.class { 1.0 } else { -1.0 };
                    let slope = sign * sum - 1.0 + damping * *alpha;
                    let next = (*alpha - slope / curve).max(0.0);
                    *step = (next - *alpha) * sign;
                    moved |= step.abs() > 1e-6;
                    *alpha = next;
                }
                if moved {
                    for (bucket, value) in example.sparse.iter().chain([&(bias, 1.0)]) {
                        let from = *bucket as usize * width;
                        for (weight, step) in self.weights[from..from + width].iter_mut().zip(&moves) {
                            *weight += step * value;
                        }
                    }
                }
            }
        }
    }

    fn softmax(&mut self, examples: &[Example], step: f32, epochs: usize) {
        let width = self.width;
        let bias = self.bias();
        let mut squares = vec![1e-4_f32; self.weights.len()];
        let mut sums = vec![0.0_f32; width];
        for epoch in 0..epochs {
            for n in order(examples.len(), epoch) {
                let example = &examples[n];
                self.raw(&example.sparse, &mut sums);
                probabilities(&mut sums[..self.classes]);
                sums[self.classes..].fill(0.0);
                sums[example.class] -= 1.0;
                for (bucket, value) in example.sparse.iter().chain([&(bias, 1.0)]) {
                    let from = *bucket as usize * width;
                    let rows =
                        self.weights[from..from + width].iter_mut().zip(&mut squares[from..from + width]);
                    for ((weight, square), slope) in rows.zip(&sums) {
                        let gradient = slope * value;
                        *square += gradient * gradient;
                        *weight -= step * gradient / square.sqrt();
                    }
                }
            }
        }
    }
}

/// Sums to shares of one.
pub(super) fn probabilities(sums: &mut [f32]) {
    let most = sums.iter().copied().fold(f32::MIN, f32::max);
    sums.iter_mut().for_each(|s| *s = (*s - most).exp());
    let all: f32 = sums.iter().sum();
    sums.iter_mut().for_each(|s| *s /= all);
}

/// Everybody once, in another order every time and the same on every machine.
pub(super) fn order(count: usize, epoch: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut state = 0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(epoch as u64 + 1);
    for n in (1..count).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        order.swap(n, (state >> 33) as usize % (n + 1));
    }
    order
}

/// The likeliest.
pub(super) fn best(scores: &[f32]) -> usize {
    (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b])).unwrap_or(0)
}
