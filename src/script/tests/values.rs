//! Times, durations, sizes, videos and files as scripts see them.

use super::fixture::{failure, said};

#[test]
fn moments_compare_only_with_moments() {
    assert_eq!(failure("let x = now() > \"2024-01-01\";").code, "mixed-comparison");
    assert_eq!(
        failure("let s = [\"2024-01-01\"]; let x = s[0] == now();").hint.unwrap(),
        "write date(\"2024-01-01\"), or days_ago(180)"
    );
    assert_eq!(failure("let x = 5 < now();").code, "mixed-comparison");
    assert_eq!(failure("let s = [5]; let x = s[0] < now();").code, "mixed-comparison");
    assert_eq!(
        said("print(date(\"2024-01-31\") < now()); print(now() == ()); print(now() != ());"),
        ["true", "false", "true"]
    );
    assert_eq!(
        said("print(date(\"2024-01-31\").year); print(today()); print(now() - hours_ago(2));"),
        ["2024", "2026-01-01T00:00:00Z", "2h 0m 0s"]
    );
    assert_eq!(failure("date(\"31.1.2024\");").code, "bad-date");
    assert_eq!(said("try { date(\"x\"); } catch (e) { print(e.message); }"), ["\"x\" is not a date"]);
}

#[test]
fn running_times_and_sizes_have_units() {
    assert_eq!(
        said("let v = video(\"a\"); print(v.duration); print(v.duration > minutes(1)); print(v.duration.seconds);"),
        ["1m 30s", "true", "90.0"]
    );
    assert_eq!(failure("let v = video(\"a\"); let x = v.duration > 60;").code, "mixed-comparison");
    assert_eq!(
        said("print(bytes(\"1.5GB\")); print(2 * TB + 3 * KB); fn f() { 1 * MB } print(f());"),
        ["1500000000", "2000000003000", "1000000"]
    );
    assert_eq!(failure("bytes(\"many\");").code, "bad-size");
}

#[test]
fn a_video_shows_its_fields() {
    let shown = said(
        "let v = video(\"a\"); print(v.name); print(v.state); print(v.tags); print(v.has_tag(\"NEWS\"));
         print(v.custom_fields.subject); print(v.custom_fields.other == ()); print(v.native.n); print(v.reference_id == ());
         print(assets(v).master?.bytes > 1 * GB); for a in assets(v) { print(a.kind + \" \" + a.id + \" \" + a.video.id); }
         print(v == video(\"a\")); print(quote(\"a b\"));",
    );
    assert_eq!(shown[..9], ["Title a", "active", "[\"News\"]", "true", "sport", "true", "3", "true", "true"]);
    assert_eq!(
        shown[9..],
        ["master m a", "rendition r1 a", "rendition r2 a", "poster p a", "thumbnail t a", "true", "\"a b\""]
    );
}

#[test]
fn a_wrong_query_is_refused_before_anything_is_read() {
    let diagnostic = failure("let f = \"stat\"; search(f + \":active\");");
    assert_eq!(diagnostic.code, "query-field");
    assert!(diagnostic.hint.is_some());
}
