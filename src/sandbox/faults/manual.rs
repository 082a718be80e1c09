//! How a file of faults is written, for the help of the command line.

/// How a file of faults is written.
pub const FAULTS_HELP: &str = r#"A file of faults:
  seed = 7                        # decides every chance and every choice; 1 when not given

  [[fault]]                       # the third and fourth deletion break after they were carried out
  on = "delete_video"
  after = 2                       # so many pass first
  times = 2                       # 1 when not given; "always" for no end
  does = "reset_after"

  [[fault]]                       # one request of twenty is turned away
  on = "any"
  chance = 0.05
  does = "too_many_requests"
  retry_after_seconds = 2

  [[event]]                       # right before the first deletion, somebody tags what it is about
  on = "delete"
  does = "tag"
  tag = "keep"
  target = "asked"                # or videos = 3, or ids = ["6123"]

on       any, token, count, list, read, files, references, delete, delete_video, delete_master, delete_file, change,
         refresh, or an operation of ApsaraVideo such as DeleteStream
narrowed by dialect = "brightcove" or "apsara", and in a fault by ids = ["6123"]

A fault does
  too_many_requests               retry_after_seconds
  internal_error, unavailable, gateway_timeout, busy, not_found, missing_scope
  web_page                        status = 502: HTML of a gateway
  error                           status = 400, code, message: any error of the platform
  garbage                         shape = "text", "json", "list", "null" or "empty": 200 with something else
    all of these also             applied = true: the request is carried out all the same
  ignore                          acknowledged and not carried out
  expire_token                    the token that was good is not any more
  refuse                          milliseconds: the port is closed, and every connection with it
  reset_before, reset_after       the connection is reset, before or after the request was carried out
  apply_late                      requests = 1: reset now, carried out right before the so-manieth further request
  stall                           milliseconds, applied: no answer for so long; 504 when it is not applied
  slow                            pieces = 8, milliseconds = 0: the body in small pieces, with pauses
  truncate                        cut = "body" or "json": the connection, or the text, ends in the middle
  short_page                      items = 1: so many fewer on a page, while the count stays
  duplicates                      items = 1: so many of the page before, instead of its own
  shuffle                         items = 2: so many new videos come first, and all others move

An event does
  touch, activate, deactivate, remove, remove_master, remove_renditions, add_to_playlist, share
  tag, untag                      tag
  rename                          name

Requests that a fault hit are answered all the same to whoever asks again. What really happened is in changes.jsonl in
the folder of the library; what an event did says "by_event" there."#;

#[cfg(test)]
mod tests {
    use super::FAULTS_HELP;
    use crate::sandbox::Faults;
    use crate::sandbox::faults::does::Does;
    use crate::sandbox::faults::event::Happens;
    use crate::sandbox::faults::sort::Sort;

    #[test]
    fn the_help_names_every_word_and_its_example_is_read() {
        let sorts = Sort::ALL.into_iter().map(Sort::word);
        for word in Does::WORDS.into_iter().chain(Happens::WORDS).chain(sorts) {
            assert!(FAULTS_HELP.contains(word), "{word}");
        }
        let lines: Vec<&str> = FAULTS_HELP.lines().skip(1).take_while(|line| !line.starts_with("on  ")).collect();
        let faults = Faults::parse(&lines.join("\n")).unwrap();
        assert_eq!((faults.seed, faults.sections.len(), faults.events.len()), (7, 2, 1));
    }
}
