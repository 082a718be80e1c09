//! What a key means where. Pure: a key and what is shown give what is shown next, and what else is wished.

use crate::cli::screen::Key;
use crate::report::WatchPanel;

/// What is wished beyond another look at what there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// Nothing.
    Nothing,
    /// To read the library again.
    Refresh,
    /// To save the plan.
    Save,
    /// To end.
    Quit,
}

/// What fills the screen, and what is being typed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Panels {
    shown: Shown,
    typed: Option<String>,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Shown {
    #[default]
    Changes,
    Table(usize),
    Entry(String, usize),
    Help,
}

/// The longest id that anybody types.
const LONGEST: usize = 100;

impl Panels {
    /// What fills the screen.
    pub(super) fn panel(&self) -> WatchPanel<'_> {
        match &self.shown {
            Shown::Changes => WatchPanel::Changes,
            Shown::Table(first) => WatchPanel::Table { first: *first },
            Shown::Entry(name, first) => WatchPanel::Entry { name, first: *first },
            Shown::Help => WatchPanel::Help,
        }
    }

    /// What was typed so far, where an entry is asked for.
    pub(super) fn typed(&self) -> Option<&str> {
        self.typed.as_deref()
    }

    /// Takes in a key. Scrolling ends at `last`; a page has so many lines.
    pub(super) fn press(&mut self, key: Key, page: usize, last: usize) -> Wish {
        if let Some(typed) = self.typed.take() {
            self.typing(typed, key);
            return Wish::Nothing;
        }
        match key {
            Key::Char('q') => return Wish::Quit,
            Key::Char('r') => return Wish::Refresh,
            Key::Char('s') => return Wish::Save,
            Key::Char('t') => {
                self.shown = if self.shown == Shown::Changes { Shown::Table(0) } else { Shown::Changes };
            }
            Key::Char('e') => self.typed = Some(String::new()),
            Key::Char('?' | 'h') => self.shown = Shown::Help,
            Key::Escape => self.shown = Shown::Changes,
            Key::Up | Key::Char('k') => self.scroll(|first| first.saturating_sub(1), last),
            Key::Down | Key::Char('j') => self.scroll(|first| first + 1, last),
            Key::PageUp => self.scroll(|first| first.saturating_sub(page), last),
            Key::PageDown | Key::Char(' ') => self.scroll(|first| first + page, last),
            Key::Char(_) | Key::Enter | Key::Backspace | Key::Resized => {}
        }
        Wish::Nothing
    }

    fn typing(&mut self, mut typed: String, key: Key) {
        match key {
            Key::Escape => return,
            Key::Enter => {
                if !typed.trim().is_empty() {
                    self.shown = Shown::Entry(typed, 0);
                }
                return;
            }
            Key::Backspace => {
                typed.pop();
            }
            Key::Char(c) if typed.len() < LONGEST => typed.push(c),
            _ => {}
        }
        self.typed = Some(typed);
    }

    /// What shows only a beginning is scrolled as the whole table.
    fn scroll(&mut self, to: impl Fn(usize) -> usize, last: usize) {
        match &mut self.shown {
            Shown::Changes => self.shown = Shown::Table(to(0).min(last)),
            Shown::Table(first) | Shown::Entry(_, first) => *first = to(*first).min(last),
            Shown::Help => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(keys: &str) -> Panels {
        let mut panels = Panels::default();
        for c in keys.chars() {
            let key = match c {
                '\n' => Key::Enter,
                '\u{8}' => Key::Backspace,
                '\u{1b}' => Key::Escape,
                c => Key::Char(c),
            };
            assert_eq!(panels.press(key, 10, 25), Wish::Nothing, "{c}");
        }
        panels
    }

    #[test]
    fn letters_wish_something_unless_an_entry_is_being_typed() {
        let wish = |c| Panels::default().press(Key::Char(c), 10, 25);
        assert_eq!([wish('q'), wish('r'), wish('s')], [Wish::Quit, Wish::Refresh, Wish::Save]);
        assert_eq!(pressed("eqrs\u{8}").typed(), Some("qr"));
        assert_eq!(pressed("e12\n").panel(), WatchPanel::Entry { name: "12", first: 0 });
        assert_eq!(pressed("e12\u{1b}"), Panels::default());
        assert_eq!(pressed("e \n"), Panels::default());
    }

    #[test]
    fn the_table_is_toggled_and_scrolled_within_its_bounds() {
        assert_eq!(pressed("t").panel(), WatchPanel::Table { first: 0 });
        assert_eq!(pressed("tt").panel(), WatchPanel::Changes);
        assert_eq!(pressed("t   ").panel(), WatchPanel::Table { first: 25 });
        assert_eq!(pressed("tjjk").panel(), WatchPanel::Table { first: 1 });
        assert_eq!(pressed("j").panel(), WatchPanel::Table { first: 1 });
        assert_eq!(pressed("?").panel(), WatchPanel::Help);
        assert_eq!(pressed("?\u{1b}").panel(), WatchPanel::Changes);
    }
}
