//! A block of videos as columns, one a field, so that a query reads only what it asks for.
//!
//! The platform's own objects are not here but in [`natives`](super::natives): only what matches needs them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::column::{self, Column};
use super::pack::Pack;
use crate::model::{Delivery, Known, MediaType, Millis, Native, Text, Video, VideoField, VideoId, VideoState};
use crate::query::{Field, Query};

/// How many videos a full block has.
pub(super) const ROWS: usize = 2_048;

/// The number of a column; a released number is never used for something else.
pub(super) type Number = u16;

const ID: Number = 0;
const COPIES: Number = 1;

macro_rules! columns {
    ($($number:literal $field:ident: $kind:ty $(as $named:ident)?;)+) => {
        /// Every column.
        pub(super) const ALL: &[Number] = &[ID, COPIES, $($number),+];

        /// The columns of a block, of which some may not have been read.
        pub(super) struct Block {
            ids: Option<Column<VideoId>>,
            copies: Option<Column<Vec<Text>>>,
            $($field: Option<Column<$kind>>,)+
        }

        /// Writes the columns of some videos.
        pub(super) fn write(videos: &[Arc<Video>]) -> Vec<(Number, Vec<u8>)> {
            let ids: Vec<Known<VideoId>> = videos.iter().map(|video| Known::Value(video.id.clone())).collect();
            let copies: Vec<Known<Vec<Text>>> =
                videos.iter().map(|video| Known::Value(video.copies.clone())).collect();
            if let Some(video) = videos.first() {
                // A field that is added to the model and not here does not compile.
                let Video { id: _, copies: _, native: _, $($field: _),+ } = video.as_ref();
            }
            vec![
                (ID, column::write(ids.iter())),
                (COPIES, column::write(copies.iter())),
                $(($number, column::write(videos.iter().map(|video| &video.$field))),)+
            ]
        }

        impl Block {
            /// Reads the columns that are wanted; `part` gives their bytes.
            pub(super) fn read<E>(
                wanted: &BTreeSet<Number>,
                rows: usize,
                mut part: impl FnMut(Number) -> Result<Vec<u8>, E>,
            ) -> Result<Option<Self>, E> {
                // What was wanted and is no column makes the whole block unreadable.
                let mut good = true;
                let block = Self {
                    ids: one(ID, wanted, rows, &mut part, &mut good)?,
                    copies: one(COPIES, wanted, rows, &mut part, &mut good)?,
                    $($field: one($number, wanted, rows, &mut part, &mut good)?,)+
                };
                Ok(good.then_some(block))
            }

            /// Puts what was read of a row into a video.
            pub(super) fn put(&self, row: usize, video: &mut Video) -> Option<()> {
                if let Some(column) = &self.ids {
                    video.id = id(column, row)?;
                }
                $(if let Some(column) = &self.$field {
                    video.$field = column.value(row)?;
                })+
                Some(())
            }

            /// The whole video of a row; `None` unless every column was read.
            pub(super) fn video(&self, row: usize, native: Native) -> Option<Video> {
                let Some(Known::Value(copies)) = self.copies.as_ref()?.value(row) else { return None };
                Some(Video {
                    id: id(self.ids.as_ref()?, row)?,
                    copies,
                    native,
                    $($field: self.$field.as_ref()?.value(row)?,)+
                })
            }
        }

        /// The column of a field.
        fn number(field: VideoField) -> Number {
            match field {
                VideoField::Id => ID,
                $($(VideoField::$named => $number,)?)+
            }
        }
    };
}

columns! {
    2 name: Text as Name;
    3 description: Text as Description;
    4 state: VideoState as State;
    5 status: Text as Status;
    6 created_at: Timestamp as CreatedAt;
    7 updated_at: Timestamp as UpdatedAt;
    8 published_at: Timestamp as PublishedAt;
    9 duration: Millis as Duration;
    10 tags: Vec<Text> as Tags;
    11 reference_id: Text as ReferenceId;
    12 folder: Text as Folder;
    13 custom_fields: BTreeMap<Text, Text> as CustomFields;
    14 original_filename: Text as OriginalFilename;
    15 delivery: Delivery as Delivery;
    16 has_master: bool as HasMaster;
    17 complete: bool as Complete;
    18 is_clip: bool as IsClip;
    19 clip_source_id: Text as ClipSourceId;
    20 shared_in: bool as SharedIn;
    21 shared_out: bool as SharedOut;
    22 thumbnail_url: Text as ThumbnailUrl;
    23 size: u64 as Size;
    24 storage_class: Text as StorageClass;
    25 category: Text as Category;
    26 media_type: MediaType as MediaType;
    27 plays_from_master: bool as PlaysFromMaster;
    28 playable: Vec<Text>;
}

/// The columns that a query reads, and the one that orders what it finds.
pub(super) fn wanted(query: Option<&Query>, order: VideoField) -> BTreeSet<Number> {
    let fields = query.map(Query::fields).unwrap_or_default();
    let named = fields.iter().map(|field| match field {
        Field::Video(field) => number(*field),
        Field::Custom(_) => number(VideoField::CustomFields),
    });
    named.chain([number(order)]).collect()
}

/// The column of the ids alone.
pub(super) fn ids() -> BTreeSet<Number> {
    BTreeSet::from([ID])
}

fn one<T: Pack + Clone, E>(
    number: Number,
    wanted: &BTreeSet<Number>,
    rows: usize,
    part: &mut impl FnMut(Number) -> Result<Vec<u8>, E>,
    good: &mut bool,
) -> Result<Option<Column<T>>, E> {
    if !wanted.contains(&number) {
        return Ok(None);
    }
    let column = Column::read(part(number)?, rows);
    *good &= column.is_some();
    Ok(column)
}

fn id(column: &Column<VideoId>, row: usize) -> Option<VideoId> {
    match column.value(row)? {
        Known::Value(id) => Some(id),
        Known::Absent | Known::Unknown(_) => None,
    }
}
