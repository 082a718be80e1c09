//! What scripts propose and keep, with reasons and options.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::fixture::{compile, days_ago, failure, go, library, now, run_on, said, wishes};
use crate::script::{RunOptions, run};

#[test]
fn every_deleting_function_only_records_its_target() {
    let outcome = go("let v = video(\"a\");
         delete_master(v);
         print(delete_renditions(v, |r| r.bytes < 200, \"small\"));
         print(delete_images(v));
         delete_asset(assets(v).renditions[0]);
         keep(v, \"no\");");
    let wanted = [
        "delete_master a",
        "delete_rendition a r2",
        "delete_poster a p",
        "delete_thumbnail a t",
        "delete_rendition a r1",
    ];
    assert_eq!(wishes(&outcome), wanted);
    assert_eq!(outcome.messages.iter().map(|m| (m.text.as_str(), m.line)).collect::<Vec<_>>(), [("1", 3), ("2", 4)]);
    assert_eq!(outcome.keeps[0].reason.text, "no");
    assert!(outcome.proposals[0].assets.is_none() && outcome.proposals[1].assets.is_some());
}

#[test]
fn options_are_read_and_their_typos_are_errors() {
    let outcome = go("delete_video(video(\"a\"), #{ reason: \"r\", force: true, unlink_playlists: true });");
    let wish = &outcome.proposals[0];
    assert!(wish.options.force && wish.options.unlink_playlists && wish.reason.text == "r");
    let typo = failure("let o = #{ forse: true }; delete_video(video(\"a\"), o);");
    assert_eq!((typo.code, typo.hint.as_deref()), ("unknown-option", Some("did you mean `force`?")));
    assert_eq!(failure("delete_master(video(\"a\"), #{ unlink_playlists: true });").code, "unknown-option");
}

#[test]
fn a_bare_id_is_never_a_target() {
    let diagnostic = failure("let ids = [\"123\"]; delete_video(ids[0]);");
    assert_eq!(diagnostic.message, "`delete_video` takes a Video, not text");
    assert_eq!(diagnostic.hint.as_deref(), Some("get it with video(\"123\")"));
    for text in ["let n = (); delete_video(n);", "let l = []; delete_master(l);", "let n = 5; delete_asset(n);"] {
        assert_eq!(failure(text).code, "wrong-type", "{text}");
    }
}

#[test]
fn a_reason_that_was_not_given_is_the_condition_around() {
    let reason = |text: &str| {
        let reason = go(text).proposals.remove(0).reason;
        (reason.line, reason.text)
    };
    let around = "for v in search(\"id:b\") {\n  if v.state == \"active\" && days_since(v.updated_at) > 365 {\n    delete_video(v);\n  }\n}";
    assert_eq!(reason(around), (2, "v.state == \"active\" && days_since(v.updated_at) > 365".into()));
    let chain = "let most = 365;\nsearch()\n  .filter(|v| days_since(v.updated_at) > most)\n  .filter(|v| v.has_master)\n  .each(|v| delete_video(v));";
    assert_eq!(reason(chain), (3, "days_since(v.updated_at) > most && v.has_master".into()));
    let other = "for v in search(\"id:b\") { if v.is_clip { } else { delete_video(v); } }";
    assert_eq!(reason(other), (1, "not (v.is_clip)".into()));
    assert_eq!(reason("for v in search(\"id:b\") { delete_video(v); }"), (1, "found by id:b".into()));
    assert_eq!(reason("delete_video(video(\"a\"));"), (1, "proposed without a condition".into()));
    assert_eq!(reason("for v in search(\"id:b\") { v.delete_video(\"mine\"); }"), (1, "mine".into()));
}

#[test]
fn settings_are_typed_by_their_default() {
    let with = |text: &str, name: &str, value: &str| {
        let mut options = RunOptions::at(now());
        options.params = BTreeMap::from([(name.to_owned(), value.to_owned())]);
        run(&compile(text).unwrap(), Arc::new(library()), options)
    };
    let text = "let n = param(\"days\", 365, \"age\"); print(n + 1);";
    let outcome = with(text, "days", "30").unwrap();
    assert_eq!((outcome.messages[0].text.as_str(), &outcome.params["days"]), ("31", &serde_json::json!(30)));
    assert_eq!(with(text, "days", "soon").unwrap_err().code, "wrong-parameter");
    let stray = with(text, "dayz", "3").unwrap_err();
    assert_eq!((stray.code, stray.hint.as_deref()), ("unknown-parameter", Some("did you mean `days`?")));
    let size = with("let n = param(\"min\", 1 * GB, \"\"); print(n);", "min", "5GB").unwrap();
    assert_eq!(size.messages[0].text, "5000000000");
    assert_eq!(with("print(param(\"x\", true, \"\"));", "x", "false").unwrap().messages[0].text, "false");
    let declared = compile(text).unwrap();
    let setting = &declared.settings()[0];
    assert_eq!((setting.name.as_str(), setting.help.as_str(), setting.line), ("days", "age", 1));
}

#[test]
fn playlists_can_be_looked_up() {
    let catalog = library().with_references(super::fixture::id("a"), vec!["9".into()]);
    let outcome = run_on(catalog, "if references(video(\"a\")).len() == 1 { keep(video(\"a\")); }").unwrap();
    assert_eq!(outcome.keeps.len(), 1);
    assert_eq!(said("print(count(\"id:a,b\")); print(count(\"\"));"), ["2", "3"]);
}

#[test]
fn a_quarantine_lasts_thirty_days_unless_the_script_says_it() {
    let until = |text: &str| {
        let proposal = go(text).proposals.remove(0);
        assert_eq!(proposal.action, crate::model::Action::Quarantine);
        (proposal.options.until.expect("a day").to_string(), proposal.reason.text, proposal.options.force)
    };
    let after = |days: i64| days_ago(-days).to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
    assert_eq!(until("quarantine(video(\"a\"));"), (after(30), "proposed without a condition".into(), false));
    assert_eq!(until("quarantine(video(\"a\"), \"old\");"), (after(30), "old".into(), false));
    let with = "quarantine(video(\"a\"), #{ days: 1, reason: \"old\", force: true });";
    assert_eq!(until(with), (after(1), "old".into(), true));
    assert_eq!(until("let d = 3650; video(\"a\").quarantine(#{ days: d });").0, after(3650));
}

#[test]
fn a_length_that_no_quarantine_has_is_an_error_before_and_while_it_runs() {
    for (days, code, message) in [
        ("0", "wrong-days", "a quarantine lasts at least one day, and `days` is 0"),
        ("3651", "wrong-days", "a quarantine lasts at most 3650 days, and `days` is 3651"),
        ("\"ten\"", "wrong-type", "`quarantine` takes a whole number as `days`"),
        ("1.5", "wrong-type", "`quarantine` takes a whole number as `days`"),
    ] {
        let text = format!("let v = video(\"a\"); quarantine(v, #{{ days: {days} }});");
        let found = compile(&text).err().unwrap_or_default();
        assert_eq!(
            found.iter().map(|found| (found.code, found.message.as_str())).collect::<Vec<_>>(),
            [(code, message)]
        );
        let late = failure(&format!("let d = {days}; quarantine(video(\"a\"), #{{ days: d }});"));
        assert_eq!(late.code, code, "{late:#?}");
        assert!(late.message.starts_with(message), "{late:#?}");
    }
    assert_eq!(failure("let d = -3; quarantine(video(\"a\"), #{ days: d });").code, "wrong-days");
    let typo = failure("let o = #{ day: 5 }; quarantine(video(\"a\"), o);");
    assert_eq!((typo.code, typo.hint.as_deref()), ("unknown-option", Some("did you mean `days`?")));
    assert_eq!(failure("let o = #{ days: 5 }; delete_video(video(\"a\"), o);").code, "unknown-option");
    let bare = failure("let ids = [\"123\"]; quarantine(ids[0]);");
    assert_eq!(bare.message, "`quarantine` takes a Video, not text");
}
