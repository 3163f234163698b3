//! What passes from line to line.

use super::block::BLOCK;
use super::{OriginAt, OwnerAt, OwnerKind, Tags};
use crate::name::MAX_NAME;
use crate::projection::Projection;
use crate::records::Records;
use crate::rtype::Class;
use crate::scope::{Fields, Inherited};

/// What passes from line to line. [`super::lines::read_lines`] works on it in place: there are too few registers for all of it.
#[derive(Clone, Copy)]
pub(crate) struct State<'s> {
    pub(super) tags: Tags,
    pub(super) owner: OwnerAt,
    pub(super) run: u64,
    /// What begins with the owner, if that is in the text.
    pub(super) owner_text: &'s [u8; BLOCK],
    /// The length that the text of the next owner has if it is the same; one that no field has if it is not to be compared.
    pub(super) same_len: u32,
    pub(super) inherited: Inherited,
    /// The length that a name must stay below to be completed with the origin; 0 without one.
    pub(super) room: u32,
    pub(super) want: &'s Projection,
}

impl<'s> State<'s> {
    pub(super) fn new(records: &Records<'s>) -> Self {
        let owner = records.owner;
        let before = records.text.get(owner.start..).and_then(<[u8]>::first_chunk);
        let (owner_text, same_len) = before.map_or((&[0; BLOCK], u32::MAX), |text| (text, owner.len()));
        State {
            tags: Tags::new(Class::IN, 0, false),
            owner,
            run: records.run,
            owner_text,
            same_len,
            inherited: Inherited::new(&records.scope, records.set, records.uses),
            room: records.scope.origin.as_ref().map_or(0, |origin| room_before(origin.wire().len())),
            want: records.want,
        }
    }

    /// The lines that follow have origin `at`, whose wire form has `len` bytes.
    #[inline(always)]
    pub(super) fn set_origin(&mut self, at: OriginAt, len: usize) {
        (self.tags, self.room) = (Tags::new(Class::IN, at, false), room_before(len));
        // The same text may be another name now.
        self.same_len = u32::MAX;
    }

    #[inline(always)]
    pub(super) fn set_owner(&mut self, owner: OwnerAt, text: &'s [u8; BLOCK]) {
        (self.owner, self.run, self.owner_text, self.same_len) = (owner, self.run + 1, text, owner.len());
        if owner.is_relative() {
            self.inherited.depend(Fields::ORIGIN);
        }
    }
}

/// True if the name is not too long once it is completed. `@` is the origin itself, which fits if there is one.
#[inline(always)]
pub(super) fn fits(owner: OwnerAt, room: u32) -> bool {
    owner.is(OwnerKind::Absolute) || owner.len() < room
}

/// See [`State`], for an origin of `len` bytes in wire form.
#[inline(always)]
fn room_before(len: usize) -> u32 {
    MAX_NAME.saturating_sub(len) as u32
}
