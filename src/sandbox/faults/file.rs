//! Reads a file of faults.

use serde::Deserialize;

use super::call::Dialect;
use super::does::{Bad, Cut, Does, Shape};
use super::event::{Event, Happens, Victims};
use super::mistake::FaultMistake;
use super::section::{Section, SectionText};
use super::sort::Sort;
use super::when::{Hits, On, When};
use crate::sandbox::apsara::operations;

/// What goes wrong while a sandbox is served; nothing by default.
#[derive(Debug, Clone, PartialEq)]
pub struct Faults {
    pub(super) seed: u64,
    pub(super) sections: Vec<Fault>,
    pub(super) events: Vec<(When, Event)>,
}

/// One sort of fault.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fault {
    pub(super) when: When,
    pub(super) does: Does,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    seed: Option<u64>,
    #[serde(default)]
    fault: Vec<SectionText>,
    #[serde(default)]
    event: Vec<SectionText>,
}

impl Default for Faults {
    fn default() -> Self {
        Self { seed: 1, sections: Vec::new(), events: Vec::new() }
    }
}

impl Faults {
    /// Reads the text of a file of faults.
    ///
    /// # Errors
    /// Fails on anything that it does not understand: a fault that silently does not happen proves nothing.
    pub fn parse(text: &str) -> Result<Self, FaultMistake> {
        let file: FileText = toml::from_str(text).map_err(|error| FaultMistake::of_toml(text, &error))?;
        let read = |sections: Vec<SectionText>| sections.into_iter().map(|section| Section::new(text, section));
        Ok(Self {
            seed: file.seed.unwrap_or(1),
            sections: read(file.fault).map(fault).collect::<Result<_, _>>()?,
            events: read(file.event).map(event).collect::<Result<_, _>>()?,
        })
    }

    /// Whether nothing goes wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sections.is_empty() && self.events.is_empty()
    }
}

fn fault(mut section: Section) -> Result<Fault, FaultMistake> {
    let ids = section.ids()?;
    let when = when(&mut section, ids)?;
    let word = does(&mut section, &Does::WORDS)?;
    let does = what(&mut section, &word)?;
    if does.is_about_pages() && when.on != On::Sort(Sort::List) && !is_search(&when.on) {
        return Err(section.wrong(format!("does = {word:?} is about pages, so it needs on = \"list\"")));
    }
    section.done(&word)?;
    Ok(Fault { when, does })
}

fn is_search(on: &On) -> bool {
    matches!(on, On::Operation(name) if Sort::of_operation(name, false) == [Sort::List])
}

/// The word of a section, which has to be one of these.
fn does(section: &mut Section, known: &[&str]) -> Result<String, FaultMistake> {
    let line = section.line("does");
    let Some(word) = section.text("does")? else { return Err(section.wrong("does is missing")) };
    if known.contains(&word.as_str()) {
        return Ok(word);
    }
    Err(FaultMistake::unknown(line, "does", &word, known.iter().copied()))
}

fn when(section: &mut Section, ids: Vec<String>) -> Result<When, FaultMistake> {
    let line = section.line("on");
    let Some(word) = section.text("on")? else { return Err(section.wrong("on is missing")) };
    let on = if word == "any" {
        On::Any
    } else if let Some(sort) = Sort::ALL.into_iter().find(|sort| sort.word() == word) {
        On::Sort(sort)
    } else if operations().any(|name| name == word) {
        On::Operation(word)
    } else {
        let words = std::iter::once("any").chain(Sort::ALL.into_iter().map(Sort::word));
        return Err(FaultMistake::unknown(line, "on", &word, words.chain(operations())));
    };
    let dialects = [Dialect::Brightcove, Dialect::Apsara].map(|dialect| (dialect.word(), dialect));
    let dialect = section.word("dialect", &dialects)?;
    let (after, times, chance) = (section.number("after", 0)?, section.times()?, section.chance()?);
    let hits = match chance {
        Some(chance) => Hits::Chance { chance, after, times: times.unwrap_or(u64::MAX) },
        None => Hits::After { after, times: times.unwrap_or(1) },
    };
    Ok(When { on, dialect, ids, hits })
}

fn what(section: &mut Section, word: &str) -> Result<Does, FaultMistake> {
    let bad = match word {
        "too_many_requests" => Bad::TooMany { retry_after: section.seconds("retry_after_seconds")? },
        "internal_error" => Bad::Internal,
        "unavailable" => Bad::Unavailable,
        "gateway_timeout" => Bad::GatewayTimeout,
        "busy" => Bad::Busy,
        "not_found" => Bad::NotFound,
        "missing_scope" => Bad::MissingScope,
        "web_page" => Bad::Page { status: section.status(502)? },
        "garbage" => Bad::Garbage(section.word("shape", &Shape::WORDS)?.unwrap_or(Shape::Text)),
        "error" => Bad::Error {
            status: section.status(400)?,
            code: section.text("code")?.ok_or_else(|| section.wrong("code is missing, such as \"BAD_VALUE\""))?,
            message: section.text("message")?.unwrap_or_else(|| "It was asked for.".to_owned()),
        },
        _ => return without_answer(section, word),
    };
    Ok(Does::Answer { bad, applied: section.flag("applied")? })
}

fn without_answer(section: &mut Section, word: &str) -> Result<Does, FaultMistake> {
    let time = |section: &mut Section| {
        section
            .milliseconds()?
            .ok_or_else(|| section.wrong(format!("milliseconds is missing: how long does {word:?} last?")))
    };
    Ok(match word {
        "ignore" => Does::Ignore,
        "expire_token" => Does::ExpireToken,
        "refuse" => Does::Refuse(time(section)?),
        "reset_before" => Does::ResetBefore,
        "reset_after" => Does::ResetAfter,
        "apply_late" => Does::ApplyLate { requests: section.number("requests", 1)?.max(1) },
        "stall" => Does::Stall { time: time(section)?, applied: section.flag("applied")? },
        "slow" => {
            Does::Slow { pieces: section.size("pieces", 8)?.max(1), pause: section.milliseconds()?.unwrap_or_default() }
        }
        "truncate" => Does::Truncate(section.word("cut", &Cut::WORDS)?.unwrap_or(Cut::Body)),
        "short_page" => Does::ShortPage { items: section.size("items", 1)? },
        "duplicates" => Does::Duplicates { items: section.size("items", 1)? },
        _ => Does::Shuffle { items: section.size("items", 2)? },
    })
}

fn event(mut section: Section) -> Result<(When, Event), FaultMistake> {
    let victims = victims(&mut section)?;
    let when = when(&mut section, Vec::new())?;
    let word = does(&mut section, &Happens::WORDS)?;
    let missing =
        |section: &Section, name: &str| section.wrong(format!("{name} is missing: which one does {word:?} mean?"));
    let happens = match word.as_str() {
        "touch" => Happens::Touch,
        "tag" => Happens::Tag(section.text("tag")?.ok_or_else(|| missing(&section, "tag"))?),
        "untag" => Happens::Untag(section.text("tag")?),
        "rename" => Happens::Rename(section.text("name")?.unwrap_or_else(|| "Renamed by somebody".to_owned())),
        "activate" => Happens::Activate(true),
        "deactivate" => Happens::Activate(false),
        "remove" => Happens::Remove,
        "remove_master" => Happens::RemoveMaster,
        "remove_renditions" => Happens::RemoveRenditions,
        "add_to_playlist" => Happens::AddToPlaylist,
        _ => Happens::Share,
    };
    section.done(&word)?;
    Ok((when, Event { happens, victims }))
}

/// Whom an event happens to: exactly one way to say so.
fn victims(section: &mut Section) -> Result<Victims, FaultMistake> {
    let asked = section.word("target", &[("asked", ())])?.is_some();
    let some = section.optional_number("videos")?;
    let ids = section.ids()?;
    match (asked, some, ids.is_empty()) {
        (true, None, true) => Ok(Victims::Asked),
        (false, Some(count), true) => Ok(Victims::Some(count)),
        (false, None, false) => Ok(Victims::Ids(ids)),
        _ => Err(section.wrong("say whom it happens to by one of target = \"asked\", videos = N and ids = […]")),
    }
}
