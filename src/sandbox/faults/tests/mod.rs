//! What a raw client sees of every fault, in both dialects.

mod answers;
mod bench;
mod events;
mod pages;
mod reading;
mod wires;
