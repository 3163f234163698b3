//! The codes of consecutive rows of a column.

/// Codes row by row; while all are equal, only one is kept.
#[derive(Debug, Default)]
pub(crate) struct Codes {
    rows: usize,
    /// One for each row, or one for all rows.
    codes: Vec<u32>,
}

/// What a column has in some rows.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Run<'c> {
    Same(u32),
    Each(&'c [u32]),
}

impl Codes {
    pub(crate) fn clear(&mut self) {
        self.rows = 0;
        self.codes.clear();
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Appends a code `rows` times.
    pub(crate) fn push_run(&mut self, code: u32, rows: usize) {
        if rows == 0 || self.is_same_as(code) {
            self.rows += rows;
            return;
        }
        if self.rows == 0 {
            self.codes.push(code);
            self.rows = rows;
            return;
        }
        self.spread();
        self.rows += rows;
        self.codes.resize(self.rows, code);
    }

    /// Appends codes one by one.
    pub(crate) fn extend(&mut self, codes: impl Iterator<Item = u32>) {
        self.append(|all| all.extend(codes));
    }

    /// Has codes appended one by one.
    pub(crate) fn append<T>(&mut self, append: impl FnOnce(&mut Vec<u32>) -> T) -> T {
        self.spread();
        let result = append(&mut self.codes);
        self.rows = self.codes.len();
        result
    }

    pub(crate) fn all(&self) -> Run<'_> {
        match self.codes[..] {
            [code] => Run::Same(code),
            _ => Run::Each(&self.codes),
        }
    }

    fn is_same_as(&self, code: u32) -> bool {
        matches!(self.codes[..], [same] if same == code)
    }

    /// From one code for all rows to one for each.
    fn spread(&mut self) {
        if let [code] = self.codes[..] {
            self.codes.resize(self.rows, code);
        }
    }
}

impl<'c> Run<'c> {
    /// Those of some of the rows.
    pub(crate) fn part(self, rows: std::ops::Range<usize>) -> Run<'c> {
        match self {
            Run::Same(_) => self,
            Run::Each(codes) => Run::Each(&codes[rows]),
        }
    }
}

#[cfg(test)]
mod tests;
