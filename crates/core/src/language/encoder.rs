//! The sentence encoder (build feature `encoder`): what a text means, also in words that no labelled text has, and what that says
//! about each intent beside the facts. Google's universal-sentence-encoder-multilingual v3 (Apache-2.0), cut to the words that matter
//! here and taught further on the labelled texts; `scripts/encoder-weights.py` makes `data/encoder.bin` and says its form.
//!
//! A text's pieces (see `pieces`) become vectors; three branches look at two, three and five neighbours; the mean goes through three
//! dense layers; with the facts it goes through a hidden layer to a number per intent.
use std::sync::LazyLock;

use ndarray::{Array1, Array2, Axis, Slice};

use super::model::INTENTS;
use super::pieces::{Pieces, Reader};

/// Numbers of a piece.
const LENGTH: usize = 512;
const BRANCH: usize = 256;
/// Neighbours a branch looks at, and how many of them stand before.
const BRANCHES: [(usize, usize); 3] = [(2, 0), (3, 1), (5, 2)];
/// Pieces that are looked at; a text of a person has some twenty.
const MOST: usize = 96;
const EPSILON: f32 = 1e-12;

static BYTES: &[u8] = include_bytes!("../../data/encoder.bin");
static ENCODER: LazyLock<Option<Encoder>> = LazyLock::new(|| Encoder::read(BYTES));

struct Encoder {
    pieces: Pieces,
    /// Where the rows of the table begin in [`BYTES`].
    table: usize,
    /// Projection, two convolutions of each branch, output, six dense layers, a row per bucket of facts, hidden layer, intents.
    matrices: Vec<Array2<f32>>,
    vectors: Vec<Array1<f32>>,
}

/// What a text and the facts beside it say about every intent, as numbers to be added to the other sums; nothing for a text without
/// words. Facts are buckets, each once.
pub(super) fn sums(text: &str, facts: &[u32]) -> Option<[f32; INTENTS.len()]> {
    ENCODER.as_ref()?.sums(text, facts)
}

fn normalise(rows: &mut Array2<f32>, gain: &Array1<f32>, shift: &Array1<f32>) {
    for mut row in rows.axis_iter_mut(Axis(0)) {
        let mean = row.sum() / row.len() as f32;
        row -= mean;
        let spread = row.iter().map(|v| v * v).sum::<f32>() / row.len() as f32;
        row *= 1.0 / (spread + EPSILON).sqrt();
        row *= gain;
        row += shift;
    }
}

impl Encoder {
    fn read(bytes: &'static [u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let pieces = Pieces::read(&mut reader)?;
        let rows = reader.count()?;
        let table = reader.at();
        reader.skip(rows * (8 + LENGTH))?;
        let matrices = (0..reader.count()?)
            .map(|_| {
                let (rows, columns) = (reader.count()?, reader.count()?);
                let scale: Vec<f32> = (0..columns).map(|_| reader.float()).collect::<Option<_>>()?;
                let cells = reader.take(rows * columns)?;
                let value = |n: usize| f32::from(cells[n].cast_signed()) * scale[n % columns];
                Array2::from_shape_vec((rows, columns), (0..cells.len()).map(value).collect()).ok()
            })
            .collect::<Option<Vec<_>>>()?;
        let vectors = (0..reader.count()?)
            .map(|_| {
                let length = reader.count()?;
                (0..length).map(|_| reader.float()).collect::<Option<Vec<f32>>>().map(Array1::from_vec)
            })
            .collect::<Option<Vec<_>>>()?;
        Some(Self { pieces, table, matrices, vectors })
    }

    fn embedded(&self, pieces: &[usize]) -> Option<Array2<f32>> {
        let mut rows = Array2::zeros((pieces.len(), LENGTH));
        for (piece, mut row) in pieces.iter().zip(rows.axis_iter_mut(Axis(0))) {
            let mut reader = Reader::new(BYTES.get(self.table + piece * (8 + LENGTH)..)?);
            let (scale, lowest) = (reader.float()?, reader.float()?);
            for (cell, byte) in row.iter_mut().zip(reader.take(LENGTH)?) {
                *cell = f32::from(*byte) * scale + lowest;
            }
        }
        Some(rows)
    }

    fn sums(&self, text: &str, facts: &[u32]) -> Option<[f32; INTENTS.len()]> {
        let [.., rows, hidden, intents] = self.matrices.as_slice() else { return None };
        let [.., bias] = self.vectors.as_slice() else { return None };
        // About 1 a number, as the facts are.
        let meant = self.encode(text)? * (LENGTH as f32).sqrt();
        let mut known = Array1::zeros(rows.ncols());
        for fact in facts {
            known += &rows.row(usize::try_from(*fact).ok().filter(|at| *at < rows.nrows())?);
        }
        let both = ndarray::concatenate(Axis(0), &[meant.view(), known.view()]).ok()?;
        let inner = (through(&both, hidden) + bias).mapv_into(|v| v.max(0.0));
        through(&inner, intents).to_vec().try_into().ok()
    }

    /// 512 numbers of length 1, near each other where texts mean alike.
    fn encode(&self, text: &str) -> Option<Array1<f32>> {
        let mut ids = self.pieces.of(text);
        if ids.is_empty() {
            return None;
        }
        ids.truncate(MOST);
        // The model was taught with a mark at either end.
        ids.insert(0, 1);
        ids.push(2);
        let words = self.embedded(&ids)?;
        let count = ids.len();
        let [projection, rest @ ..] = self.matrices.as_slice() else { return None };
        let [first_2, first_3, first_5, then_2, then_3, then_5, output, d0, d1, p1, d2, p3, d3, ..] = rest
        else {
            return None;
        };
        let [shift, gain, bias, f2, f3, f5, t2, t3, t5, gain_all, bias_all, output_bias, ..] =
            self.vectors.as_slice()
        else {
            return None;
        };
        let mut seen = words.dot(projection) + shift;
        normalise(&mut seen, gain, bias);
        let mut all = Array2::zeros((count, LENGTH + BRANCHES.len() * BRANCH));
        all.slice_axis_mut(Axis(1), Slice::from(..LENGTH)).assign(&words);
        let layers = [(first_2, f2, then_2, t2), (first_3, f3, then_3, t3), (first_5, f5, then_5, t5)];
        for (n, ((size, before), (first, first_bias, then, then_bias))) in
            BRANCHES.into_iter().zip(layers).enumerate()
        {
            let branch = seen.slice_axis(Axis(1), Slice::from(n * BRANCH..(n + 1) * BRANCH)).to_owned();
            let once =
                (windows(&branch, size, before).dot(first) + first_bias).mapv_into(|v| v.max(0.0)) + &branch;
            let twice =
                (windows(&once, size, before).dot(then) + then_bias).mapv_into(|v| v.max(0.0)) + &once;
            let from = LENGTH + n * BRANCH;
            all.slice_axis_mut(Axis(1), Slice::from(from..from + BRANCH)).assign(&twice);
        }
        normalise(&mut all, gain_all, bias_all);
        let count = count as f32;
        let mean = (through(&all.sum_axis(Axis(0)), output) + output_bias * count) / count.sqrt();
        let y0 = through(&mean, d0).mapv_into(|v| v.max(0.0));
        let y1 = (through(&mean, p1) + through(&y0, d1)).mapv_into(|v| v.max(0.0));
        let y2 = through(&y1, d2).mapv_into(|v| v.max(0.0));
        let out = (through(&y1, p3) + through(&y2, d3)).mapv_into(f32::tanh);
        let length = out.iter().map(|v| v * v).sum::<f32>().max(EPSILON).sqrt();
        Some(out / length)
    }
}

/// Numbers through a matrix, row by row as it lies in memory: `dot` of one row goes through it column by column, which is
/// several times slower. Rows of what is nothing are left out.
fn through(numbers: &Array1<f32>, matrix: &Array2<f32>) -> Array1<f32> {
    let mut out = Array1::zeros(matrix.ncols());
    for (number, row) in numbers.iter().zip(matrix.rows()).filter(|(number, _)| **number != 0.0) {
        out.scaled_add(*number, &row);
    }
    out
}

/// Every row beside its neighbours; beyond the ends is nothing.
fn windows(rows: &Array2<f32>, size: usize, before: usize) -> Array2<f32> {
    let (count, width) = rows.dim();
    let mut out = Array2::zeros((count, size * width));
    for n in 0..count {
        for slot in 0..size {
            let Some(from) = (n + slot).checked_sub(before).filter(|from| *from < count) else { continue };
            out.row_mut(n)
                .slice_axis_mut(Axis(0), Slice::from(slot * width..(slot + 1) * width))
                .assign(&rows.row(from));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::ENCODER;

    fn likeness(one: &str, other: &str) -> f32 {
        let encode = |text| ENCODER.as_ref().and_then(|encoder| encoder.encode(text)).expect("words");
        encode(one).dot(&encode(other))
    }

    #[test]
    fn what_means_alike_lies_near() {
        let near = likeness("she will not wake up", "no se despierta la señora");
        let far = likeness("she will not wake up", "what does the shift pay");
        assert!(near > far + 0.15, "{near} {far}");
        assert!(likeness("my car died", "my car is dead") > 0.8);
    }

    #[test]
    fn a_text_without_words_says_nothing() {
        assert_eq!(super::sums(" \n ", &[]), None);
        assert!(super::sums("ᚠᛇᚻ", &[3]).is_some_and(|sums| sums.iter().all(|v| v.is_finite())));
    }
}
