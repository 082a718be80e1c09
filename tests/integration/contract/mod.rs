//! What every provider keeps, tested on each of them alike.

mod apsara;
mod deleting;
mod pace;
mod permissions;
mod pushdown;
mod quarantine;
mod reading;
mod scopes;
mod stage;

/// Makes one test a provider of every fact.
macro_rules! on_every_provider {
    ($($fact:ident),+ $(,)?) => {
        $crate::contract::on!(in_memory, memory, $($fact),+);
        $crate::contract::on!(on_brightcove, brightcove, $($fact),+);
        $crate::contract::on!(on_apsara, apsara, $($fact),+);
    };
}

/// The same for what only Brightcove has: playlists, sharing, live sources, files elsewhere, tracks.
macro_rules! where_brightcove_is_spoken {
    ($($fact:ident),+ $(,)?) => {
        $crate::contract::on!(in_memory_as_brightcove, memory, $($fact),+);
        $crate::contract::on!(on_brightcove_only, brightcove, $($fact),+);
    };
}

macro_rules! on {
    ($name:ident, $stage:ident, $($fact:ident),+) => {
        mod $name {
            $(#[tokio::test]
            async fn $fact() {
                super::$fact(&$crate::contract::stage::Stage::$stage().await).await;
            })+
        }
    };
}

pub(crate) use {on, on_every_provider, where_brightcove_is_spoken};
