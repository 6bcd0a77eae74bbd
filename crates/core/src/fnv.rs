//! FNV-1a of 64 bits: the same number for the same bytes on every machine and in every version. `std`'s hasher promises no such
//! thing, and what is drawn, ordered or stored by a hash must not change under an update.

/// The hash of nothing.
pub const NOTHING: u64 = 0xcbf2_9ce4_8422_2325;

/// One more `unit` (a byte, or a whole letter).
#[inline]
#[must_use]
pub const fn add(hash: u64, unit: u64) -> u64 {
    (hash ^ unit).wrapping_mul(0x0100_0000_01b3)
}

/// All `bytes` after what `start` stands for.
///
/// ```
/// use gigi_core::fnv;
/// assert_eq!(fnv::of(fnv::NOTHING, *b"foobar"), 0x8594_4171_f739_67e8);
/// ```
#[inline]
pub fn of(start: u64, bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(start, |hash, byte| add(hash, u64::from(byte)))
}
