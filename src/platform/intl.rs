//! What only the browser knows of places: its time zone.

/// Minutes east of UTC of the browser's time zone at a moment, in ms since 1970; summer time included.
pub fn offset_minutes(at_ms: f64) -> i16 {
    #[allow(clippy::cast_possible_truncation)]
    let west = js_sys::Date::new(&at_ms.into()).get_timezone_offset() as i16;
    -west
}
