use std::path::Path;
use std::time::Instant;
fn cpu() -> f64 { let s = std::fs::read_to_string("/proc/self/stat").unwrap(); let f: Vec<&str> = s.rsplit(')').next().unwrap().split_whitespace().collect(); (f[11].parse::<f64>().unwrap() + f[12].parse::<f64>().unwrap()) / 100.0 }
fn rss() -> String { std::fs::read_to_string("/proc/self/status").unwrap().lines().filter(|l| l.starts_with("VmHWM")).collect() }
fn main() {
    let folder = std::env::args().nth(1).unwrap();
    let input = tables::Input::from_folder(Path::new(&folder)).unwrap();
    let defs: tables::Definitions = toml::from_str(tables::DEFAULT_TABLES).unwrap();
    let (t, c) = (Instant::now(), cpu());
    tables::build(&[input.clone()], &defs.table[0]).unwrap();
    eprintln!("adoption {:?} cpu {:.2} {}", t.elapsed(), cpu() - c, rss());
    let (t, c) = (Instant::now(), cpu());
    tables::build_all(&[input.clone()], &defs.table).unwrap();
    eprintln!("all {:?} cpu {:.2} {}", t.elapsed(), cpu() - c, rss());
    let (t, c) = (Instant::now(), cpu());
    let d = tables::diff(&input, &input, &defs.diff.unwrap()).unwrap();
    eprintln!("diff {:?} cpu {:.2} {} {}", t.elapsed(), cpu() - c, rss(), d.transitions.len());
}
