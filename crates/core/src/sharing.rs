//! Handing runs on: questions to runs with other names in them, and in words what goes out and what is left out.

use sloscope_analysis::chart::ChartAsk;
use sloscope_analysis::report::{Query, words};
use sloscope_compare::{Limit, SidesAsk};
use sloscope_model::format::{count, counted};
use sloscope_model::series::Series;
pub use sloscope_packed::{Manifest, Rename, Renamed, Replacements, Sharing};

/// So many of a list are named.
const NAMED: usize = 6;

/// The tags that a question names.
pub fn tags_of(query: &Query) -> Vec<(String, String)> {
    let of_objectives = query.objectives.iter().flatten().flat_map(|objective| &objective.series.tags);
    query.tags.iter().chain(&query.without).chain(of_objectives).cloned().collect()
}

/// The question to a run that has other names: it is about the same samples.
pub fn shared_query(query: &Query, replacements: &mut Replacements) -> Query {
    let mut query = query.clone();
    query.tags.iter_mut().chain(&mut query.without).for_each(|(key, value)| replacements.tag(key, value));
    for objective in query.objectives.iter_mut().flatten() {
        series(&mut objective.series, replacements);
    }
    query.templates.iter_mut().for_each(|rule| replacements.text(rule));
    query
}

/// The tags that the question of a comparison names.
pub fn tags_of_sides(ask: &SidesAsk, limits: &[Limit]) -> Vec<(String, String)> {
    let by = ask.by.iter().flat_map(|(key, a, b)| [(key.clone(), a.clone()), (key.clone(), b.clone())]);
    let selected = ask.selections.iter().flat_map(|side| side.tags.iter().chain(&side.without)).cloned();
    by.chain(selected).chain(limits.iter().flat_map(|limit| limit.series.tags.clone())).collect()
}

/// The question of a comparison of runs that have other names.
pub fn shared_sides(ask: &SidesAsk, replacements: &mut Replacements) -> SidesAsk {
    let mut ask = ask.clone();
    if let Some((key, a, b)) = &mut ask.by {
        [a, b].into_iter().for_each(|value| replacements.tag(key, value));
    }
    for side in &mut ask.selections {
        side.stage.iter_mut().for_each(|stage| replacements.text(stage));
        side.tags.iter_mut().chain(&mut side.without).for_each(|(key, value)| replacements.tag(key, value));
    }
    ask
}

/// The limits of a comparison of runs that have other names.
pub fn shared_limits(limits: &[Limit], replacements: &mut Replacements) -> Vec<Limit> {
    let shared = |limit: &Limit| {
        let mut limit = limit.clone();
        let before = limit.series.to_string();
        series(&mut limit.series, replacements);
        limit.text = limit.text.replace(&before, &limit.series.to_string());
        replacements.text(&mut limit.text);
        limit
    };
    limits.iter().map(shared).collect()
}

/// The charts of runs that have other names.
pub fn shared_charts(asks: &[ChartAsk], replacements: &mut Replacements) -> Vec<ChartAsk> {
    let mut asks = asks.to_vec();
    asks.iter_mut().flat_map(|ask| &mut ask.series).for_each(|of| series(of, replacements));
    asks
}

fn series(of: &mut Series, replacements: &mut Replacements) {
    of.tags.iter_mut().for_each(|(key, value)| replacements.tag(key, value));
}

/// What goes out, a line for each thing.
pub fn goes_out(of: &Manifest, sharing: &Sharing) -> Vec<String> {
    let mut lines = Vec::new();
    if of.samples > 0 {
        lines.push(format!("{} (in forms that have samples)", counted(of.samples, "sample")));
    }
    let tags = of.tags.iter().map(|(tag, values)| format!("{tag} ({})", counted(*values as u64, "value")));
    lines.extend(list("tags: ", &tags.collect::<Vec<_>>()));
    lines.extend(list("names of files: ", &of.files));
    if sharing.keep_queries && of.queries > 0 {
        lines.push(counted(of.queries as u64, "query string"));
    }
    if !sharing.replace_hosts {
        lines.extend(list(&format!("{}: ", counted(of.hosts.len() as u64, "host name")), &of.hosts));
    }
    lines.extend(of.renamed.iter().map(renamed));
    lines
}

/// What is left out, a line for each thing.
pub fn left_out(of: &Manifest, sharing: &Sharing) -> Vec<String> {
    let dropped: Vec<&str> = of.secrets.iter().map(|secret| words::secret(*secret)).collect();
    let dropped = if dropped.is_empty() { "the files have none".to_owned() } else { dropped.join(", ") };
    let mut lines = vec![
        format!("script, environment and set-up data ({dropped})"),
        "header values and bodies (results have none)".to_owned(),
        match of.users {
            0 => "user names and passwords in addresses (no tag had one)".to_owned(),
            n => format!("user names and passwords in addresses ({} had one)", counted(n as u64, "value")),
        },
    ];
    if !sharing.keep_queries {
        lines.push(match of.queries {
            0 => "query strings (no address has one)".to_owned(),
            n => counted(n as u64, "query string"),
        });
    }
    if sharing.replace_hosts {
        let names = counted(of.hosts.len() as u64, "host name");
        lines.extend(list(&format!("{names}, replaced by host-1 and so on: "), &of.hosts));
    }
    if of.console_lines > 0 {
        lines.push(format!("lines that are no results, as of a console ({})", count(of.console_lines)));
    }
    lines
}

fn renamed(of: &Renamed) -> String {
    match (of.values, of.numbered) {
        (0, _) => format!("the rule {} fits no value", of.rule),
        (n, 0) => format!("the rule {} renames {}", of.rule, counted(n as u64, "value")),
        (n, numbered) => format!(
            "the rule {} renames {}; {} of them got a number, since values under one name would change figures",
            of.rule,
            counted(n as u64, "value"),
            count(numbered as u64)
        ),
    }
}

/// The first of them; `None` if there are none.
fn list(begin: &str, all: &[String]) -> Option<String> {
    let named = all.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = all.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {} more", count(more as u64)) } else { String::new() };
    (!all.is_empty()).then(|| format!("{begin}{named}{more}"))
}
