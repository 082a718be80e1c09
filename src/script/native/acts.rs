//! What a body does for one video, where all that it does is to propose.

use std::sync::Arc;

use rhai::{Dynamic, Map, Position};

use super::bind::Bindings;
use super::eval::Case;
use super::term::Term;
use super::value::Value;

/// What a body does: one step after the other.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::script) struct Acts(pub(super) Vec<Act>);

/// One step of a body.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Act {
    /// Only the interpreter can tell, and what follows is not looked at.
    Interpreted,
    /// A value that nothing else need hang on: it must be told all the same.
    Told(Term),
    /// `if a { … } else { … }`
    Choose(Box<(Term, Acts, Acts)>),
    /// A call of a proposing function.
    Propose(Proposing),
    /// A call of a function of the script.
    Call(Acts),
    /// The body is left.
    End,
}

/// A call of a proposing function with the video of the body.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::script) struct Proposing {
    /// Which function.
    pub(in crate::script) wish: Wish,
    /// The last argument.
    pub(super) last: Last,
    /// The script that it stands in, as the engine names it.
    pub(in crate::script) source: Arc<str>,
    /// Where it stands.
    pub(in crate::script) at: Position,
}

/// The proposing functions that need to know nothing of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::script) enum Wish {
    DeleteVideo,
    DeleteMaster,
    Quarantine,
    Keep,
}

/// The last argument of a proposing function.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Last {
    None,
    Value(Term),
    /// `#{ name: value, … }`
    Options(Vec<(String, Term)>),
}

/// A call that a body makes for one video.
pub(in crate::script) struct Told<'a> {
    /// The call.
    pub(in crate::script) call: &'a Proposing,
    /// The value of its last argument.
    pub(in crate::script) argument: Argument,
}

/// The value of the last argument of a proposing function.
pub(in crate::script) enum Argument {
    None,
    Text(String),
    /// As the engine would pass it.
    Other(Dynamic),
}

/// How a step was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    On,
    Out,
}

impl Acts {
    /// Tells the calls that the body makes for a video, in order; `None` where only the interpreter can, or `tell` ends it.
    pub(in crate::script) fn tell<'a>(
        &'a self,
        case: &Case<'a>,
        tell: &mut dyn FnMut(Told<'a>) -> Option<()>,
    ) -> Option<()> {
        self.follow(case, tell).map(drop)
    }

    fn follow<'a>(&'a self, case: &Case<'a>, tell: &mut dyn FnMut(Told<'a>) -> Option<()>) -> Option<Flow> {
        for act in &self.0 {
            let flow = match act {
                Act::Interpreted => return None,
                Act::Told(term) => term.value(case).map(|_| Flow::On)?,
                Act::Choose(parts) => {
                    let branch = if parts.0.holds(case)? { &parts.1 } else { &parts.2 };
                    branch.follow(case, tell)?
                }
                Act::Propose(call) => {
                    tell(Told { call, argument: call.last.value(case)? })?;
                    Flow::On
                }
                Act::Call(inner) => inner.follow(case, tell).map(|_| Flow::On)?,
                Act::End => Flow::Out,
            };
            if flow == Flow::Out {
                return Some(Flow::Out);
            }
        }
        Some(Flow::On)
    }

    /// The same steps with everything put in that is the same for every video.
    pub(in crate::script) fn bound(&self, bindings: &Bindings<'_>) -> Self {
        let bound = |act: &Act| match act {
            Act::Told(term) => Act::Told(bindings.bind(term)),
            Act::Choose(parts) => {
                Act::Choose(Box::new((bindings.bind(&parts.0), parts.1.bound(bindings), parts.2.bound(bindings))))
            }
            Act::Propose(call) => Act::Propose(Proposing { last: call.last.bound(bindings), ..call.clone() }),
            Act::Call(inner) => Act::Call(inner.bound(bindings)),
            Act::Interpreted | Act::End => act.clone(),
        };
        Self(self.0.iter().map(bound).collect())
    }

    /// Whether there is a way through that leaves nothing to the interpreter.
    pub(in crate::script) fn tells(&self) -> bool {
        self.ways() != Ways::default()
    }

    fn ways(&self) -> Ways {
        let mut out = false;
        for act in &self.0 {
            let told = match act {
                Act::Interpreted => false,
                Act::Told(term) => term.tells(),
                Act::Propose(call) => call.last.terms().all(Term::tells),
                Act::Choose(parts) if !parts.0.tells() => false,
                Act::Choose(parts) => {
                    let (then, otherwise) = (parts.1.ways(), parts.2.ways());
                    out |= then.out || otherwise.out;
                    then.on || otherwise.on
                }
                Act::Call(inner) => inner.tells(),
                Act::End => return Ways { on: false, out: true },
            };
            if !told {
                return Ways { on: false, out };
            }
        }
        Ways { on: true, out }
    }

    /// Whether it leaves nothing to the interpreter where every value is known.
    pub(super) fn is_whole(&self) -> bool {
        self.0.iter().all(|act| match act {
            Act::Interpreted => false,
            Act::Told(term) => term.is_whole(),
            Act::Choose(parts) => parts.0.is_whole() && parts.1.is_whole() && parts.2.is_whole(),
            Act::Propose(call) => call.last.terms().all(Term::is_whole),
            Act::Call(inner) => inner.is_whole(),
            Act::End => true,
        })
    }

    /// How many parts it has.
    pub(super) fn parts(&self) -> usize {
        let of = |act: &Act| match act {
            Act::Interpreted | Act::End => 1,
            Act::Told(term) => 1 + term.parts(),
            Act::Choose(parts) => 1 + parts.0.parts() + parts.1.parts() + parts.2.parts(),
            Act::Propose(call) => 1 + call.last.terms().map(Term::parts).sum::<usize>(),
            Act::Call(inner) => 1 + inner.parts(),
        };
        self.0.iter().map(of).sum()
    }
}

/// Whether steps can be followed to their end, and to where the body is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Ways {
    on: bool,
    out: bool,
}

impl Last {
    /// The value; `None` where only the interpreter can tell.
    fn value(&self, case: &Case<'_>) -> Option<Argument> {
        Some(match self {
            Self::None => Argument::None,
            Self::Value(term) => match term.value(case)? {
                Value::Text(text) => Argument::Text(text.into_owned()),
                other => Argument::Other(other.into_dynamic()?),
            },
            Self::Options(list) => {
                let options =
                    list.iter().map(|(name, term)| Some((name.as_str().into(), term.value(case)?.into_dynamic()?)));
                Argument::Other(Dynamic::from_map(options.collect::<Option<Map>>()?))
            }
        })
    }

    fn bound(&self, bindings: &Bindings<'_>) -> Self {
        match self {
            Self::None => Self::None,
            Self::Value(term) => Self::Value(bindings.bind(term)),
            Self::Options(list) => {
                Self::Options(list.iter().map(|(name, term)| (name.clone(), bindings.bind(term))).collect())
            }
        }
    }

    fn terms(&self) -> impl Iterator<Item = &Term> {
        let (one, list): (_, &[(String, Term)]) = match self {
            Self::None => (None, &[]),
            Self::Value(term) => (Some(term), &[]),
            Self::Options(list) => (None, list),
        };
        one.into_iter().chain(list.iter().map(|(_, term)| term))
    }
}

impl Wish {
    /// All of them.
    pub(in crate::script) const ALL: [Self; 4] = [Self::DeleteVideo, Self::DeleteMaster, Self::Quarantine, Self::Keep];

    /// The function of that name.
    pub(super) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wish| wish.name() == name)
    }

    /// What a script calls it.
    pub(in crate::script) fn name(self) -> &'static str {
        match self {
            Self::DeleteVideo => "delete_video",
            Self::DeleteMaster => "delete_master",
            Self::Quarantine => "quarantine",
            Self::Keep => "keep",
        }
    }
}
