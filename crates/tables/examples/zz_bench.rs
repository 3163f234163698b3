use std::path::Path;
use std::time::Instant;
fn rss() -> String { std::fs::read_to_string("/proc/self/status").unwrap().lines().filter(|l| l.starts_with("VmHWM")).collect() }
fn main() {
    let folder = std::env::args().nth(1).unwrap();
    let input = tables::Input::from_folder(Path::new(&folder)).unwrap();
    let defs: tables::Definitions = toml::from_str(tables::DEFAULT_TABLES).unwrap();
    for def in &defs.table {
        let t = Instant::now();
        tables::build(&[input.clone()], def).unwrap();
        eprintln!("{:25} {:?} {}", def.name, t.elapsed(), rss());
    }
    let t = Instant::now();
    let all = tables::build_all(&[input.clone()], &defs.table).unwrap();
    eprintln!("all {:?} {}", t.elapsed(), rss());
    for table in &all { println!("{}", tables::render(table, tables::RenderOptions{counts: true, ..Default::default()})); std::fs::write(format!("/tmp/tbl/out-{}.csv", table.name), table.to_grid().to_csv().unwrap()).unwrap(); }
    let t = Instant::now();
    let d = tables::diff(&input, &input, &defs.diff.unwrap()).unwrap();
    eprintln!("diff {:?} {} {}", t.elapsed(), rss(), d.transitions.len());
}
