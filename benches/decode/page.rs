//! Pages of a listing as the platform gives them, for benches and budgets.

/// The largest page that the platform gives.
pub(crate) const VIDEOS: usize = 100;

/// The page with this index.
pub(crate) fn page(index: usize) -> String {
    let videos: Vec<String> = (0..VIDEOS).map(|place| video(index * VIDEOS + place)).collect();
    format!("[{}]", videos.join(","))
}

/// A video with every field that the platform gives, filled as in real libraries.
fn video(number: usize) -> String {
    let id = 6_330_000_000_000 + number;
    let src = format!("https://files.example/{id}/picture.jpg");
    let picture = format!(r#"{{"src":"{src}","sources":[{{"src":"{src}","height":720,"width":1280}}]}}"#);
    format!(
        r#"{{"id":"{id}","account_id":"123456789001","ad_keys":null,"clip_source_video_id":null,"complete":true,
        "created_at":"2021-05-06T06:48:31.963Z","created_by":{{"type":"user","email":"someone@example.com"}},
        "cue_points":[],"custom_fields":{{"department":"Newsroom","rights":"licensed"}},
        "delivery_type":"dynamic_origin","description":"A summary of the day in two sentences.",
        "digital_master_id":null,"duration":{duration},"economics":"AD_SUPPORTED",
        "folder_id":"5f1a2b3c4d5e6f708192a3b4","geo":null,"has_digital_master":true,
        "images":{{"poster":{picture},"thumbnail":{picture}}},"link":null,"long_description":null,
        "name":"Evening programme {number}","original_filename":"evening_{number}.mp4","projection":null,
        "published_at":"2021-05-06T06:48:31.963Z","reference_id":"ref-{number}","schedule":null,"sharing":null,
        "state":"ACTIVE","tags":["news","Archive 2023","highlights"],
        "text_tracks":[{{"id":"t{number}","src":"{src}","srclang":"en-US","label":"English","kind":"captions",
        "mime_type":"text/vtt","asset_id":null,"default":true,"status":"published"}}],
        "updated_at":"2021-05-16T22:54:09.168Z"}}"#,
        duration = 41_259 + number,
    )
}
