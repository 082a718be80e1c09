//! Search as the CMS API answers it: stemmed, forgiving and sometimes surprising, in both versions of its language.

mod ast;
mod engine;
mod index;
mod matching;
mod sort;
mod stem;
mod term;
mod time;
mod token;
mod v1;
mod v2;
mod words;

#[cfg(test)]
mod tests;

pub(super) use engine::{Ask, Engine, Refusal};
