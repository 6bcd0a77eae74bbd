//! A small net over weighed pieces: every piece has learnt numbers (as in fastText, Joulin et al. 2016), their weighed sum goes, bent
//! or not, through one layer to the classes. Trained by AdaGrad with dropout; the same texts give the same weights.
use super::learner::{Example, Sparse, order, probabilities};

#[derive(Clone, Copy)]
pub(super) struct Shape {
    /// Numbers between pieces and classes.
    pub(super) hidden: usize,
    /// Whether what is below nothing counts as nothing; without, the whole is one linear map of low rank.
    pub(super) bent: bool,
    pub(super) epochs: usize,
    pub(super) step: f32,
    /// Share of the hidden numbers left out while learning.
    pub(super) dropout: f32,
}

pub(super) struct Net {
    shape: Shape,
    classes: usize,
    /// A row of hidden numbers per bucket, the last the bias: a byte each once learnt, and their scale.
    first: Vec<f32>,
    rounded: (Vec<i8>, f32),
    /// A row of classes per hidden number, the last the bias.
    second: Vec<f32>,
}

/// A cheap stream of numbers, the same everywhere.
struct Stream(u64);

impl Stream {
    /// Between 0 and 1.
    fn next(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 40) as f32 / (1_u64 << 24) as f32
    }
}

fn add(to: &mut [f32], from: &[f32], share: f32) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += from * share;
    }
}

fn dot(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

/// One step of AdaGrad along `slopes` times `share`.
fn descend(weights: &mut [f32], squares: &mut [f32], slopes: &[f32], share: f32, step: f32) {
    for ((weight, square), slope) in weights.iter_mut().zip(squares).zip(slopes) {
        let gradient = slope * share;
        *square += gradient * gradient;
        *weight -= step * gradient / square.sqrt();
    }
}

impl Net {
    pub(super) fn bytes(&self) -> usize {
        self.rounded.0.len() + 4 * self.second.len()
    }

    fn hidden(&self, sparse: &Sparse, into: &mut [f32]) {
        let width = self.shape.hidden;
        into.copy_from_slice(&self.first[self.first.len() - width..]);
        for (bucket, value) in sparse {
            add(into, &self.first[*bucket as usize * width..][..width], *value);
        }
        if self.shape.bent {
            into.iter_mut().for_each(|h| *h = h.max(0.0));
        }
    }

    fn out(&self, hidden: &[f32]) -> Vec<f32> {
        let mut sums = self.second[self.second.len() - self.classes..].to_vec();
        for (n, value) in hidden.iter().enumerate() {
            if *value != 0.0 {
                add(&mut sums, &self.second[n * self.classes..][..self.classes], *value);
            }
        }
        sums
    }

    /// A number for every class; the largest is the likeliest.
    pub(super) fn scores(&self, sparse: &Sparse) -> Vec<f32> {
        let (width, (rows, scale)) = (self.shape.hidden, &self.rounded);
        let mut hidden = vec![0.0; width];
        let bias = rows.len() / width - 1;
        for (bucket, value) in sparse.iter().map(|(b, v)| (*b as usize, *v)).chain([(bias, 1.0)]) {
            for (sum, weight) in hidden.iter_mut().zip(&rows[bucket * width..][..width]) {
                *sum += f32::from(*weight) * value;
            }
        }
        for sum in &mut hidden {
            *sum = if self.shape.bent { sum.max(0.0) } else { *sum } * scale;
        }
        self.out(&hidden)
    }

    pub(super) fn learn(examples: &[Example], buckets: usize, classes: usize, shape: Shape) -> Self {
        let width = shape.hidden;
        let mut stream = Stream(0x2545_F491_4F6C_DD1D);
        let mut random = |count: usize, size: f32| -> Vec<f32> {
            (0..count).map(|_| (stream.next() * 2.0 - 1.0) * size).collect()
        };
        let root = (width as f32).sqrt().recip();
        let mut net = Self {
            shape,
            classes,
            first: random((buckets + 1) * width, root),
            rounded: (Vec::new(), 1.0),
            second: random((width + 1) * classes, root),
        };
        let mut squares = (vec![1e-3_f32; net.first.len()], vec![1e-3_f32; net.second.len()]);
        let mut hidden = vec![0.0; width];
        let mut back = vec![0.0; width];
        let mut kept = vec![0.0; width];
        let bias = u32::try_from(buckets).unwrap_or(u32::MAX);
        for epoch in 0..shape.epochs {
            for n in order(examples.len(), epoch) {
                let example = &examples[n];
                net.hidden(&example.sparse, &mut hidden);
                for (keep, value) in kept.iter_mut().zip(&mut hidden) {
                    *keep = if stream.next() < shape.dropout { 0.0 } else { 1.0 / (1.0 - shape.dropout) };
                    *value *= *keep;
                }
                let mut slopes = net.out(&hidden);
                probabilities(&mut slopes);
                slopes[example.class] -= 1.0;
                let second = net.second.chunks_exact_mut(classes).zip(squares.1.chunks_exact_mut(classes));
                for (n, (weights, squares)) in second.enumerate() {
                    let value = hidden.get(n).copied().unwrap_or(1.0);
                    let alive = kept.get(n).copied().unwrap_or(1.0);
                    if let Some(back) = back.get_mut(n) {
                        let flows = alive > 0.0 && (value != 0.0 || !shape.bent);
                        *back = if flows { dot(weights, &slopes) * alive } else { 0.0 };
                    }
                    if value != 0.0 {
                        descend(weights, squares, &slopes, value, shape.step);
                    }
                }
                for (bucket, value) in example.sparse.iter().chain([&(bias, 1.0)]) {
                    let rows = *bucket as usize * width..(*bucket as usize + 1) * width;
                    descend(&mut net.first[rows.clone()], &mut squares.0[rows], &back, *value, shape.step);
                }
            }
        }
        net.round();
        net
    }

    fn round(&mut self) {
        let scale = self.first.iter().fold(1e-9_f32, |most, w| most.max(w.abs())) / 127.0;
        #[expect(clippy::cast_possible_truncation, reason = "within -127 to 127 by the scale")]
        let bytes = self.first.iter().map(|w| (w / scale).round() as i8).collect();
        (self.rounded, self.first) = ((bytes, scale), Vec::new());
    }
}
