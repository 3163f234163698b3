//! Errors of the library as the exceptions of `zonecensus._errors`, each with its place.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use snapshot::{OpenError, Reject};
use std::io;
use std::path::Path;
use zonecensus::{Error, PipelineError};

/// What an exception says.
#[derive(Default, Clone)]
pub(crate) struct Fault {
    class: &'static str,
    message: String,
    kind: &'static str,
    file: Option<String>,
    line: Option<u64>,
    column: Option<u64>,
    byte: Option<u64>,
    text: Option<Vec<u8>>,
    hint: Option<String>,
    errno: Option<i32>,
}

const MODULE: &str = "zonecensus._errors";

impl Fault {
    /// The exception, which is an object of Python code: an extension for several versions of Python cannot derive from exceptions.
    pub(crate) fn raise(&self, py: Python<'_>) -> PyErr {
        self.build(py).map_or_else(|e| e, PyErr::from_value)
    }

    fn build<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let values = PyDict::new(py);
        values.set_item("kind", self.kind)?;
        values.set_item("file", &self.file)?;
        values.set_item("line", self.line)?;
        values.set_item("column", self.column)?;
        values.set_item("byte", self.byte)?;
        values.set_item("text", self.text.as_deref())?;
        values.set_item("hint", &self.hint)?;
        values.set_item("errno", self.errno)?;
        py.import(MODULE)?.getattr(self.class)?.call((&self.message,), Some(&values))
    }

    /// An argument that cannot be used.
    pub(crate) fn bad_argument(message: String) -> Fault {
        Fault { class: "ArgumentError", kind: "argument", message, ..Fault::default() }
    }

    /// Something that has no place in a file.
    pub(crate) fn failed(message: String) -> Fault {
        Fault { class: "ZoneError", kind: "failed", message, ..Fault::default() }
    }

    /// What it says, in one line.
    pub(crate) fn into_message(self) -> String {
        self.message
    }
}

impl From<&Reject> for Fault {
    fn from(reject: &Reject) -> Fault {
        Fault {
            class: "RecordError",
            message: reject.to_string(),
            kind: reject.kind.code(),
            file: Some(reject.file.to_string_lossy().into_owned()),
            line: Some(reject.line),
            column: Some(reject.column),
            byte: Some(reject.byte),
            text: Some(reject.text.clone()),
            ..Fault::default()
        }
    }
}

impl From<&OpenError> for Fault {
    fn from(error: &OpenError) -> Fault {
        let (path, source) = match error {
            OpenError::Io { path, source } => (path, Some(source)),
            OpenError::EmptyFolder { path } => (path, None),
        };
        Fault { message: error.to_string(), ..io_fault(path, source) }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        let hint = error.hint().filter(|_| !is_about_options(&error));
        let base = Fault { class: "ZoneError", kind: "failed", message: error.to_string(), hint, ..Fault::default() };
        match &error {
            Error::Pipeline(e) => pipeline_fault(e, base),
            Error::Open(e) => Fault { hint: base.hint, ..Fault::from(e) },
            Error::Stopped { last, .. } => Fault { message: base.message, ..Fault::from(&**last) },
            Error::Interrupted => Fault { kind: "interrupted", ..base },
            Error::Io { path, source } => Fault { message: base.message, ..io_fault(path, Some(source)) },
            Error::Rdata { path, at, error } => Fault {
                class: "RecordError",
                kind: error.kind.code(),
                file: Some(path.to_string_lossy().into_owned()),
                byte: Some(*at),
                ..base
            },
            Error::NoPipeline { .. } => Fault { class: "PipelineError", kind: "no_pipeline", ..base },
            Error::CohortMissing { .. } | Error::CohortNotWanted { .. } => {
                let hint = match error {
                    Error::CohortMissing { .. } => "give cohort=FILE, a CSV with one row per domain",
                    _ => "leave out cohort=, or add [cohort] with key and columns to the pipeline",
                };
                Fault { class: "PipelineError", kind: "cohort", hint: Some(hint.to_owned()), ..base }
            }
            Error::Cohort(e) => {
                Fault { class: "PipelineError", kind: "cohort", file: Some(e.file.clone()), line: Some(e.line), ..base }
            }
            Error::Side(e) => Fault {
                class: "PipelineError",
                kind: "side_file",
                file: Some(e.file.clone()),
                line: Some(e.line),
                ..base
            },
            Error::Table(_) => Fault { class: "PipelineError", kind: "table", ..base },
            Error::NoTable { .. } => Fault { class: "StoreError", kind: "no_table", ..base },
            Error::NoDomain { .. } => Fault { class: "StoreError", kind: "no_domain", ..base },
            Error::NoStore { path } => Fault { file: text_of(path), ..store_fault("no_store", base) },
            Error::NoSnapshot { .. } => store_fault("no_snapshot", base),
            Error::SnapshotExists { path, .. } => Fault {
                file: text_of(path),
                hint: Some("give replace=True to put the new one in its place".to_owned()),
                ..store_fault("snapshot_exists", base)
            },
            _ => base,
        }
    }
}

/// Hints that name options of the command line, which Python does not have.
fn is_about_options(error: &Error) -> bool {
    matches!(error, Error::Stopped { .. } | Error::NoStore { .. })
}

fn store_fault(kind: &'static str, base: Fault) -> Fault {
    Fault { class: "StoreError", kind, ..base }
}

fn pipeline_fault(error: &PipelineError, base: Fault) -> Fault {
    let number = |n: usize| u64::try_from(n).ok();
    Fault {
        class: "PipelineError",
        kind: "pipeline",
        file: Some(error.file.clone()),
        line: error.position.and_then(|(line, _)| number(line)),
        column: error.position.and_then(|(_, column)| number(column)),
        ..base
    }
}

fn io_fault(path: &Path, source: Option<&io::Error>) -> Fault {
    let errno = source.and_then(io::Error::raw_os_error);
    Fault { class: "InputError", kind: "input", file: text_of(path), errno, ..Fault::default() }
}

fn text_of(path: &Path) -> Option<String> {
    Some(path.to_string_lossy().into_owned())
}

/// Turns an error of a stage into an exception.
pub(crate) trait Raise<T> {
    /// The value, or the exception.
    fn or_raise(self, py: Python<'_>) -> PyResult<T>;
}

impl<T, E: Into<Fault>> Raise<T> for Result<T, E> {
    fn or_raise(self, py: Python<'_>) -> PyResult<T> {
        self.map_err(|e| e.into().raise(py))
    }
}
