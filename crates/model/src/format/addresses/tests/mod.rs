//! Tables of addresses.

mod kinds;
mod queries;
mod users;
