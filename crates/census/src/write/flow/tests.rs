use super::*;
use proptest::prelude::*;

fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started")
}

const GO_ON: ControlFlow<()> = ControlFlow::Continue(());

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Every part is handed on once, those of a column in order; never more chunks are under way than allowed.
    #[test]
    fn parts_come_in_order(chunks in 0usize..40, ahead in 1usize..6, columns in 0usize..5, threads in 1usize..5) {
        let seen: Vec<Mutex<Vec<usize>>> = (0..columns).map(|_| Mutex::default()).collect();
        let (begun, handed, most) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        let flow = Flow {
            chunks,
            ahead,
            columns,
            build: |chunk| {
                let begun = begun.fetch_add(1, Ordering::SeqCst) + 1;
                let done = handed.load(Ordering::SeqCst).checked_div(columns).unwrap_or(begun - 1);
                most.fetch_max(begun - done, Ordering::SeqCst);
                if chunk % 3 == 0 {
                    std::thread::sleep(Duration::from_micros(50));
                }
                vec![chunk; columns]
            },
            feed: |column: usize, chunk, part| {
                assert_eq!(chunk, part);
                seen[column].lock().expect("no panic").push(part);
                handed.fetch_add(1, Ordering::SeqCst);
                Ok::<(), ()>(())
            },
        };
        let mut told = Vec::new();
        let mut progress = |done| {
            told.push(done);
            GO_ON
        };
        let ended = if threads > 3 { flow.run(&mut progress) } else { pool(threads).install(move || flow.run(&mut |_| GO_ON)) };
        prop_assert_eq!(ended, Ok(()));
        for lane in &seen {
            prop_assert_eq!(&*lane.lock().expect("no panic"), &(0..chunks).collect::<Vec<_>>());
        }
        if threads > 3 {
            prop_assert_eq!(told, (1..=chunks).collect::<Vec<_>>());
        }
        // Parts handed on count as whole chunks only, so a few more may seem to be under way.
        prop_assert!(most.into_inner() <= ahead + columns.min(ahead), "too many at once");
    }
}

#[test]
fn an_error_ends_the_flow() {
    let fed = AtomicUsize::new(0);
    let flow = Flow {
        chunks: 1000,
        ahead: 3,
        columns: 2,
        build: |_| vec![(); 2],
        feed: |column, chunk, ()| {
            fed.fetch_add(1, Ordering::Relaxed);
            if column == 1 && chunk == 5 { Err("full") } else { Ok(()) }
        },
    };
    assert_eq!(flow.run(&mut |_| GO_ON), Err(Ended::Failed("full")));
    assert!(fed.into_inner() <= 6 + 6 + 3);
}

#[test]
fn progress_may_end_the_flow() {
    let flow = Flow { chunks: 1000, ahead: 3, columns: 2, build: |_| vec![(); 2], feed: |_, _, ()| Ok::<(), ()>(()) };
    let mut last = 0;
    let ended = flow.run(&mut |done| {
        last = done;
        if done == 7 { ControlFlow::Break(()) } else { GO_ON }
    });
    assert_eq!((ended, last), (Err(Ended::Interrupted), 7));
}

#[test]
fn a_panic_is_passed_on() {
    for threads in [1, 2] {
        let flow = Flow {
            chunks: 100,
            ahead: 3,
            columns: 1,
            build: |chunk| if chunk == 4 { panic!("as asked") } else { vec![()] },
            feed: |_, _, ()| Ok::<(), ()>(()),
        };
        let run = || pool(threads).install(|| flow.run(&mut |_| GO_ON));
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).is_err());
    }
}
