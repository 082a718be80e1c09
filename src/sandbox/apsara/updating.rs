//! Changing what is said of videos and sound: `UpdateVideoInfo` and `UpdateVideoInfos`.
//!
//! Only what is named is changed; tags are replaced whole. An empty text counts as named and takes away what was there,
//! which the platform does not document.

use serde_json::{Map, Value, json};

use super::deleting::write;
use super::desk::Desk;
use super::fault::Fault;
use super::media::Media;
use super::operation::Answer;
use super::params::Params;
use crate::sandbox::library::change::Change;

/// Most items in one request.
const MOST: usize = 20;
/// Most tags of an item.
const TAGS: usize = 16;
/// Longest tag in bytes.
const TAG_BYTES: usize = 32;
const TITLE_BYTES: usize = 128;
const DESCRIPTION_BYTES: usize = 1_024;

/// What can be changed here. The platform takes a few fields more; naming one of those is refused, so that nobody
/// believes it was set.
const FIELDS: [&str; 3] = ["Title", "Description", "Tags"];
const NOT_EMULATED: [&str; 4] = ["CoverURL", "CateId", "UserData", "ReferenceId"];

/// `UpdateVideoInfo`: one item; 404 when there is none.
pub(super) fn update_video_info(desk: &Desk, params: &Params) -> Answer {
    let id = params.required("VideoId")?;
    if let Some(name) = NOT_EMULATED.into_iter().find(|name| params.given(name).is_some()) {
        return Err(Fault::invalid(name));
    }
    let fields = fields(|name| Ok(params.given(name)))?;
    write(desk, |shelf| {
        let media = Media::find(shelf, id).ok_or_else(Fault::video_not_found)?;
        Ok((Map::new(), change(&media, fields).into_iter().collect()))
    })
}

/// `UpdateVideoInfos`: up to twenty items. It says which do not exist, never which were changed; what it says when none
/// does is not documented.
pub(super) fn update_video_infos(desk: &Desk, params: &Params) -> Answer {
    const CONTENT: &str = "UpdateContent";
    let content = params.required(CONTENT)?;
    let entries: Vec<Map<String, Value>> = serde_json::from_str(content).map_err(|_| Fault::invalid(CONTENT))?;
    match entries.len() {
        0 => return Err(Fault::invalid(CONTENT)),
        1..=MOST => {}
        _ => return Err(Fault::exceeded("Count")),
    }
    let mut wanted = Vec::with_capacity(entries.len());
    for entry in &entries {
        let id = entry.get("VideoId").and_then(Value::as_str).ok_or_else(|| Fault::missing_parameter("VideoId"))?;
        if let Some(name) = NOT_EMULATED.into_iter().find(|name| entry.contains_key(*name)) {
            return Err(Fault::invalid(name));
        }
        let text = |name: &str| match entry.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.as_str())),
            Some(_) => Err(Fault::invalid(name)),
        };
        wanted.push((id, fields(text)?));
    }
    write(desk, |shelf| {
        let (mut missing, mut changes): (Vec<&str>, Vec<Change>) = (Vec::new(), Vec::new());
        for (id, fields) in wanted {
            match Media::find(shelf, id) {
                Some(media) => changes.extend(change(&media, fields)),
                None => missing.push(id),
            }
        }
        let mut answer = Map::new();
        answer.insert("ForbiddenVideoIds".to_owned(), json!([]));
        answer.insert("NonExistVideoIds".to_owned(), json!(missing));
        Ok((answer, changes))
    })
}

/// The change of an item; none when nothing is to be set, so that its time of change stays too.
fn change(media: &Media<'_>, fields: Map<String, Value>) -> Option<Change> {
    (!fields.is_empty()).then(|| media.patched(fields))
}

/// The fields that are named, in the words of the generic library.
fn fields<'a>(text: impl Fn(&'static str) -> Result<Option<&'a str>, Fault>) -> Result<Map<String, Value>, Fault> {
    let mut fields = Map::new();
    for name in FIELDS {
        let Some(text) = text(name)? else { continue };
        let (field, value) = match name {
            "Title" if (1..=TITLE_BYTES).contains(&text.len()) => ("name", json!(text)),
            "Description" if text.len() <= DESCRIPTION_BYTES => ("description", json!(text)),
            "Tags" => ("tags", json!(tags(text).ok_or_else(|| Fault::invalid(name))?)),
            _ => return Err(Fault::invalid(name)),
        };
        fields.insert(field.to_owned(), value);
    }
    Ok(fields)
}

/// The tags of a text, which commas separate; `None` when they are too many or one is too long.
fn tags(text: &str) -> Option<Vec<&str>> {
    let tags: Vec<&str> = text.split(',').map(str::trim).filter(|tag| !tag.is_empty()).collect();
    (tags.len() <= TAGS && tags.iter().all(|tag| tag.len() <= TAG_BYTES)).then_some(tags)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{update_video_info, update_video_infos};
    use crate::sandbox::apsara::files::tests::Bench;
    use crate::sandbox::apsara::media::{audio, get_video_info, get_video_infos};

    fn video(bench: &Bench, id: &str) -> Value {
        bench.ask(get_video_info, &[("VideoId", id)])["Video"].clone()
    }

    fn log(bench: &Bench) -> String {
        std::fs::read_to_string(bench.library.desk.vault.folder().join("changes.jsonl")).unwrap()
    }

    #[test]
    fn only_what_is_named_changes_and_the_time_moves() {
        let bench = Bench::new();
        let id = bench.id(|_, media| media.item().description.is_some() && media.item().tags.len() > 1);
        let before = video(&bench, &id);
        assert_eq!(bench.ask(update_video_info, &[("VideoId", &id), ("Tags", "keep, 封面,,b")]), json!({}));
        let after = video(&bench, &id);
        assert_eq!(after["Tags"], "keep,封面,b");
        assert_ne!(after["ModificationTime"], before["ModificationTime"]);
        for (name, value) in before.as_object().unwrap() {
            if !["Tags", "ModificationTime"].contains(&name.as_str()) {
                assert_eq!(&after[name], value, "{name}");
            }
        }
        bench.ask(update_video_info, &[("VideoId", &id), ("Title", "Renamed"), ("Description", "Said anew.")]);
        let renamed = video(&bench, &id);
        let shown = (&renamed["Title"], &renamed["Description"], &renamed["Tags"]);
        assert_eq!(shown, (&json!("Renamed"), &json!("Said anew."), &json!("keep,封面,b")));
        assert_eq!(log(&bench).lines().count(), 2);
        assert!(log(&bench).lines().all(|line| line.contains(r#""change":"patched""#)), "{}", log(&bench));
        bench.ask(update_video_info, &[("VideoId", &id), ("Tags", "")]);
        assert!(video(&bench, &id)["Tags"].as_str().unwrap_or_default().is_empty());
    }

    #[test]
    fn several_are_changed_at_once_and_sound_too() {
        let bench = Bench::new();
        let ids = bench.ids(|_, _| true);
        let sound = bench.look(|shelf| audio(shelf).first().unwrap().id().to_owned());
        let content = json!([
            { "VideoId": ids[0], "Tags": "a" },
            { "VideoId": "nobody", "Tags": "b" },
            { "VideoId": sound, "Tags": "c" },
        ]);
        let answer = bench.ask(update_video_infos, &[("UpdateContent", &content.to_string())]);
        assert_eq!(answer, json!({ "ForbiddenVideoIds": [], "NonExistVideoIds": ["nobody"] }));
        assert_eq!(log(&bench).lines().count(), 1, "all or nothing");
        let both = [ids[0].as_str(), &sound].join(",");
        let again = get_video_infos(&bench.library.again(), &super::super::media::bench::params([("VideoIds", &both)]));
        let list = again.unwrap()["VideoList"].clone();
        let tags: Vec<&str> = list.as_array().unwrap().iter().filter_map(|one| one["Tags"].as_str()).collect();
        assert_eq!(tags, ["a", "c"], "another process sees the same");
    }

    #[test]
    fn what_the_platform_does_not_take_changes_nothing() {
        let bench = Bench::new();
        let ids = bench.ids(|_, _| true);
        let id = ids[0].as_str();
        let before = video(&bench, id);
        let seventeen = (0..17).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
        let long = "x".repeat(33);
        for (name, value) in
            [("Tags", seventeen.as_str()), ("Tags", &long), ("Title", ""), ("Title", &"x".repeat(129)), ("CateId", "1")]
        {
            let single = bench.fault(update_video_info, &[("VideoId", id), (name, value)]);
            assert_eq!(single, (400, "InvalidParameter".to_owned()), "{name}={value}");
            let content = json!([{ "VideoId": ids[1], "Tags": "a" }, { "VideoId": id, name: value }]).to_string();
            let batch = bench.fault(update_video_infos, &[("UpdateContent", &content)]);
            assert_eq!(batch, (400, "InvalidParameter".to_owned()), "{name}={value}");
        }
        let many: Vec<Value> = ids[..21].iter().map(|id| json!({ "VideoId": id, "Tags": "a" })).collect();
        let too_many = bench.fault(update_video_infos, &[("UpdateContent", &json!(many).to_string())]);
        assert_eq!(too_many, (400, "CountExceededMax".to_owned()));
        for odd in ["", "x", "[]", "{}", "[7]", r#"[{"Tags":"a"}]"#, r#"[{"VideoId":"a","Tags":7}]"#] {
            assert_eq!(bench.fault(update_video_infos, &[("UpdateContent", odd)]).0, 400, "{odd}");
        }
        let nobody = bench.fault(update_video_info, &[("VideoId", "nobody"), ("Tags", "a")]);
        assert_eq!(nobody, (404, "InvalidVideo.NotFound".to_owned()));
        bench.ask(update_video_info, &[("VideoId", id)]);
        assert_eq!((video(&bench, id), log(&bench)), (before, String::new()));
        let sixteen = (0..16).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
        bench.ask(update_video_info, &[("VideoId", id), ("Tags", &sixteen)]);
        assert_eq!(video(&bench, id)["Tags"], sixteen);
    }
}
