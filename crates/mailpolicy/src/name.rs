//! Domain names as presentation text: labels, ancestors, the root dot. Escapes (`\.`, `\046`) are respected, never undone.

/// `name` without the dot of the root; the root itself becomes empty.
#[must_use]
pub fn strip_root(name: &[u8]) -> &[u8] {
    match name.split_last() {
        Some((b'.', rest)) if !ends_in_escape(rest) => rest,
        _ => name,
    }
}

/// The name one label up, or `None` at the root. `a.example.jp` gives `example.jp`, `jp` gives the empty name.
#[must_use]
pub fn parent(name: &[u8]) -> Option<&[u8]> {
    let name = strip_root(name);
    if name.is_empty() {
        return None;
    }
    Some(match find_dot(name) {
        Some(dot) => &name[dot + 1..],
        None => &[],
    })
}

/// Number of labels, the root not counted.
#[must_use]
pub fn label_count(name: &[u8]) -> usize {
    let mut count = 0;
    let mut rest = Some(strip_root(name));
    while let Some(name) = rest.filter(|n| !n.is_empty()) {
        count += 1;
        rest = parent(name);
    }
    count
}

/// Whether `name` is `ancestor` or lies below it. Every name is at or below the root.
#[must_use]
pub fn is_at_or_below(name: &[u8], ancestor: &[u8]) -> bool {
    let (name, ancestor) = (strip_root(name), strip_root(ancestor));
    if ancestor.is_empty() {
        return true;
    }
    let Some(cut) = name.len().checked_sub(ancestor.len()) else {
        return false;
    };
    let (head, tail) = name.split_at(cut);
    let ends_label = match head.split_last() {
        None => true,
        Some((b'.', head)) => !ends_in_escape(head),
        Some(_) => false,
    };
    ends_label && (tail == ancestor || tail.eq_ignore_ascii_case(ancestor))
}

/// Whether two names are equal, letter case and root dot aside.
#[must_use]
pub fn is_same(a: &[u8], b: &[u8]) -> bool {
    strip_root(a).eq_ignore_ascii_case(strip_root(b))
}

/// Index of the first dot that ends a label.
fn find_dot(name: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < name.len() {
        match name[at] {
            b'.' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    None
}

/// Whether a byte after `text` would be escaped: an odd number of backslashes at its end.
fn ends_in_escape(text: &[u8]) -> bool {
    text.iter().rev().take_while(|&&b| b == b'\\').count() % 2 == 1
}
