//! What scripts say, on standard error with the place that they said it at.

use std::sync::Arc;

use super::Session;
use crate::report;
use crate::script::{Level, Message, Sink};

/// Writes messages as they come. `--quiet` keeps warnings.
pub(super) fn to_stderr(session: &Session) -> Sink {
    let terminal = session.terminal;
    Arc::new(move |message: &Message| {
        let text = line(message);
        if message.level == Level::Warn { terminal.complain(&text) } else { terminal.say(&text) }
    })
}

/// One message as one line.
pub(super) fn line(message: &Message) -> String {
    let word = match message.level {
        Level::Warn => "warning: ",
        Level::Info | Level::Print => "",
    };
    format!("{}:{}: {word}{}", message.policy, message.line, report::clean(&message.text))
}
