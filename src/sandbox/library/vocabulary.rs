//! The words that generated videos are made of.
//!
//! Chosen to be awkward on purpose: words with one stem, tags that differ by case or a hyphen, several scripts.

/// Beginnings of titles.
pub(super) const SUBJECTS: &[&str] = &[
    "Town hall",
    "Product launch",
    "Customer story",
    "Quarterly results",
    "Keynote",
    "Webinar",
    "Safety training",
    "Onboarding",
    "Interview",
    "Marathon",
    "Running technique",
    "A run in the park",
    "Archive footage",
    "Archived broadcast",
    "Archiving how-to",
    "Press conference",
    "Match highlights",
    "Weekly news",
    "Behind the scenes",
    "Trailer",
    "Documentary",
    "Cooking class",
    "Concert",
    "Panel discussion",
    "Software tutorial",
    "Campus tour",
];

/// Middles of titles.
pub(super) const TOPICS: &[&str] = &[
    "spring",
    "summer",
    "autumn",
    "winter",
    "Berlin",
    "São Paulo",
    "Tokyo",
    "Montréal",
    "sales",
    "engineering",
    "marketing",
    "finance",
    "health",
    "robotics",
    "climate",
    "football",
    "tennis",
    "jazz",
    "birds",
    "owls",
    "trains",
    "history of printing",
    "for beginners",
    "advanced",
    "with subtitles",
    "uncut",
    "final",
    "FINAL v2",
    "draft",
];

/// Whole titles in other languages and scripts.
pub(super) const FOREIGN: &[&str] = &[
    "製品紹介ビデオ",
    "年度总结会议",
    "새로운 시작",
    "Übersicht der Geräte für Anfänger",
    "L'été à la mer",
    "Ćwiczenia na świeżym powietrzu",
    "Обзор новостей недели",
    "مقابلة مع المدير",
    "สัมภาษณ์พนักงาน",
    "El niño y el océano",
    "Fête 🎉 de fin d’année",
    "🚀 Launch day 🚀",
    "東京マラソン 2021 ハイライト",
    "如何清理媒体库",
    "Žluťoučký kůň",
    "Größenänderung & Maße",
];

/// Tags that describe.
pub(super) const TAGS: &[&str] = &[
    "archive",
    "archived",
    "archiving",
    "run",
    "running",
    "internal",
    "public",
    "training",
    "news",
    "sports",
    "Sports",
    "event",
    "events",
    "webinar",
    "draft",
    "temp",
    "test",
    "marketing",
    "q1",
    "q2",
    "evergreen",
    "4k",
    "bird",
    "nature",
    "interview",
    "interviews",
    "do-not-publish",
    "récit",
    "教程",
    "ニュース",
];

/// Tags by which people protect videos.
pub(super) const PROTECTIVE: &[&str] = &["keep", "legal-hold", "do-not-delete", "Keep", "retention:forever"];

/// Sentences of descriptions.
pub(super) const SENTENCES: &[&str] = &[
    "Recorded at the main studio.",
    "Do not delete before the campaign has ended.",
    "Replaced by a newer version.",
    "Contains licensed music.",
    "For internal use only.",
    "The speaker explains how videos are archived.",
    "Runs about an hour.",
    "Mother and child owls...",
    "Aufgenommen in München.",
    "字幕付き。",
    "Uploaded by the agency.",
    "See the long description for credits.",
];

/// Departments, a custom field.
pub(super) const DEPARTMENTS: &[&str] = &["Sales", "Engineering", "HR", "Marketing", "Legal", "Newsroom"];

/// Rights holders, a custom field.
pub(super) const RIGHTS: &[&str] = &["owned", "licensed", "expired", "unknown"];

/// Names of folders.
pub(super) const FOLDERS: &[&str] = &[
    "Campaigns",
    "Town halls",
    "Raw footage",
    "Archive",
    "Legal hold",
    "Training",
    "News",
    "Sports",
    "Imports",
    "To review",
    "日本",
    "Old website",
];

/// Labels, paths.
pub(super) const LABELS: &[&str] = &["/nature/birds", "/nature/mammals", "/company/news", "/company/training"];

/// Languages of tracks: code, label.
pub(super) const LANGUAGES: &[(&str, &str)] = &[
    ("en-US", "English"),
    ("de", "Deutsch"),
    ("fr-FR", "Français"),
    ("ja", "日本語"),
    ("zh-CN", "中文"),
    ("es-MX", "Español"),
];

/// Endings of uploaded files.
pub(super) const EXTENSIONS: &[&str] = &["mp4", "mov", "mxf", "MP4", "avi"];

/// People that upload.
pub(super) const UPLOADERS: &[&str] =
    &["editor@example.com", "agency@example.org", "newsroom@example.com", "intern@example.com"];
