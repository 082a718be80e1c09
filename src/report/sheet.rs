//! CSV that a spreadsheet opens without running anything.

use std::borrow::Cow;
use std::io::Write;

use super::{Error, clean};

/// Writes a header and rows of text as CSV.
pub(super) fn write<'a, R>(out: &mut dyn Write, header: &[&str], rows: impl Iterator<Item = R>) -> Result<(), Error>
where
    R: IntoIterator<Item = Field<'a>>,
{
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(header)?;
    for row in rows {
        for field in row {
            writer.write_field(field.as_text().as_ref())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush().map_err(Error::Write)
}

/// One field of a row.
#[derive(Debug, Clone)]
pub(super) enum Field<'a> {
    /// Text that people or a platform wrote.
    Text(Cow<'a, str>),
    /// A number, which may be missing.
    Number(Option<u64>),
}

impl<'a> Field<'a> {
    /// Text, empty when there is none. Control characters go: a sheet may be looked at in a terminal.
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        Self::Text(if text.chars().any(char::is_control) { clean(&text).into() } else { text })
    }

    /// What is written: a text that a spreadsheet would take for a formula gets an apostrophe before it.
    fn as_text(&self) -> Cow<'_, str> {
        match self {
            Self::Number(number) => number.map_or_else(String::new, |number| number.to_string()).into(),
            Self::Text(text) if text.starts_with(['=', '+', '-', '@']) => format!("'{text}").into(),
            Self::Text(text) => Cow::Borrowed(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_never_a_formula() {
        for start in ["=", "+", "-", "@"] {
            assert!(Field::text(format!("{start}cmd|' /C calc'!A0")).as_text().starts_with('\''));
        }
        assert_eq!(Field::text("\u{1b}[31mred\u{7}").as_text(), "red\u{fffd}");
        assert_eq!(Field::text("plain").as_text(), "plain");
        assert_eq!(Field::Number(Some(7)).as_text(), "7");
    }
}
