//! What a table shows of its elements: the largest, the rest as one, and how many names the first few have.

use super::{Elements, NULL, Numerators};
use crate::table::Key;
use std::collections::{BTreeMap, HashMap};

/// Elements with their ranks from 0, by size in the last snapshot.
pub(crate) type ElementRanks = HashMap<Option<String>, usize>;

impl Elements {
    /// The `limit` largest elements by their first numerator, with their ranks; ties are broken by the elements' order.
    pub(crate) fn rank(&self, limit: usize) -> ElementRanks {
        let mut sizes = vec![0u64; self.codes_end()];
        let mut found = vec![false; self.codes_end()];
        for (_, element, sums) in self.entries() {
            sizes[element as usize] += sums[0];
            found[element as usize] = true;
        }
        let order = |a: &usize, b: &usize| {
            sizes[*b].cmp(&sizes[*a]).then_with(|| self.text(*a as u32).cmp(&self.text(*b as u32)))
        };
        let mut elements: Vec<usize> = Vec::new();
        // Size and text of one after which no element can be among the largest.
        let mut last: Option<(u64, Option<&str>)> = None;
        for element in (0..sizes.len()).filter(|element| found[*element]) {
            let is_after =
                |(size, text)| sizes[element] < size || sizes[element] == size && self.text(element as u32) > text;
            if last.is_some_and(is_after) {
                continue;
            }
            elements.push(element);
            if elements.len() / 2 >= limit {
                elements.select_nth_unstable_by(limit - 1, order);
                elements.truncate(limit);
                last = elements.last().map(|last| (sizes[*last], self.text(*last as u32)));
            }
        }
        elements.sort_unstable_by(order);
        elements.truncate(limit);
        let text = |(rank, element): (usize, usize)| (self.text(element as u32).map(str::to_owned), rank);
        elements.into_iter().enumerate().map(text).collect()
    }

    /// All elements, or the ranked ones and the rest as one element "other", under which a name counts once.
    pub(crate) fn split(&self, ranks: Option<&ElementRanks>) -> Numerators {
        let ranks = ranks.map(|ranks| self.by_code(ranks));
        let is_kept = |element: u32| ranks.as_ref().is_none_or(|ranks| ranks[element as usize].is_some());
        let mut split = Numerators::new();
        let mut other: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
        for (group, element, sums) in self.entries() {
            if is_kept(element) {
                split.insert(self.keys_of(group, self.key(element)), sums.to_vec());
            } else if self.kept.is_none() {
                add(&mut other, group, sums);
            }
        }
        for (group, list, sums) in self.kept_rows() {
            if list.iter().any(|element| !is_kept(*element)) {
                add(&mut other, group, sums);
            }
        }
        split.extend(other.into_iter().map(|(group, sums)| (self.keys_of(group, Key::Other), sums)));
        split
    }

    /// For each k, the names with one of the k first elements.
    pub(crate) fn accumulate(&self, ranks: &ElementRanks, ks: &[usize]) -> Numerators {
        let ranks = self.by_code(ranks);
        let mut by_k: BTreeMap<(u32, usize), Vec<u64>> = BTreeMap::new();
        let mut add_ranked = |group, list: &[u32], sums: &[u64]| {
            let best = list.iter().filter_map(|element| ranks[*element as usize]).min();
            ks.iter().filter(|k| best.is_some_and(|best| best < **k)).for_each(|k| add(&mut by_k, (group, *k), sums));
        };
        if self.kept.is_some() {
            self.kept_rows().for_each(|(group, list, sums)| add_ranked(group, list, sums));
        } else {
            self.entries().for_each(|(group, element, sums)| add_ranked(group, &[element], sums));
        }
        by_k.into_iter().map(|((group, k), sums)| (self.keys_of(group, Key::Top(k)), sums)).collect()
    }

    /// Rows as they came: group, codes of elements, numerators.
    fn kept_rows(&self) -> impl Iterator<Item = (u32, &[u32], &[u64])> {
        self.kept.iter().flat_map(|kept| {
            let starts = std::iter::once(0).chain(kept.ends.iter().copied());
            let lists = starts.zip(&kept.ends).map(|(start, end)| &kept.elements[start..*end]);
            let rows = kept.groups.iter().zip(lists).zip(kept.sums.chunks(self.metrics));
            rows.map(|((group, list), sums)| (*group, list, sums))
        })
    }

    /// Ranks by code.
    fn by_code(&self, ranks: &ElementRanks) -> Vec<Option<usize>> {
        let mut by_code = vec![None; self.codes_end()];
        for (element, rank) in ranks {
            let code = element.as_ref().map_or(Some(NULL), |text| self.find(text));
            if let Some(code) = code {
                by_code[code as usize] = Some(*rank);
            }
        }
        by_code
    }

    fn keys_of(&self, group: u32, element: Key) -> Vec<Key> {
        self.groups.get(group).iter().map(|code| self.key(*code)).chain([element]).collect()
    }

    fn key(&self, code: u32) -> Key {
        self.text(code).map_or(Key::None, |text| Key::Value(text.to_owned()))
    }

    fn text(&self, code: u32) -> Option<&str> {
        match code.checked_sub(self.others_start()) {
            Some(id) => Some(self.others.get(id)),
            None => self.column.as_ref().and_then(|column| column.text(code)),
        }
    }
}

fn add<K: Ord>(sums: &mut BTreeMap<K, Vec<u64>>, key: K, more: &[u64]) {
    let sum = sums.entry(key).or_insert_with(|| vec![0; more.len()]);
    sum.iter_mut().zip(more).for_each(|(sum, n)| *sum += n);
}
