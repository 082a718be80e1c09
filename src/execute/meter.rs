//! When there are too many errors to go on.

/// How many errors a session takes before it stops.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MaxErrors {
    /// Errors in a row, with no deletion between them.
    pub in_a_row: u32,
    /// Errors as a fraction of the attempts, from 0 to 1.
    pub share: f64,
    /// Errors from which on the fraction counts: a few attempts say nothing about it.
    pub share_from: u32,
}

impl Default for MaxErrors {
    fn default() -> Self {
        Self::of(10)
    }
}

impl MaxErrors {
    /// Stops at so many errors in a row, or when there are at least so many and they are over 5 % of the attempts.
    /// Nought stops at the first error, as 1 does.
    #[must_use]
    pub const fn of(errors: u32) -> Self {
        Self { in_a_row: errors, share: 0.05, share_from: errors }
    }
}

/// Counts how attempts end.
#[derive(Debug, Clone, Default)]
pub(super) struct Meter {
    attempts: u32,
    errors: u32,
    in_a_row: u32,
}

impl Meter {
    /// Counts a deletion.
    pub(super) fn success(&mut self) {
        self.attempts += 1;
        self.in_a_row = 0;
    }

    /// Counts an error, and says so in words when there are now too many.
    pub(super) fn error(&mut self, limit: MaxErrors) -> Option<String> {
        self.attempts += 1;
        self.errors += 1;
        self.in_a_row += 1;
        if self.in_a_row >= limit.in_a_row.max(1) {
            return Some(match self.in_a_row {
                1 => "an error".to_owned(),
                many => format!("{many} errors in a row"),
            });
        }
        let over = f64::from(self.errors) > limit.share * f64::from(self.attempts);
        (self.errors >= limit.share_from.max(1) && over)
            .then(|| format!("{} errors in {} attempts", self.errors, self.attempts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_errors_in_a_row_are_too_many_and_nine_are_not() {
        let mut meter = Meter::default();
        for _ in 0..9 {
            assert_eq!(meter.error(MaxErrors::default()), None);
        }
        assert_eq!(meter.error(MaxErrors::default()).as_deref(), Some("10 errors in a row"));
    }

    #[test]
    fn scattered_errors_are_too_many_when_they_are_over_five_percent() {
        let run = |successes_between: u32| {
            let mut meter = Meter::default();
            (0..30).find_map(|_| {
                (0..successes_between).for_each(|_| meter.success());
                meter.error(MaxErrors::default())
            })
        };
        assert_eq!(run(19), None, "exactly 5 %");
        assert_eq!(run(9).as_deref(), Some("10 errors in 100 attempts"));
    }

    #[test]
    fn nought_stops_at_the_first_error() {
        assert_eq!(Meter::default().error(MaxErrors::of(0)).as_deref(), Some("an error"));
    }
}
