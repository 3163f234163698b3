//! Questions about other names of the snapshot, answered three-valued: found, known to be absent, unknown.

use crate::elsewhere::Elsewhere;
use crate::evidence::{Item, Tag, mask, target_of, text_of, with_tag};
use crate::key::{Place, Subject, parent, subject};
use crate::merge::{Merged, Spot, unite};
use crate::plan::{Counting, Lookup, LookupSet};
use crate::run::{Run, common_prefix};

/// Longest chain of CNAMEs that is followed.
pub const MAX_CNAME_CHAIN: usize = 8;

/// The merged snapshot, or the range of it that is being written, with what the whole has authority over.
pub(crate) struct Snapshot<'a> {
    pub(crate) merged: &'a Merged,
    pub(crate) collected: LookupSet,
    /// A and AAAA records were read.
    pub(crate) addresses: bool,
    /// Keys of all SOA owners, sorted.
    pub(crate) apexes: &'a [Vec<u8>],
    pub(crate) counting: &'a Counting<'a>,
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
    /// Brought from another range.
    Elsewhere(&'a Run),
}

impl<'a> Snapshot<'a> {
    /// The name with this key. `near` is where to begin: names below that of a row lie right behind it.
    fn find(&self, key: &[u8], near: Option<Spot>) -> Option<Name<'a>> {
        if self.merged.covers(key) {
            return self.merged.find_near(key, near).map(Name::Here);
        }
        self.elsewhere.find(key, self.merged.kept()).map(Name::Elsewhere)
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
            Name::Here(spot) => {
                self.merged.gather(spot, items);
            }
            Name::Elsewhere(run) => unite((0..run.len()).map(|index| run.items(index)), items),
        }
    }

    /// Whether absence of a name from the snapshot proves that it does not exist: it lies in a zone of the snapshot (at or below an
    /// SOA owner) and not below a delegation out of it.
    pub(crate) fn has_authority(&self, key: &[u8], near: Option<Spot>) -> bool {
        let is_apex = |at: &[u8]| self.apexes.binary_search_by(|apex| apex.as_slice().cmp(at)).is_ok();
        // Most hosts lie outside every zone of the snapshot, or below the delegation that is being written.
        let Some((first, last)) = self.apexes.first().zip(self.apexes.last()) else { return false };
        if !key.starts_with(&first[..common_prefix(first, last)])
            || near.is_some_and(|near| self.is_delegated_below(key, near))
        {
            return false;
        }
        let upwards = || std::iter::successors(Some(key), |at| parent(at));
        let Some(apex) = upwards().find(|at| is_apex(at)) else { return false };
        let is_cut = |at: &[u8]| self.find(at, near).is_some_and(|name| self.mask(name) & mask::NS != 0);
        !upwards().take_while(|at| at.len() > apex.len()).any(is_cut)
    }

    /// Whether the key lies at or below a name that has NS and nothing but what is delegated below it.
    fn is_delegated_below(&self, key: &[u8], above: Spot) -> bool {
        let cut = self.merged.key(above);
        let first = || self.apexes.partition_point(|apex| apex.as_slice() < cut);
        key.starts_with(cut)
            && self.merged.mask(above) & mask::NS != 0
            && !self.apexes.get(first()).is_some_and(|apex| apex.starts_with(cut))
    }

    /// Whether a name that the snapshot has authority over and does not have exists by a wildcard.
    pub(crate) fn is_synthesised(&self, key: &[u8], near: Option<Spot>) -> bool {
        let mut name = parent(key);
        while let Some(above) = name {
            let wildcard = [above, b"*\0"].concat();
            if self.find(&wildcard, near).is_some() {
                return true;
            }
            name = parent(above);
        }
        false
    }

    /// The TXT RRset at `owner` (a key, with or without a well-known prefix), CNAMEs followed within the snapshot. `lookup` is the
    /// lookup that covers it at counted names.
    pub(crate) fn texts(&self, owner: &[u8], lookup: Lookup, near: Option<Spot>) -> Texts<'a> {
        let has_text = |items: &[Item<'a>], place| {
            [Tag::text(place), Tag::other(place)].into_iter().flatten().any(|tag| !with_tag(items, tag).is_empty())
        };
        let is_asked = |_| self.collected.has(lookup);
        match self.chase(owner.to_vec(), |place| Tag::text(place).is_some(), has_text, is_asked, near) {
            Some((items, place)) => {
                let mut texts = Vec::new();
                let others = push_texts(|tag| with_tag(&items, tag), place, &mut texts);
                Texts::Known(texts, others)
            }
            None => Texts::Unknown,
        }
    }

    /// The items of the name that a CNAME to the key `target` leads to within the snapshot, and the place of its owner there: the first that
    /// has a record of `lookup`, or one known to have none. None where the chain leaves the snapshot, goes round or is too long.
    pub(crate) fn follow(&self, target: Vec<u8>, lookup: Lookup, near: Option<Spot>) -> Option<(Vec<Item<'a>>, Place)> {
        let has_answer =
            |items: &[Item<'a>], place| answers(lookup, place).iter().any(|tag| !with_tag(items, *tag).is_empty());
        // TLSA is asked for at mail hosts, whichever names are counted.
        let is_asked = |place| place == Place::Own && lookup != Lookup::Tlsa && self.collected.has(lookup);
        self.chase(target, |place| Tag::alias(place).is_some(), has_answer, is_asked, near)
    }

    /// Follows CNAMEs from `owner` within the snapshot to the first name that `has_answer`, or that is known to have none: since the
    /// lookup was made there, if it is a row (`is_asked`), or since it lies in a zone of the snapshot. `is_prefix` tells which prefixes
    /// mean something; below any other, an owner speaks for itself.
    fn chase(
        &self,
        mut owner: Vec<u8>,
        is_prefix: impl Fn(Place) -> bool,
        has_answer: impl Fn(&[Item<'a>], Place) -> bool,
        is_asked: impl Fn(Place) -> bool,
        near: Option<Spot>,
    ) -> Option<(Vec<Item<'a>>, Place)> {
        let mut items = Vec::new();
        for _ in 0..MAX_CNAME_CHAIN {
            let at = subject(&owner);
            let Subject { base, place, .. } = if is_prefix(at.place) { at } else { own_place(&owner) };
            let name = self.items(&owner[..base], &mut items, near);
            if has_answer(&items, place) {
                return Some((items, place));
            }
            let alias = Tag::alias(place).and_then(|tag| with_tag(&items, tag).first());
            let Some((_, target)) = alias else {
                let is_row = || name.is_some_and(|name| self.is_row(name));
                let is_known = is_asked(place) && is_row() || self.has_authority(&owner, near);
                return is_known.then_some((items, place));
            };
            owner = target_of(target, &owner);
        }
        None
    }

    /// The items of a name, if it has any.
    pub(crate) fn items(&self, key: &[u8], items: &mut Vec<Item<'a>>, near: Option<Spot>) -> Option<Name<'a>> {
        items.clear();
        let name = self.find(key, near)?;
        self.gather(name, items);
        Some(name)
    }
}

/// What a record of the lookup is kept as, by the place of its owner.
pub(crate) fn answers(lookup: Lookup, place: Place) -> &'static [Tag] {
    match (lookup, place) {
        (Lookup::Mx, Place::Own) => &[Tag::Mx],
        (Lookup::Txt, Place::Own) => &[Tag::OwnText, Tag::OwnOther],
        (Lookup::Tlsa, Place::Tlsa) => &[Tag::Tlsa],
        (Lookup::Tlsa, Place::Own) => &[Tag::OwnTlsa],
        _ => &[],
    }
}

fn own_place(owner: &[u8]) -> Subject {
    Subject { base: owner.len(), argument: owner.len(), place: Place::Own }
}

/// Adds the TXT records worth judging at a place; tells whether there are others. `with_tag` gives the items of a name that have a tag.
pub(crate) fn push_texts<'i, 'a: 'i>(
    with_tag: impl Fn(Tag) -> &'i [Item<'a>],
    place: Place,
    texts: &mut Vec<&'a [u8]>,
) -> bool {
    if let Some(tag) = Tag::text(place) {
        texts.extend(with_tag(tag).iter().map(|(_, payload)| text_of(payload).joined));
    }
    Tag::other(place).is_some_and(|tag| !with_tag(tag).is_empty())
}
