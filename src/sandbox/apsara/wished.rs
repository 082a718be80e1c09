//! Trouble as it is written on a command line: `DeleteVideo=DeleteVideoFailed,after=2,times=1,applied`.

use std::str::FromStr;

use super::operation;
use super::troubles::{BadAnswer, Trouble};
use crate::model::closest;

impl FromStr for Trouble {
    type Err = String;

    /// Reads `OPERATION=ANSWER[,after=N][,times=N][,applied]`. The answer is an error code of the platform, with
    /// `:STATUS` where another status than the usual one is wanted; `throttled` or `throttled:MS` with the wait that is
    /// asked for; `page` or `page:STATUS` for a web page; or `broken` for a broken connection. It comes once unless
    /// `times` says otherwise.
    fn from_str(text: &str) -> Result<Self, String> {
        let (operation, rest) = text.split_once('=').ok_or("write it as OPERATION=ANSWER")?;
        if !operation::names().any(|name| name == operation) {
            let meant = closest(operation, operation::names()).map(|name| format!("; did you mean {name}?"));
            return Err(format!("there is no operation {operation:?}{}", meant.unwrap_or_default()));
        }
        let mut parts = rest.split(',');
        let answer = answer(parts.next().unwrap_or_default())?;
        let mut trouble = Self { operation: operation.to_owned(), after: 0, times: 1, applied: false, answer };
        for part in parts {
            match part.split_once('=') {
                Some(("after", count)) => trouble.after = number(count)?,
                Some(("times", count)) => trouble.times = number(count)?,
                None if part == "applied" => trouble.applied = true,
                _ => return Err(format!("{part:?} is none of after=N, times=N and applied")),
            }
        }
        Ok(trouble)
    }
}

fn answer(text: &str) -> Result<BadAnswer, String> {
    let (word, detail) = match text.split_once(':') {
        Some((word, detail)) => (word, Some(number(detail)?)),
        None => (text, None),
    };
    let status = |usual: u16| -> Result<u16, String> {
        let Some(detail) = detail else { return Ok(usual) };
        u16::try_from(detail)
            .ok()
            .filter(|status| (200..600).contains(status))
            .ok_or_else(|| format!("{detail} is no HTTP status"))
    };
    Ok(match word {
        "throttled" => BadAnswer::Throttled { retry_after_ms: detail },
        "page" => BadAnswer::Page { status: status(502)? },
        "broken" => BadAnswer::Broken,
        "" => return Err("the answer is missing".to_owned()),
        code => BadAnswer::fault(status(usual_status(code))?, code, "It was asked for."),
    })
}

/// The status with which a code usually comes.
fn usual_status(code: &str) -> u16 {
    match code {
        "InternalError" => 500,
        "ServiceUnavailable" | "ServiceUnAvailable" | "DeleteVideoFailed" | "DeleteStreamFailed" => 503,
        "NoPermission" | "OperationDenied" | "ServiceBusy" => 403,
        "NoSuchResource" => 404,
        _ if code.starts_with("Forbidden") || code.starts_with("OperationDenied.") => 403,
        _ if code.ends_with(".NotFound") => 404,
        _ => 400,
    }
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("{text:?} is not a number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Trouble, String> {
        text.parse()
    }

    #[test]
    fn trouble_is_read_with_the_usual_status_and_once() {
        let wanted = Trouble {
            operation: "DeleteVideo".to_owned(),
            after: 2,
            times: 3,
            applied: true,
            answer: BadAnswer::fault(503, "DeleteVideoFailed", "It was asked for."),
        };
        assert_eq!(read("DeleteVideo=DeleteVideoFailed,after=2,times=3,applied"), Ok(wanted));
        let answer = |text: &str| read(text).expect("trouble").answer;
        assert_eq!(answer("SearchMedia=throttled:1500"), BadAnswer::Throttled { retry_after_ms: Some(1_500) });
        assert_eq!(answer("SearchMedia=page"), BadAnswer::Page { status: 502 });
        assert_eq!(answer("SearchMedia=broken"), BadAnswer::Broken);
        assert_eq!(answer("GetPlayInfo=Odd.Code:418"), BadAnswer::fault(418, "Odd.Code", "It was asked for."));
        assert_eq!(read("GetPlayInfo=broken").map(|trouble| trouble.times), Ok(1));
    }

    #[test]
    fn what_is_not_trouble_says_why() {
        for (text, said) in [
            ("DeleteVideo", "OPERATION=ANSWER"),
            ("DeleteVidoe=broken", "did you mean DeleteVideo?"),
            ("DeleteVideo=", "missing"),
            ("DeleteVideo=page:9", "no HTTP status"),
            ("DeleteVideo=broken,often", "after=N"),
            ("DeleteVideo=broken,times=many", "not a number"),
        ] {
            let refused = read(text).expect_err(text);
            assert!(refused.contains(said), "{text}: {refused}");
        }
    }
}
