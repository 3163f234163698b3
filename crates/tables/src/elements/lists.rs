//! Lists of elements as codes.

/// The elements of rows: codes one after the other, where each row's begin, and the end.
pub(super) struct Lists {
    pub(super) codes: Vec<u32>,
    pub(super) starts: Vec<usize>,
}

impl Lists {
    pub(super) fn row(&self, row: usize) -> &[u32] {
        &self.codes[self.starts[row]..self.starts[row + 1]]
    }
}

/// Leaves out what stands in a list already.
#[derive(Default)]
pub(super) struct Distinct {
    /// By element, the last list in which it was.
    seen: Vec<usize>,
    lists: usize,
    list: Vec<u32>,
}

impl Distinct {
    pub(super) fn of<'l>(&'l mut self, list: &'l [u32]) -> &'l [u32] {
        if list.len() < 2 {
            return list;
        }
        self.lists += 1;
        self.list.clear();
        for element in list {
            let at = *element as usize;
            if at >= self.seen.len() {
                self.seen.resize(at + 1, 0);
            }
            if std::mem::replace(&mut self.seen[at], self.lists) != self.lists {
                self.list.push(*element);
            }
        }
        &self.list
    }
}

/// Rows with lists.
#[derive(Default)]
pub(super) struct Kept {
    /// Group, row by row.
    pub(super) groups: Vec<u32>,
    /// Numerators, row by row.
    pub(super) sums: Vec<u64>,
    /// Codes of elements, and where each row's end.
    pub(super) elements: Vec<u32>,
    pub(super) ends: Vec<usize>,
}
