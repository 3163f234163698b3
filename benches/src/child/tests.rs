use super::run;
use std::process::Command;

fn shell(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    command
}

#[test]
fn usage_is_that_of_the_process() {
    let busy = run(&mut shell("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo done")).unwrap();
    let idle = run(&mut shell("sleep 0.2; echo done")).unwrap();
    assert_eq!((busy.stdout.as_str(), idle.stdout.as_str()), ("done\n", "done\n"));
    assert!(busy.usage.cpu > idle.usage.cpu);
    assert!(idle.usage.wall.as_millis() >= 200);
    assert!(idle.usage.max_rss > 0);
}

#[test]
fn a_failure_says_what_the_process_said() {
    let error = run(&mut shell("echo out; echo first; echo why >&2; exit 3")).unwrap_err().to_string();
    assert!(error.contains("sh ended with") && error.ends_with("why"), "{error}");
    assert!(run(&mut Command::new("/nowhere/at-all")).unwrap_err().to_string().contains("/nowhere/at-all"));
}
