//! Measures the parse core and the whole job against other programs.
fn main() {}
