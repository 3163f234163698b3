//! A counted name with a CNAME: what it has of mail is what its target has (RFC 1034 3.6.2, RFC 5321 5.1).

use super::Rows;
use crate::cross::answers;
use crate::evidence::{Item, Tag, target_of, with_tag};
use crate::key::Place;
use crate::merge::Spot;
use crate::plan::Lookup;

/// Outcome of a lookup whose CNAME leads out of the snapshot, beside those of [`crate::partial::Outcome`].
pub(super) const LOST: u8 = 2;

/// Lookups that follow a CNAME, what comes along with their records, and the outcome where it is lost.
const FOLLOWED: [(Lookup, Tag, &[u8]); 2] =
    [(Lookup::Mx, Tag::Address, &[Lookup::Mx as u8, LOST]), (Lookup::Txt, Tag::SpfType, &[Lookup::Txt as u8, LOST])];

impl<'a> Rows<'a> {
    /// Adds to the sorted items of a name with a CNAME what the target has in place of an RRset of its own; where that leaves the
    /// snapshot, the outcome that says so. Gives the kinds of evidence added. NS and DS are facts of the delegation and not followed.
    pub(super) fn add_aliased(&self, items: &mut Vec<Item<'a>>, evidence: u16, spot: Spot) -> u16 {
        let Some(&(_, payload)) = with_tag(items, Tag::Cname).first() else { return 0 };
        let target = target_of(payload, self.snapshot.merged.key(spot));
        let mut added = 0;
        for (lookup, beside, lost) in FOLLOWED {
            let is_told = with_tag(items, Tag::Outcome).iter().any(|(_, told)| told.first() == lost.first());
            if evidence & lookup.mask() != 0 || is_told || !self.snapshot.collected.has(lookup) {
                continue;
            }
            let Some((found, place)) = self.snapshot.follow(target.clone(), lookup, Some(spot)) else {
                items.push((Tag::Outcome as u8, lost));
                items.sort_unstable();
                continue;
            };
            if place == Place::Own {
                let own = items.len();
                for tag in answers(lookup, place) {
                    items.extend_from_slice(with_tag(&found, *tag));
                }
                added |= if items.len() > own { lookup.mask() } else { 0 };
                items.extend_from_slice(with_tag(&found, beside));
            }
            items.sort_unstable();
            items.dedup();
        }
        added
    }
}
