//! What the snapshot has at the targets of SPF records.

use crate::cross::{Snapshot, Texts};
use crate::evidence::{Item, Tag, Tagged, with_tag};
use crate::key::{key_of, parent};
use crate::memo::Memo;
use crate::merge::Spot;
use crate::plan::Lookup;
use mailpolicy::Selection;
use mailpolicy::spf::{Answer, Resolver, select};

/// Include and redirect targets within the snapshot.
pub(super) struct Targets<'s, 'a> {
    pub(super) snapshot: &'s Snapshot<'a>,
    /// The name whose record is followed: key, text and evidence.
    pub(super) own: &'s [u8],
    pub(super) own_name: &'s [u8],
    pub(super) items: &'s Tagged<'s, 'a>,
    pub(super) near: Option<Spot>,
    /// A mechanism asked for addresses or MX of that name.
    pub(super) asked_own: bool,
    /// Keys of targets found in the snapshot.
    pub(super) followed: Vec<Vec<u8>>,
    pub(super) kept: &'s mut Memo<Vec<u8>, (Answer<'a>, bool)>,
    pub(super) zones: &'s mut Memo<Vec<u8>, bool>,
}

impl<'a> Resolver<'a> for Targets<'_, 'a> {
    fn spf(&mut self, name: &[u8]) -> Answer<'a> {
        let (answer, is_there) = match self.kept.find(name) {
            Ok(known) => *known,
            Err(miss) => {
                let found = self.find(name);
                self.kept.keep(miss, || name.to_vec(), found);
                found
            }
        };
        if is_there {
            self.followed.push(key_of(name));
        }
        answer
    }

    fn has_address(&mut self, name: &[u8]) -> Option<bool> {
        if self.snapshot.addresses { self.has(name, Tag::Address) } else { None }
    }

    fn has_mx(&mut self, name: &[u8]) -> Option<bool> {
        if self.snapshot.collected.has(Lookup::Mx) { self.has(name, Tag::Mx) } else { None }
    }
}

impl<'a> Targets<'_, 'a> {
    /// What is at a target, and whether that is a TXT record.
    fn find(&self, name: &[u8]) -> (Answer<'a>, bool) {
        let Texts::Known(texts, others) = self.snapshot.texts(&key_of(name), Lookup::Txt, self.near) else {
            return (Answer::Unknown, false);
        };
        let void = texts.is_empty() && !others;
        let answer = match select(&texts) {
            Selection::One(record) => Answer::Record(record),
            Selection::Multiple(_) => Answer::Multiple,
            Selection::None if void => Answer::Void,
            Selection::None => Answer::NoRecord,
        };
        (answer, !void)
    }

    fn has(&mut self, name: &[u8], tag: Tag) -> Option<bool> {
        if name.strip_suffix(b".") == Some(self.own_name) {
            return self.own_has(tag);
        }
        let key = key_of(name);
        if key == self.own {
            return self.own_has(tag);
        }
        let mut items = Vec::new();
        let found = self.snapshot.items(&key, &mut items, self.near);
        self.tell(&key, &items, tag, found.is_some_and(|name| self.snapshot.is_row(name)))
    }

    fn own_has(&mut self, tag: Tag) -> Option<bool> {
        self.asked_own = true;
        self.tell(self.own, self.items.items, tag, self.near.is_some_and(|spot| self.snapshot.merged.is_row(spot)))
    }

    /// Whether the name with these items has something; None if unknown.
    fn tell(&mut self, key: &[u8], items: &[Item<'_>], tag: Tag, is_row: bool) -> Option<bool> {
        if !with_tag(items, tag).is_empty() {
            return Some(true);
        }
        let is_alias = !with_tag(items, Tag::Cname).is_empty();
        let is_asked = tag == Tag::Mx && is_row;
        (!is_alias && (is_asked || self.has_authority(key, items))).then_some(false)
    }

    /// Whether the snapshot has authority over a name with these items: the answer is that for the name above unless a zone begins
    /// here, and many targets are hosts of the same operator.
    fn has_authority(&mut self, key: &[u8], items: &[Item<'_>]) -> bool {
        let begins = [Tag::Ns, Tag::Soa].into_iter().any(|tag| !with_tag(items, tag).is_empty());
        let Some(above) = parent(key).filter(|_| !begins) else { return self.snapshot.has_authority(key, self.near) };
        match self.zones.find(above) {
            Ok(known) => *known,
            Err(miss) => {
                let has_authority = self.snapshot.has_authority(above, self.near);
                self.zones.keep(miss, || above.to_vec(), has_authority);
                has_authority
            }
        }
    }
}
