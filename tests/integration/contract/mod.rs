//! What every provider keeps, tested on each of them alike.

mod deleting;
mod pace;
mod pushdown;
mod reading;
mod scopes;
mod stage;

/// Makes one test a provider of every fact.
macro_rules! on_every_provider {
    ($($fact:ident),+ $(,)?) => {
        mod in_memory {
            $(#[tokio::test]
            async fn $fact() {
                super::$fact(&crate::contract::stage::Stage::memory().await).await;
            })+
        }

        mod on_brightcove {
            $(#[tokio::test]
            async fn $fact() {
                super::$fact(&crate::contract::stage::Stage::brightcove().await).await;
            })+
        }
    };
}

pub(crate) use on_every_provider;
