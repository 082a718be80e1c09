//! What a key means where. Pure: a key and what is shown give what is shown next, and what else is wished.

use crate::cli::screen::Key;

/// What is wished beyond another look at what there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wish {
    /// Nothing.
    Nothing,
    /// To read the library again.
    Refresh,
    /// To know why the entry of this number, or the video of this id, is in the plan or not.
    Explain(String),
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

/// What fills the screen, and how many of its lines are scrolled past.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// What is different from the good plan before.
    #[default]
    Changes,
    /// The entries of the plan.
    Table(usize),
    /// What was asked for last.
    Explained(usize),
    /// What the keys do.
    Help(usize),
}

/// The longest id that anybody types.
const LONGEST: usize = 100;

impl Panels {
    /// What fills the screen.
    pub(super) const fn shown(&self) -> Shown {
        self.shown
    }

    /// What was typed so far, where an entry is asked for.
    pub(super) fn typed(&self) -> Option<&str> {
        self.typed.as_deref()
    }

    /// Takes in a key. Scrolling ends at `last`; a page has so many lines.
    pub(super) fn press(&mut self, key: Key, page: usize, last: usize) -> Wish {
        if let Some(typed) = self.typed.take() {
            return self.typing(typed, key);
        }
        match key {
            Key::Char('q') => return Wish::Quit,
            Key::Char('r') => return Wish::Refresh,
            Key::Char('s') => return Wish::Save,
            Key::Char('t') => {
                self.shown = if self.shown == Shown::Changes { Shown::Table(0) } else { Shown::Changes };
            }
            Key::Char('e') => self.typed = Some(String::new()),
            Key::Char('?' | 'h') => self.shown = Shown::Help(0),
            Key::Escape => self.shown = Shown::Changes,
            Key::Up | Key::Char('k') => self.scroll(|first| first.saturating_sub(1), last),
            Key::Down | Key::Char('j') => self.scroll(|first| first + 1, last),
            Key::PageUp => self.scroll(|first| first.saturating_sub(page), last),
            Key::PageDown | Key::Char(' ') => self.scroll(|first| first + page, last),
            Key::Char(_) | Key::Enter | Key::Backspace | Key::Resized => {}
        }
        Wish::Nothing
    }

    fn typing(&mut self, mut typed: String, key: Key) -> Wish {
        match key {
            Key::Escape => return Wish::Nothing,
            Key::Enter if typed.trim().is_empty() => return Wish::Nothing,
            Key::Enter => {
                self.shown = Shown::Explained(0);
                return Wish::Explain(typed.trim().to_owned());
            }
            Key::Backspace => {
                typed.pop();
            }
            Key::Char(c) if typed.len() < LONGEST => typed.push(c),
            _ => {}
        }
        self.typed = Some(typed);
        Wish::Nothing
    }

    /// What shows only a beginning is scrolled as the whole table.
    fn scroll(&mut self, to: impl Fn(usize) -> usize, last: usize) {
        match &mut self.shown {
            Shown::Changes => self.shown = Shown::Table(to(0).min(last)),
            Shown::Table(first) | Shown::Explained(first) | Shown::Help(first) => *first = to(*first).min(last),
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
            let wish = panels.press(key, 10, 25);
            assert!(matches!(wish, Wish::Nothing | Wish::Explain(_)), "{c}: {wish:?}");
        }
        panels
    }

    #[test]
    fn letters_wish_something_unless_an_entry_is_being_typed() {
        let wish = |c| Panels::default().press(Key::Char(c), 10, 25);
        assert_eq!([wish('q'), wish('r'), wish('s')], [Wish::Quit, Wish::Refresh, Wish::Save]);
        assert_eq!(pressed("eqrs\u{8}").typed(), Some("qr"));
        let mut asked = pressed("e12");
        assert_eq!(asked.press(Key::Enter, 10, 25), Wish::Explain("12".to_owned()));
        assert_eq!((asked.shown(), asked.typed()), (Shown::Explained(0), None));
        assert_eq!(pressed("e12\u{1b}"), Panels::default());
        assert_eq!(pressed("e \n"), Panels::default());
    }

    #[test]
    fn the_table_is_toggled_and_scrolled_within_its_bounds() {
        assert_eq!(pressed("t").shown(), Shown::Table(0));
        assert_eq!(pressed("tt").shown(), Shown::Changes);
        assert_eq!(pressed("t   ").shown(), Shown::Table(25));
        assert_eq!(pressed("tjjk").shown(), Shown::Table(1));
        assert_eq!(pressed("j").shown(), Shown::Table(1));
        assert_eq!(pressed("?").shown(), Shown::Help(0));
        assert_eq!(pressed("?\u{1b}").shown(), Shown::Changes);
    }
}
