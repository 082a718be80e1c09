//! The moment that a request says to have been made at.

use jiff::{SignedDuration, Timestamp};

use crate::sandbox::apsara::fault::Fault;

/// So far may a request be from the server's time, either way.
pub(super) const TOLERANCE: SignedDuration = SignedDuration::from_mins(15);

/// Fails unless a text is a moment, as `2026-01-02T03:04:05Z`, and close enough to now.
pub(in crate::sandbox::apsara) fn check_time(text: &str, now: Timestamp) -> Result<(), Fault> {
    let time = parse(text).ok_or_else(|| {
        Fault::new(400, "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.")
    })?;
    if now.duration_since(time).abs() > TOLERANCE {
        return Err(Fault::new(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired."));
    }
    Ok(())
}

fn parse(text: &str) -> Option<Timestamp> {
    let shape = "0000-00-00T00:00:00Z";
    let fits = |(byte, model): (u8, u8)| if model == b'0' { byte.is_ascii_digit() } else { byte == model };
    (text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::check_time;

    fn code(text: &str) -> String {
        let now = "2026-01-02T03:04:05Z".parse().unwrap();
        check_time(text, now).map_or_else(|fault| fault.code, |()| "good".to_owned())
    }

    #[test]
    fn a_quarter_of_an_hour_is_the_most() {
        assert_eq!(code("2026-01-02T02:49:05Z"), "good");
        assert_eq!(code("2026-01-02T03:19:05Z"), "good");
        assert_eq!(code("2026-01-02T02:49:04Z"), "InvalidTimeStamp.Expired");
        assert_eq!(code("2026-01-02T03:19:06Z"), "InvalidTimeStamp.Expired");
    }

    #[test]
    fn moments_have_one_form() {
        for text in ["2026-01-02 03:04:05Z", "2026-01-02T03:04:05", "2026-01-02T03:04:05.000Z", "2026-13-02T03:04:05Z"]
        {
            assert_eq!(code(text), "InvalidTimeStamp.Format", "{text}");
        }
        assert_eq!(code("2026-01-02T04:04:05+01"), "InvalidTimeStamp.Format");
    }
}
