//! Questions about other names of the snapshot, answered three-valued: found, known to be absent, unknown.

use crate::evidence::{Item, Tag, mask, text_of, with_tag};
use crate::key::{Place, key_of, parent, subject};
use crate::merge::{Merged, Spot, unite};
use crate::plan::{Counting, Lookup, LookupSet};
use crate::run::Run;
use crate::spill::Elsewhere;

/// Longest chain of CNAMEs followed.
const MAX_CHAIN: usize = 8;

/// The merged snapshot, or the range of it that is being written, with what the whole has authority over.
pub(crate) struct Snapshot<'a> {
    pub(crate) merged: &'a Merged,
    pub(crate) collected: LookupSet,
    /// A and AAAA records were read.
    pub(crate) addresses: bool,
    /// Keys of all SOA owners, sorted.
    pub(crate) apexes: &'a [Vec<u8>],
    pub(crate) counting: &'a Counting,
    pub(crate) elsewhere: &'a Elsewhere,
}

/// What the snapshot knows of a TXT RRset.
pub(crate) enum Texts<'a> {
    /// The records worth judging, and whether others were there.
    Known(Vec<&'a [u8]>, bool),
    Unknown,
}

/// A name of the snapshot.
#[derive(Clone, Copy)]
pub(crate) enum Name<'a> {
    /// In the range being written.
    Here(Spot),
    /// Brought from disk.
    Elsewhere(&'a Run),
}

impl<'a> Snapshot<'a> {
    fn find(&self, key: &[u8]) -> Option<Name<'a>> {
        if self.merged.covers(key) {
            return self.merged.find(key).map(Name::Here);
        }
        self.elsewhere.find(key).map(Name::Elsewhere)
    }

    fn mask(&self, name: Name<'_>) -> u16 {
        match name {
            Name::Here(spot) => self.merged.mask(spot),
            Name::Elsewhere(run) => run.entries.iter().fold(0, |all, entry| all | entry.mask),
        }
    }

    /// Whether the name is a row.
    pub(crate) fn is_row(&self, name: Name<'_>) -> bool {
        match name {
            Name::Here(spot) => self.merged.is_row(spot),
            Name::Elsewhere(run) => self.counting.counts(run.key(0), self.mask(name)),
        }
    }

    fn gather(&self, name: Name<'a>, items: &mut Vec<Item<'a>>) {
        match name {
            Name::Here(spot) => self.merged.gather(spot, items),
            Name::Elsewhere(run) => {
                items.clear();
                unite((0..run.len()).map(|index| run.evidence(index)), items);
            }
        }
    }

    /// Whether absence of a name from the snapshot proves that it does not exist: it lies in a zone of the snapshot (at or below an
    /// SOA owner) and not below a delegation out of it.
    pub(crate) fn has_authority(&self, key: &[u8]) -> bool {
        let mut name = Some(key);
        while let Some(at) = name {
            if self.apexes.binary_search_by(|apex| apex.as_slice().cmp(at)).is_ok() {
                return true;
            }
            if self.find(at).is_some_and(|name| self.mask(name) & mask::NS != 0) {
                return false;
            }
            name = parent(at);
        }
        false
    }

    /// Whether a name is known to exist or not to exist, wildcards counted as existence.
    pub(crate) fn exists(&self, key: &[u8]) -> Option<bool> {
        if self.find(key).is_some() {
            return Some(true);
        }
        if !self.addresses || !self.has_authority(key) {
            return None;
        }
        let mut name = parent(key);
        while let Some(above) = name {
            let wildcard = [above, b"*\0"].concat();
            if self.find(&wildcard).is_some() {
                return Some(true);
            }
            name = parent(above);
        }
        Some(false)
    }

    /// The TXT RRset at `owner` (a key, with or without a well-known prefix), CNAMEs followed within the snapshot. `lookup` is the
    /// lookup that covers it at counted names.
    pub(crate) fn texts(&self, owner: &[u8], lookup: Lookup) -> Texts<'a> {
        let mut items = Vec::new();
        let mut owner = owner.to_vec();
        for _ in 0..MAX_CHAIN {
            let at = subject(&owner);
            let place = if Tag::text(at.place).is_some() { at } else { own_place(&owner) };
            let name = self.items(&owner[..place.base], &mut items);
            let (texts, others) = texts_in(&items, place.place);
            if !texts.is_empty() || others {
                return Texts::Known(texts, others);
            }
            let alias = Tag::alias(place.place).and_then(|tag| with_tag(&items, tag).first());
            let Some((_, target)) = alias else {
                let asked = self.collected.has(lookup) && name.is_some_and(|name| self.is_row(name));
                return if asked || self.has_authority(&owner) { Texts::Known(Vec::new(), false) } else { Texts::Unknown };
            };
            owner = key_of(target);
        }
        Texts::Unknown
    }

    /// The items of a name, if it has any.
    pub(crate) fn items(&self, key: &[u8], items: &mut Vec<Item<'a>>) -> Option<Name<'a>> {
        items.clear();
        let name = self.find(key)?;
        self.gather(name, items);
        Some(name)
    }
}

fn own_place(owner: &[u8]) -> crate::key::Subject {
    crate::key::Subject { base: owner.len(), argument: owner.len(), place: Place::Own }
}

/// The TXT records worth judging at a place among a name's items, and whether there are others.
pub(crate) fn texts_in<'a>(items: &[Item<'a>], place: Place) -> (Vec<&'a [u8]>, bool) {
    let texts = Tag::text(place).map_or(&[][..], |tag| with_tag(items, tag));
    let others = Tag::other(place).is_some_and(|tag| !with_tag(items, tag).is_empty());
    (texts.iter().map(|(_, payload)| text_of(payload).joined).collect(), others)
}
