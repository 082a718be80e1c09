//! Choices made by bytes. Where they run out, the choice is the first one, so that a short input is a simple one.

/// The bytes that are left to choose by.
pub(crate) struct Input<'a> {
    bytes: &'a [u8],
}

impl<'a> Input<'a> {
    /// Choices from these bytes.
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// A text up to the first NUL byte, and the choices after it: seeds that are plain text can be read and written.
    pub(crate) fn text_first(bytes: &'a [u8]) -> (String, Self) {
        let mut parts = bytes.splitn(2, |byte| *byte == 0);
        let text = String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
        (text, Self::new(parts.next().unwrap_or_default()))
    }

    /// The next byte.
    pub(crate) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.bytes.split_first() else { return 0 };
        self.bytes = rest;
        *first
    }

    /// A number below this one.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let number = usize::from(self.byte());
        let number = if end > 256 { number * 256 + usize::from(self.byte()) } else { number };
        number % end.max(1)
    }

    /// One of these.
    pub(crate) fn pick<T: Copy>(&mut self, first: T, others: &[T]) -> T {
        match self.below(others.len() + 1) {
            0 => first,
            index => others.get(index - 1).copied().unwrap_or(first),
        }
    }

    /// A number of any size, small ones more often.
    pub(crate) fn number(&mut self) -> u64 {
        let length = self.below(9);
        (0..length).fold(0, |number, _| number << 8 | u64::from(self.byte()))
    }

    /// A short text: a length, then its bytes.
    pub(crate) fn text(&mut self) -> String {
        let length = self.below(24).min(self.bytes.len());
        let (text, rest) = self.bytes.split_at(length);
        self.bytes = rest;
        String::from_utf8_lossy(text).into_owned()
    }

    /// Everything that is left.
    pub(crate) fn rest(self) -> &'a [u8] {
        self.bytes
    }

    /// Whether nothing is left.
    pub(crate) const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}
