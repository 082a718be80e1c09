//! The built-in platform: an emulation of the real APIs on loopback, with a library kept in the state folder.
