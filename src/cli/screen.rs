//! The whole terminal, for a command that stays: keys as they are pressed, a screen of its own, and a sane terminal
//! afterwards, however the program ends.

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::{panic, process, thread};

use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers, read};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode, size};

use super::{Exit, Failure, Interrupt};

/// Another screen, so that what was there comes back; no cursor, and no line that goes on in the next one.
const ENTER: &str = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J";
const LEAVE: &str = "\x1b[?7h\x1b[?25h\x1b[?1049l";
/// Where the size of the terminal is not known.
const USUAL: (u16, u16) = (80, 24);

/// Whether the terminal is ours at the moment.
static OPEN: AtomicBool = AtomicBool::new(false);

/// What was pressed, or happened to the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// A letter, digit or sign.
    Char(char),
    /// The return key.
    Enter,
    /// The escape key.
    Escape,
    /// The key that takes a letter back.
    Backspace,
    /// A line up.
    Up,
    /// A line down.
    Down,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// The terminal has another size.
    Resized,
}

/// The terminal while it is ours. Dropping it gives it back.
#[derive(Debug)]
pub(super) struct Screen {
    keys: Receiver<Key>,
}

impl Screen {
    /// Takes the terminal. `wake` is called after every key. Ctrl-C raises the interrupt, and the second one ends the
    /// process, as they do everywhere else.
    ///
    /// # Errors
    /// Fails when the terminal refuses.
    pub(super) fn open(interrupt: &Interrupt, wake: impl Fn() + Send + 'static) -> Result<Self, Failure> {
        let fail = |error: io::Error| {
            give_back();
            Failure::new(Exit::Failed, format!("failed to use the terminal: {error}"))
        };
        OPEN.store(true, Ordering::SeqCst);
        give_back_on_panic();
        enable_raw_mode().map_err(fail)?;
        let (sender, keys) = channel();
        let this = Self { keys };
        write(ENTER).map_err(fail)?;
        let interrupt = interrupt.clone();
        // Reading a key cannot be ended from outside; the thread ends with the process.
        thread::spawn(move || {
            while let Ok(event) = read() {
                if is_ctrl_c(&event) {
                    if interrupt.is_raised() {
                        give_back();
                        process::exit(i32::from(Exit::Interrupted.code()));
                    }
                    interrupt.raise();
                } else if let Some(key) = key(&event) {
                    if sender.send(key).is_err() {
                        return;
                    }
                    wake();
                }
            }
        });
        Ok(this)
    }

    /// The next key that was pressed already.
    pub(super) fn key(&self) -> Option<Key> {
        self.keys.try_recv().ok()
    }

    /// Shows these lines from the top; there are as many as the screen has.
    pub(super) fn draw(lines: &[String]) {
        // A line is cleared before it is written: afterwards the cursor may stand on its last sign.
        let mut text = String::from("\x1b[H");
        for (number, line) in lines.iter().enumerate() {
            if number > 0 {
                text.push_str("\r\n");
            }
            text.push_str("\x1b[K");
            text.push_str(line);
        }
        // A terminal that went away is noticed by the thread that reads from it.
        let _ = write(&text);
    }

    /// Columns and lines.
    pub(super) fn size() -> (usize, usize) {
        let (columns, lines) = size().ok().filter(|(columns, lines)| *columns > 0 && *lines > 0).unwrap_or(USUAL);
        (usize::from(columns), usize::from(lines))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Writes over the last line of the screen, if there is one of ours.
pub(super) fn bottom(text: &str) {
    if OPEN.load(Ordering::SeqCst) {
        let (columns, lines) = Screen::size();
        let text: String = text.chars().take(columns).collect();
        let _ = write(&format!("\x1b[{lines};1H\x1b[K{text}"));
    }
}

/// Gives the terminal back, if it is ours. May be called at any time from any thread.
pub(super) fn give_back() {
    if OPEN.swap(false, Ordering::SeqCst) {
        // There is nobody left to tell.
        let _ = write(LEAVE);
        let _ = disable_raw_mode();
    }
}

/// The words of a panic would be lost with the other screen. One of a policy's thread is caught and told.
fn give_back_on_panic() {
    let tell = panic::take_hook();
    panic::set_hook(Box::new(move |about| {
        if thread::current().name() == Some("main") {
            give_back();
        }
        if !OPEN.load(Ordering::SeqCst) {
            tell(about);
        }
    }));
}

fn write(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

fn is_ctrl_c(event: &Event) -> bool {
    event.as_key_press_event().is_some_and(|key| {
        key.modifiers.contains(KeyModifiers::CONTROL) && matches!(key.code, KeyCode::Char('c' | 'C'))
    })
}

fn key(event: &Event) -> Option<Key> {
    let pressed = match event {
        Event::Resize(..) => return Some(Key::Resized),
        Event::Key(key) if key.kind != KeyEventKind::Release => key,
        _ => return None,
    };
    let plain = !pressed.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    match pressed.code {
        KeyCode::Char(c) if plain => Some(Key::Char(c)),
        KeyCode::Enter => Some(Key::Enter),
        KeyCode::Esc => Some(Key::Escape),
        KeyCode::Backspace => Some(Key::Backspace),
        KeyCode::Up => Some(Key::Up),
        KeyCode::Down => Some(Key::Down),
        KeyCode::PageUp => Some(Key::PageUp),
        KeyCode::PageDown => Some(Key::PageDown),
        _ => None,
    }
}
