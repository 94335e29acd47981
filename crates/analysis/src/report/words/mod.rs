//! What page, exports and command line say alike: one sentence for one fact, in one place.

mod breakdown;
mod breakdown_rows;
mod checks;
mod files;
mod findings;
mod inputs;
mod load;
mod metrics;
mod objectives;
mod run;
mod stored;
mod tables;

pub use breakdown::{
    NO_VALUE, breakdown, breakdown_heads, breakdown_names, breakdown_notes, breakdown_number, breakdown_numbers,
    breakdown_stat, breakdown_value, samples_of,
};
pub use breakdown_rows::{breakdown_csv, breakdown_order};
pub use checks::{CheckLine, checks_absent, flat, lines, share};
pub use files::{cut, encoding, left_out, reading, secret, size, skip, stored};
pub use findings::{
    assessment, cited, consequence, finding_evidence, finding_ids, finding_number, is_excellent, no_findings,
};
pub use inputs::{Medium, Trouble, UNREAD, unread, unread_line, unread_phrase};
pub use load::{
    GENERATOR_COLUMNS, LOAD_COLUMNS, STAGE_COLUMNS, generator_cells, generator_numbers, generators_note, load_cells,
    load_lines, load_model, load_note, load_numbers, stage_label, stage_numbers, stages_note,
};
pub use metrics::{
    MetricTable, contains, latency_label, measured_from, measured_from_all, metric_absent, metric_tables, metric_value,
    metric_values, stat_label, stat_short,
};
pub use objectives::{
    ObjectivesOn, SUGGESTED, Tally, WORST_FIRST, abort, basis, distance, limit_used, margin, measured, needs_reason,
    objectives_from, origin, overall_value, status, successes_only, suggestion, tally, target, window_span,
    window_value,
};
pub use run::load_unit;
pub(crate) use run::stage_name;
pub use run::{
    Fact, NONE_IN_PART, date, duration, feature_flags, is_part, page_title, part, selection, selection_scope, span,
    stage_rate, stopped_by_user, target_label, target_rates, target_stage, test_type, totals, unit_of_load,
};
pub use stored::{STORED, no_breakdown, no_samples, stored_report};
pub(crate) use stored::{STORED_BREAKDOWN, STORED_NARROWED, STORED_PART};
pub use tables::{begins_with_word, cell, endpoint, error_share, errors, errors_left_out, latency_dash, no_latency};
