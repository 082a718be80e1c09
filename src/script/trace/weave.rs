//! Wraps every condition of a text into a call that notes how it comes out.

use std::cmp::Reverse;
use std::ops::Range;

use rhai::AST;

use super::extent::{extent, trimmed};
use super::leaf::{Leaf, leaves};
use super::{CONDITION, SIDE, Site};
use crate::model::SourceText;
use crate::script::tree::one_line;

/// A text with its conditions wrapped.
#[derive(Debug)]
pub(crate) struct Woven {
    /// The wrapped text. It has the lines of the original; only columns differ.
    pub(crate) text: String,
    /// The conditions in the order written; the first has the number that was asked for.
    pub(crate) sites: Vec<Site>,
    /// Where something was put in, and how many characters, in the order of the original text.
    inserted: Vec<(usize, usize)>,
}

impl Woven {
    /// The column, in characters from 1, that a place of the original has in the wrapped text.
    pub(crate) fn column(&self, source: &SourceText, line: usize, column: usize) -> usize {
        let (row, place) = (source.offset_of(line, 1), source.offset_of(line, column));
        let before = self.inserted.iter().filter(|(at, _)| (row..=place).contains(at));
        column + before.map(|(_, length)| length).sum::<usize>()
    }
}

/// Something that is wrapped.
struct Wrap {
    range: Range<usize>,
    /// What stands before it; a bracket stands behind.
    call: String,
    /// Of two with the same range the lower goes around the other.
    level: u8,
}

/// Wraps the conditions of a text, numbered from `first`.
pub(crate) fn weave(source: &SourceText, ast: &AST, first: usize) -> Woven {
    let text = source.text.as_ref();
    let mut sites = Vec::new();
    let mut wraps = Vec::new();
    for leaf in leaves(source, ast) {
        let Some(range) = extent(text, leaf.start, leaf.reach) else { continue };
        let number = first + sites.len();
        sites.push(Site {
            policy: source.name.as_ref().to_owned(),
            line: u32::try_from(source.position_of(range.start).0).unwrap_or(u32::MAX),
            text: one_line(text.get(range.clone()).unwrap_or_default()),
            comparison: comparison(text, &range, &leaf),
        });
        for (side, range) in sides(text, &range, &leaf).into_iter().enumerate() {
            let wrap = |range| Wrap { range, call: format!("{SIDE}({number}, {side}, "), level: 1 };
            // A constant says itself.
            wraps.extend(range.filter(|_| !leaf.constant.get(side).is_some_and(|constant| *constant)).map(wrap));
        }
        wraps.push(Wrap { range, call: format!("{CONDITION}({number}, "), level: 0 });
    }
    wraps.sort_by_key(|wrap| (wrap.range.start, Reverse(wrap.range.end), wrap.level));
    let inserted = insertions(&wraps);
    let mut woven = String::with_capacity(text.len() * 2);
    let mut at = 0;
    for (place, piece) in &inserted {
        woven.push_str(text.get(at..*place).unwrap_or_default());
        woven.push_str(piece);
        at = *place;
    }
    woven.push_str(text.get(at..).unwrap_or_default());
    let inserted = inserted.into_iter().map(|(place, piece)| (place, piece.chars().count())).collect();
    Woven { text: woven, sites, inserted }
}

/// Where the two sides of a comparison stand; nothing of other conditions.
fn sides(text: &str, range: &Range<usize>, leaf: &Leaf) -> [Option<Range<usize>>; 2] {
    match leaf.operator {
        Some((operator, length)) if range.contains(&operator) => {
            [trimmed(text, range.start..operator), trimmed(text, operator + length..range.end)]
        }
        _ => [None, None],
    }
}

fn comparison(text: &str, range: &Range<usize>, leaf: &Leaf) -> Option<(String, [Option<String>; 2])> {
    let (operator, length) = leaf.operator?;
    let [left, right] = sides(text, range, leaf);
    let written = |range: Option<Range<usize>>, constant: bool| {
        range.filter(|_| constant).and_then(|range| text.get(range)).map(one_line)
    };
    let [fixed_left, fixed_right] = leaf.constant;
    let operator = text.get(operator..operator + length)?.to_owned();
    Some((operator, [written(left, fixed_left), written(right, fixed_right)]))
}

/// What is put in where; things that overlap without one being inside the other are left out.
fn insertions(wraps: &[Wrap]) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for wrap in wraps {
        while let Some(end) = open.pop_if(|end| *end <= wrap.range.start) {
            found.push((end, ")".to_owned()));
        }
        if open.last().is_none_or(|end| wrap.range.end <= *end) {
            found.push((wrap.range.start, wrap.call.clone()));
            open.push(wrap.range.end);
        }
    }
    found.extend(open.into_iter().rev().map(|end| (end, ")".to_owned())));
    found
}
