//! What is said on standard error: messages, errors, progress. Nothing from the data reaches a terminal unescaped.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Map, Value, json};
use snapshot::Reject;
use std::env;
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

/// How to talk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terminal {
    quiet: bool,
    json: bool,
    /// Colours on standard output.
    pub(crate) colour_out: bool,
    colour_err: bool,
    is_terminal: bool,
}

impl Terminal {
    pub(crate) fn new(quiet: bool, json: bool) -> Terminal {
        let colours =
            env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()) && env::var_os("TERM").is_none_or(|t| t != "dumb");
        let is_terminal = io::stderr().is_terminal();
        Terminal {
            quiet,
            json,
            colour_out: colours && io::stdout().is_terminal(),
            colour_err: colours && is_terminal && !json,
            is_terminal,
        }
    }

    /// Something worth knowing: a line for people, an event with fields for machines.
    pub(crate) fn info(&self, event: &str, text: &str, fields: Value) {
        if self.json {
            self.log("info", event, text, fields);
        } else if !self.quiet {
            self.line(text);
        }
    }

    /// An error and what to do about it. Said even when quiet.
    pub(crate) fn error(&self, message: &str, hint: Option<&str>) {
        if self.json {
            self.log("error", "failed", message, json!({ "hint": hint }));
            return;
        }
        let (red, bold, reset) = if self.colour_err { ("\x1b[1;31m", "\x1b[1m", "\x1b[0m") } else { ("", "", "") };
        self.line(&format!("{red}error{reset}: {message}"));
        if let Some(hint) = hint {
            self.line(&format!("{bold}hint{reset}: {hint}"));
        }
    }

    /// A record that could not be read.
    pub(crate) fn reject(&self, reject: &Reject) {
        if self.json {
            let fields = json!({
                "file": reject.file.to_string_lossy(), "line": reject.line, "column": reject.column, "byte": reject.byte,
                "kind": reject.kind.code(), "text": String::from_utf8_lossy(&reject.text),
            });
            self.log("warning", "reject", reject.kind.message(), fields);
        } else {
            self.line(&tables::escape_text(&reject.to_string()));
        }
    }

    /// A progress bar; one that shows nothing unless a person looks at it. `total` bytes, if that is known.
    pub(crate) fn progress(&self, total: Option<u64>) -> ProgressBar {
        if self.quiet || self.json || !self.is_terminal {
            return ProgressBar::hidden();
        }
        let template = match total {
            Some(_) => "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta} left",
            None => "{spinner} {msg} {bytes} {bytes_per_sec} {elapsed}",
        };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr_with_hz(10)).with_style(style);
        bar.enable_steady_tick(Duration::from_millis(200));
        bar
    }

    /// As [`Terminal::progress`], counting names.
    pub(crate) fn progress_of_names(&self, message: &'static str, total: u64) -> ProgressBar {
        let bar = self.progress(Some(total));
        Self::count_names(&bar, message);
        bar
    }

    /// Makes a bar count names from here on.
    pub(crate) fn count_names(bar: &ProgressBar, message: &'static str) {
        bar.set_message(message);
        bar.reset_eta();
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} names {eta} left") {
            bar.set_style(style);
        }
    }

    fn log(&self, level: &str, event: &str, message: &str, fields: Value) {
        let mut object = Map::new();
        object.insert("time".into(), zonecensus::now().into());
        object.insert("level".into(), level.into());
        object.insert("event".into(), event.into());
        object.insert("message".into(), message.into());
        if let Value::Object(fields) = fields {
            object.extend(fields);
        }
        self.line(&Value::Object(object).to_string());
    }

    /// Standard error may be closed; there is nobody left to tell.
    fn line(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{text}");
    }
}
