//! `explain`: why a video is in the plan of a policy, or why it is not. It holds no deleting type.

use std::path::Path;

use crate::cli::args::{ExplainArgs, TextFormat};
use crate::cli::planning::compile;
use crate::cli::recorded::Source;
use crate::cli::{Exit, Failure, Session, plan_file};
use crate::model::VideoId;
use crate::plan::Explanation;
use crate::report;

/// Explains.
///
/// # Errors
/// Fails when the policy fails, the library cannot be read, or there is no such video.
pub(in crate::cli) fn run(session: &Session, args: &ExplainArgs) -> Result<Exit, Failure> {
    let video = VideoId::new(args.video.as_str())
        .map_err(|error| Failure::new(Exit::Usage, format!("{:?} is no id of a video: {error}", args.video)))?;
    let explanation = if is_plan(&args.script) {
        let planning = &args.planning;
        let plans = planning.recording.is_some() || planning.allow_incomplete || planning.sizes.is_some();
        if plans || planning.reading.is_given() || !planning.set.is_empty() || !planning.limit.is_empty() {
            let message = format!("{} is a saved plan, and nothing is planned again", args.script.display());
            return Err(Failure::new(Exit::Usage, message).hint(
                "explain the policy to use --set, --limit, --sizes, --recording, --offline or --allow-incomplete",
            ));
        }
        Explanation::from_plan(&video, &plan_file::read(&args.script)?)
    } else {
        of_policy(session, args, &video)?
    };
    let text = match args.format {
        TextFormat::Table => report::explanation_text(&explanation, &session.terminal.out),
        TextFormat::Json => {
            report::explanation_json(&explanation).map_err(|error| Failure::from_error(Exit::Failed, &error))?
        }
    };
    session.terminal.result(&text)?;
    Ok(Exit::Done)
}

/// Plans are saved as JSON, and policies never are.
fn is_plan(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

fn of_policy(session: &Session, args: &ExplainArgs, video: &VideoId) -> Result<Explanation, Failure> {
    let policies = compile(std::slice::from_ref(&args.script))?;
    let source = Source::open(session, &args.planning)?;
    let catalog = source.catalog(session, |_| {});
    let notice = |text: &str| session.terminal.complain(&format!("warning: {text}"));
    source.planning(session, &args.planning, catalog, &notice)?.explain(&policies, video)
}
