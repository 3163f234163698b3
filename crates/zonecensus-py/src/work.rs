//! Long work on a thread of its own, while the calling thread answers Ctrl-C and calls back into Python.

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

/// How long Ctrl-C may have to wait.
pub(crate) const TICK: Duration = Duration::from_millis(50);

/// What the working thread has of the caller.
pub(crate) struct Caller<N> {
    stop: Arc<AtomicBool>,
    news: SyncSender<News<N>>,
}

enum News<N> {
    Of(N),
    Done,
}

impl<N> Caller<N> {
    /// True once the caller wants the work to end.
    pub(crate) fn has_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Tells the caller how far the work is; dropped if it still reads the last news.
    pub(crate) fn tell(&self, news: N) {
        // The caller may be gone, or busy: neither is the work's concern.
        let _ = self.news.try_send(News::Of(news));
    }
}

/// Runs `work` without the GIL and hands its news to `told`. Ctrl-C, or an exception from `told`, asks the work to stop and is
/// raised once it has: nothing half made is left then.
pub(crate) fn run_to_end<T: Send + 'static, N: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce(&Caller<N>) -> T + Send + 'static,
    told: impl FnMut(Python<'_>, N) -> PyResult<()>,
) -> PyResult<T> {
    run_with(py, work, told, true)
}

/// Runs `work`, which changes nothing, without the GIL. Ctrl-C is raised at once; the work goes on to its end unseen.
pub(crate) fn run<T: Send + 'static>(py: Python<'_>, work: impl FnOnce() -> T + Send + 'static) -> PyResult<T> {
    run_with(py, |_: &Caller<()>| work(), |_, ()| Ok(()), false)
}

fn run_with<T: Send + 'static, N: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce(&Caller<N>) -> T + Send + 'static,
    mut told: impl FnMut(Python<'_>, N) -> PyResult<()>,
    wait: bool,
) -> PyResult<T> {
    let stop = Arc::new(AtomicBool::new(false));
    let (news, mut receive) = sync_channel(1);
    let caller = Caller { stop: stop.clone(), news };
    let worker = thread::Builder::new().name("zonecensus".to_owned()).spawn(move || {
        let done = work(&caller);
        let _ = caller.news.send(News::Done);
        done
    })?;
    let mut raised = None;
    loop {
        // Taken by the closure for the time without the GIL: only this thread uses it.
        let (news, back) = py.detach(move || (receive.recv_timeout(TICK), receive));
        receive = back;
        let heard = match news {
            Ok(News::Done) | Err(RecvTimeoutError::Disconnected) => break,
            Ok(News::Of(_)) if raised.is_some() => Ok(()),
            Ok(News::Of(news)) => told(py, news),
            Err(RecvTimeoutError::Timeout) => Ok(()),
        };
        if let Err(e) = heard.and_then(|()| py.check_signals()) {
            stop.store(true, Ordering::Relaxed);
            raised.get_or_insert(e);
            if !wait {
                break;
            }
        }
    }
    match raised {
        Some(e) if !wait => Err(e),
        raised => {
            let done = py.detach(|| worker.join()).map_err(panicked)?;
            raised.map_or(Ok(done), Err)
        }
    }
}

#[allow(clippy::needless_pass_by_value)] // for map_err
fn panicked(payload: Box<dyn Any + Send>) -> PyErr {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
    PyRuntimeError::new_err(format!("a mistake in zonecensus: {text}"))
}
