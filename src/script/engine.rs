//! The Rhai engine as policies get it: strict, bounded, without `eval`, a clock of its own or any I/O of its own.

use rhai::packages::{Package, StandardPackage};
use rhai::{Engine, FLOAT, INT, OptimizationLevel, Position, Token, TokenizeState};

use super::error::{Fault, Outcome};
use super::functions;
use super::limits::Limits;
use super::values;

/// An engine that only parses.
pub(super) fn bare() -> Engine {
    let mut engine = Engine::new_raw();
    restrict(&mut engine, &Limits::default());
    engine.set_strict_variables(false);
    engine
}

/// An engine with every type and function of policies. It runs nothing before it is given a session.
pub(super) fn full(limits: &Limits) -> Engine {
    let mut engine = Engine::new_raw();
    engine.register_global_module(StandardPackage::new().as_shared_module());
    functions::guard(&mut engine);
    own(&mut engine);
    restrict(&mut engine, limits);
    engine
}

/// What this program adds to the language.
pub(super) fn own(engine: &mut Engine) {
    engine.register_type_with_name::<Fault>("Error");
    engine.register_fn("to_string", |fault: &mut Fault| fault.message.clone());
    engine.register_get("message", |fault: &mut Fault| fault.message.clone());
    values::register(engine);
    functions::register(engine);
    refuse_clock(engine);
}

fn restrict(engine: &mut Engine, limits: &Limits) {
    engine.set_optimization_level(OptimizationLevel::None);
    // Without this the engine compares a list with a text by itself, and finds them different.
    engine.set_fast_operators(false);
    engine.set_strict_variables(true);
    engine.set_max_call_levels(limits.call_depth);
    engine.set_max_expr_depths(limits.expr_depth, limits.expr_depth);
    engine.set_max_string_size(limits.string_bytes);
    engine.set_max_array_size(limits.array_len);
    engine.set_max_map_size(limits.map_len);
    engine.set_max_functions(limits.functions);
    engine.set_max_modules(limits.modules);
    engine.set_max_variables(limits.variables);
    engine.disable_symbol("eval");
    // A value behind `this` is in no variable, where its depth could be looked at.
    engine.disable_symbol("this");
    #[expect(deprecated, reason = "the engine marks it volatile, not deprecated; constants must be seen in functions")]
    engine.on_parse_token(spell);
}

/// Sizes are numbers and `print` is ours, wherever they are written: functions of a script see no variables.
fn spell(token: Token, _at: Position, _state: &TokenizeState) -> Token {
    if let Token::Identifier(name) | Token::Reserved(name) = &token {
        if let Some((_, bytes)) = functions::UNITS.iter().find(|(unit, _)| *unit == name.as_str()) {
            return Token::IntegerConstant(*bytes);
        }
        if name.as_str() == "print" {
            return Token::Identifier(Box::new(functions::PRINT.into()));
        }
    }
    token
}

/// The standard functions that read a clock or wait. They are refused, whatever way they are called.
pub(super) const REFUSED: [&str; 2] = ["sleep", "timestamp"];

fn refuse_clock(engine: &mut Engine) {
    let refuse = |what: &str| -> Outcome<()> {
        Err(Fault::new("not-supported", format!("`{what}` is not given to policies")).hint("use now()").into())
    };
    engine.register_fn("sleep", move |_: INT| refuse("sleep"));
    engine.register_fn("sleep", move |_: FLOAT| refuse("sleep"));
    engine.register_fn("timestamp", move || refuse("timestamp"));
}
