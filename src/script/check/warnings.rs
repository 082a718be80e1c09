//! The warnings and advice of the table: what can run, and is likely not what was meant.

use super::lints::shown;
use crate::model::Lint;
use crate::model::Severity::{Advice, Warning};

/// What can run, and is likely not what was meant.
pub(super) const WARNINGS: &[Lint] = &[
    shown(
        Warning,
        "missing-header",
        "The policy has no comment at its top. Whoever reviews a plan reads there what it removes, what it keeps, and what \
         can go wrong.",
        "search(\"state:failed\").each(|v| delete_video(v));\n",
        "// Removes failed videos. Risk: the uploaded file goes with them.\nsearch(\"state:failed\").each(|v| delete_video(v));\n",
    ),
    shown(
        Warning,
        "empty-policy",
        "The policy has no statement, so that it plans nothing. Functions alone do nothing before they are called.",
        "// Removes nothing yet.\n",
        "// Removes failed videos.\nsearch(\"state:failed\").each(|v| delete_video(v));\n",
    ),
    shown(
        Warning,
        "unconditional-delete",
        "A deletion is proposed for every video of the library: there is neither a query nor a filter nor an `if`.",
        "// Removes everything.\nfor v in search() { delete_video(v); }\n",
        "// Removes failed videos.\nfor v in search(\"state:failed\") { delete_video(v); }\n",
    ),
    shown(
        Warning,
        "nested-search",
        "A listing inside the walk over another asks the platform again for every video: a thousand videos are a thousand \
         listings.",
        "// Keeps what clips are cut from.\nsearch(\"is_clip:false\")\n    .filter(|v| search(\"clip_source_id:\" + v.id).count() > 0)\n    .each(|v| keep(v));\n",
        "// Keeps what clips are cut from.\nlet sources = search(\"is_clip:true\").to_array().map(|v| v.clip_source_id);\nsearch(\"is_clip:false\")\n    .filter(|v| v.id in sources)\n    .each(|v| keep(v));\n",
    ),
    shown(
        Warning,
        "no-effect",
        "A listing is lazy: before something walks it, nothing is read and nothing is proposed.",
        "// Removes failed videos.\nsearch(\"state:failed\").filter(|v| v.tags.len() == 0);\n",
        "// Removes failed videos.\nsearch(\"state:failed\").filter(|v| v.tags.len() == 0).each(|v| delete_video(v));\n",
    ),
    shown(
        Warning,
        "unreachable-code",
        "A statement stands behind `return`, `throw`, `break` or `continue`, which always leave before it.",
        "// Removes failed videos.\nfor v in search(\"state:failed\") {\n    continue;\n    delete_video(v);\n}\n",
        "// Removes failed videos.\nfor v in search(\"state:failed\") {\n    if v.has_tag(\"keep\") { continue; }\n    delete_video(v);\n}\n",
    ),
    shown(
        Warning,
        "unused-variable",
        "A variable is declared, and maybe set, and nothing ever reads it. Often another variable was meant. A name that \
         begins with `_` says that it is meant.",
        "// Removes old failed videos.\nlet limit = 30;\nsearch(\"state:failed updated_at:<-90d\").each(|v| delete_video(v));\n",
        "// Removes old failed videos.\nlet limit = 30;\nsearch(\"state:failed updated_at:<\" + days_ago(limit)).each(|v| delete_video(v));\n",
    ),
    shown(
        Warning,
        "unused-setting",
        "A setting is declared with `param` and its value is never used: `--set` changes nothing, and whoever sets it is \
         misled.",
        "// Removes old failed videos.\nlet days = param(\"days\", 30);\nsearch(\"state:failed updated_at:<-30d\").each(|v| delete_video(v));\n",
        "// Removes old failed videos.\nlet days = param(\"days\", 30);\nsearch(\"state:failed updated_at:<\" + days_ago(days)).each(|v| delete_video(v));\n",
    ),
    shown(
        Warning,
        "unused-function",
        "A function is defined and never called. Often the rule that it holds was meant to be asked.",
        "// Removes failed videos.\nfn is_wanted(v) { v.has_tag(\"keep\") }\nsearch(\"state:failed\").each(|v| delete_video(v));\n",
        "// Removes failed videos.\nfn is_wanted(v) { v.has_tag(\"keep\") }\nsearch(\"state:failed\").filter(|v| !is_wanted(v)).each(|v| delete_video(v));\n",
    ),
    shown(
        Warning,
        "constant-condition",
        "A condition is always true or never true, whatever the library holds: it is written out, or contradicts itself.",
        "// Removes what is old.\nsearch(\"updated_at:<-365d\")\n    .filter(|v| v.status == \"ACTIVE\" && v.status == \"INACTIVE\")\n    .each(|v| delete_video(v));\n",
        "// Removes what is old.\nsearch(\"updated_at:<-365d\")\n    .filter(|v| v.tags.len() == 0)\n    .each(|v| delete_video(v));\n",
    ),
    shown(
        Warning,
        "size-without-unit",
        "Sizes are counted in bytes. A number below a thousand is smaller than any file: a unit was forgotten.",
        "// Removes large masters.\nsearch(\"updated_at:<-365d\")\n    .filter(|v| assets(v).master?.bytes > 500)\n    .each(|v| delete_master(v));\n",
        "// Removes large masters.\nsearch(\"updated_at:<-365d\")\n    .filter(|v| assets(v).master?.bytes > 500 * MB)\n    .each(|v| delete_master(v));\n",
    ),
    shown(
        Warning,
        "eager-condition",
        "`&` and `|` always ask both sides, `&&` and `||` only what matters. A value of the second side that is unknown \
         or absent then counts although the first side has decided.",
        "// Removes what is old.\nsearch(\"updated_at:<-365d\")\n    .filter(|v| v.tags.len() == 0 & v.name != \"intro\")\n    .each(|v| delete_video(v));\n",
        "// Removes what is old.\nsearch(\"updated_at:<-365d\")\n    .filter(|v| v.tags.len() == 0 && v.name != \"intro\")\n    .each(|v| delete_video(v));\n",
    ),
    shown(
        Warning,
        "unused-allow",
        "A comment allows a finding that is not there, that is an error, or that does not exist. Taken away, it cannot hide \
         a later mistake.",
        "// Removes failed videos.\n// vodsweep: allow(nested-search)\nsearch(\"state:failed\").each(|v| delete_video(v));\n",
        "// Removes failed videos.\nsearch(\"state:failed\").each(|v| delete_video(v));\n",
    ),
    shown(
        Advice,
        "narrow-search",
        "The first conditions of a filter can stand in the query, with the same meaning for absent and unknown values. A \
         platform that can answer them lists less, and fewer calls are made.",
        "// Removes what nobody plays.\nsearch(\"state:inactive\")\n    .filter(|v| days_since(v.updated_at) > 365)\n    .each(|v| delete_video(v));\n",
        "// Removes what nobody plays.\nsearch(\"state:inactive updated_at:<=-366d\").each(|v| delete_video(v));\n",
    ),
];
