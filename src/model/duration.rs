//! Running times.

/// Milliseconds of running time.
pub type Millis = u64;

/// The error of reading a running time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a duration; write a number with a unit such as 90s, 10m or 2h")]
pub struct ParseDurationError {
    text: String,
}

/// Reads `500ms`, `90s`, `10m`, `1.5h`, `2d` into milliseconds; a unit is required.
///
/// # Errors
/// Fails on a missing number or unit, and on a value beyond 2^53 milliseconds.
pub fn parse_millis(text: &str) -> Result<Millis, ParseDurationError> {
    let fail = || ParseDurationError { text: text.to_owned() };
    let trimmed = text.trim();
    let split = trimmed.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(fail)?;
    let (number, unit) = trimmed.split_at(split);
    let factor = match unit.trim() {
        "ms" => 1_u64,
        "s" => 1_000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return Err(fail()),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let whole: u64 = whole.parse().map_err(|_| fail())?;
    let mut millis = whole.checked_mul(factor).ok_or_else(fail)?;
    if number.contains('.') {
        if fraction.is_empty() || fraction.len() > 6 {
            return Err(fail());
        }
        let digits: u64 = fraction.parse().map_err(|_| fail())?;
        let scale = 10_u64.pow(u32::try_from(fraction.len()).map_err(|_| fail())?);
        millis = millis.checked_add(digits * factor / scale).ok_or_else(fail)?;
    }
    if millis > 1 << 53 { Err(fail()) } else { Ok(millis) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_need_a_unit() {
        assert_eq!(parse_millis("90s"), Ok(90_000));
        assert_eq!(parse_millis("1.5h"), Ok(5_400_000));
        assert_eq!(parse_millis("10m"), Ok(600_000));
        for bad in ["", "90", "s", "1..5s", "-3s", "3 weeks", "999999999999999999h"] {
            assert!(parse_millis(bad).is_err(), "{bad:?} must be refused");
        }
    }
}
