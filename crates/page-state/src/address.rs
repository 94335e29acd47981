//! What the hash of the page's address holds: the place, and the part of a run, or the plan, that is shown there. It
//! outlives a session and goes from browser to browser, so both carry a version; one that is not known is left out, in
//! words.
//!
//! ```text
//! #/                      the start
//! #/report?tab=timeline&v=1&from=10s   a tab of the report, of a part of a run
//! #/report?tab=timeline&v=1&chart=checks   with what the chart of any metric is of
//! #/report?tab=endpoints&v=1&by=name&sort=-count   with the order of the rows: by the count, the largest first
//! #/compare?v=1&baseline=URL&candidate=URL   two sides and a question (`comparing`)
//! #/run?v=1&plan=BASE64URL(deflate(JSON))&left=headers,rows
//! ```

use sloscope_core::chart::{ChartAsk, read_choice, write_choice};
use sloscope_core::format::unescape;
use sloscope_core::load::{from_address, left_out_words, to_address};
use sloscope_core::report::{Query, escaped, leaves_objectives_out, left_out_of_address, read_address, write_address};
use sloscope_core::series::Series;
use sloscope_core::slo::objectives_line;
use sloscope_view::tabs::Tab;

/// A page of the page. Static hosts have no rewrite rules: it stands behind `#`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Route {
    /// Where files are opened.
    #[default]
    Start,
    /// The report of what is open.
    Report,
    /// Where a plan is written and a test is started.
    Run,
    /// Where two sides are compared.
    Compare,
}

impl Route {
    /// What stands behind `#` without more.
    pub const fn hash(self) -> &'static str {
        match self {
            Self::Start => "/",
            Self::Report => "/report",
            Self::Run => "/run",
            Self::Compare => "/compare",
        }
    }
}

/// A place, with what is shown there.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// The start.
    Start,
    /// A tab of the report of a question, what its chart of any metric is of, and the order of its breakdown: the name of a
    /// column, behind a minus if the largest is first; empty for the usual one.
    Report(Tab, Query, Box<ChartAsk>, String),
    /// The page of a plan, with the plan or without.
    Run(Option<PlanLink>),
    /// The page of a comparison, with what stands behind `?`, which [`crate::Comparing`] reads.
    Compare(String),
}

impl Place {
    /// Reads what stands behind `#`. What is not known leads to the start; what cannot be read of a question is left out.
    pub fn read(hash: &str) -> Self {
        let (place, question) = hash.split_once('?').unwrap_or((hash, ""));
        match place.trim_start_matches('/') {
            "report" => {
                let (tab, question) = match question.strip_prefix(TAB) {
                    Some(rest) => rest.split_once('&').unwrap_or((rest, "")),
                    None => ("", question),
                };
                Self::Report(
                    Tab::of_name(tab).unwrap_or_default(),
                    read_address(question),
                    read_choice(question).into(),
                    read_sort(question),
                )
            }
            "run" => Self::Run(PlanLink::read(question)),
            "compare" => Self::Compare(question.to_owned()),
            _ => Self::Start,
        }
    }

    /// What of an address of a report is not shown, in words.
    pub fn left_out(hash: &str) -> Option<String> {
        match Self::read(hash) {
            Self::Report(..) => left_out_of_address(hash.split_once('?')?.1),
            _ => None,
        }
    }

    /// The inverse of [`Place::read`].
    pub fn write(&self) -> String {
        let mut hash = self.route().hash().to_owned();
        let (tab, mut question) = match self {
            Self::Start | Self::Run(None) => (Tab::default(), String::new()),
            Self::Report(tab, query, ..) => (*tab, write_address(query)),
            Self::Run(Some(link)) => (Tab::default(), link.0.clone()),
            Self::Compare(question) => (Tab::default(), question.clone()),
        };
        if let Self::Report(tab, query, chart, sort) = self {
            let has_chart = tab.shows(Tab::Timeline) && chart.series.iter().any(|_| !is_usual(chart));
            let is_sorted = tab.shows(Tab::Endpoints) && !query.group_by.is_empty();
            let chart = has_chart.then(|| write_choice(chart));
            let sort = (is_sorted && !sort.is_empty()).then(|| format!("{SORT}{}", escaped(sort)));
            for part in chart.into_iter().chain(sort) {
                question.push_str(if question.is_empty() { "v=1&" } else { "&" });
                question.push_str(&part);
            }
        }
        if tab != Tab::default() {
            hash.extend(["?", TAB, tab.name()]);
        }
        if !question.is_empty() {
            hash.push(if tab == Tab::default() { '?' } else { '&' });
            hash.push_str(&question);
        }
        hash
    }

    /// The page that it is on.
    pub fn route(&self) -> Route {
        match self {
            Self::Start => Route::Start,
            Self::Report(..) => Route::Report,
            Self::Run(_) => Route::Run,
            Self::Compare(_) => Route::Compare,
        }
    }
}

const SORT: &str = "sort=";

fn read_sort(question: &str) -> String {
    question
        .split('&')
        .find_map(|part| part.strip_prefix(SORT))
        .map_or_else(String::new, |sort| unescape(sort).into_owned())
}

/// The question of an address that was gone back to, while an `old` one is in force: objectives that had no room in the
/// address stay, and so do those that are the same but for what is known of their origin.
pub fn followed(hash: &str, found: Query, old: &Query) -> Query {
    let line = |query: &Query| query.objectives.as_ref().map(|objectives| objectives_line(objectives));
    match leaves_objectives_out(hash) || line(&found) == line(old) {
        true => Query { objectives: old.objectives.clone(), ..found },
        false => found,
    }
}

/// What the chart of any metric is of until somebody chooses.
pub const USUAL_METRIC: &str = "http_req_duration";

fn is_usual(chart: &ChartAsk) -> bool {
    chart.split.is_none() && chart.stat.is_none() && chart.series == [Series::metric(USUAL_METRIC)]
}

/// What a tab that is not the first begins with: it stands before the question.
const TAB: &str = "tab=";

/// A longer link is cut by what people send it with.
const LONGEST: usize = 16_000;
/// What a link of version 1 begins with.
const PLAN_1: &str = "v=1&plan=";
const LEFT: &str = "&left=";

/// A plan in an address, as it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanLink(String);

impl PlanLink {
    /// Of a plan's JSON, deflated, and the names of what was left out; `None` if it is too long for an address.
    pub fn new(bytes: &[u8], left: &[&str]) -> Option<Self> {
        let mut link = format!("{PLAN_1}{}", to_address(bytes));
        if !left.is_empty() {
            link.push_str(LEFT);
            link.push_str(&left.join(","));
        }
        (link.len() <= LONGEST).then_some(Self(link))
    }

    /// Reads what stands behind `?` of a plan's page; `None` if that is no link to a plan.
    pub fn read(question: &str) -> Option<Self> {
        question.starts_with(PLAN_1).then(|| Self(question.to_owned()))
    }

    /// As it stands there.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn parts(&self) -> (&str, &str) {
        let plan = &self.0[PLAN_1.len()..];
        plan.split_once(LEFT).unwrap_or((plan, ""))
    }

    /// The deflated JSON; `None` if the link was cut or changed.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        from_address(self.parts().0)
    }

    /// What was left out of the plan, in words.
    pub fn left_out(&self) -> Option<String> {
        left_out_words(self.parts().1)
    }
}

#[cfg(test)]
mod tests {
    use sloscope_core::report::Window;

    use super::*;

    fn report(tab: Tab, query: Query) -> Place {
        Place::Report(tab, query, read_choice("").into(), String::new())
    }

    #[test]
    fn what_is_written_is_read_back() {
        let window = Some(Window { start_ms: 10_000.0, end_ms: 50_500.0 });
        for (place, hash) in [
            (Place::Start, "/"),
            (report(Tab::Summary, Query::default()), "/report"),
            (report(Tab::Timeline, Query::default()), "/report?tab=timeline"),
            (report(Tab::Summary, Query { window, ..Query::default() }), "/report?v=1&from=10s&to=50.500s"),
            (report(Tab::All, Query { window, ..Query::default() }), "/report?tab=all&v=1&from=10s&to=50.500s"),
            (Place::Run(None), "/run"),
            (Place::Compare(String::new()), "/compare"),
            (Place::Compare("v=1&anyway".to_owned()), "/compare?v=1&anyway"),
            (Place::Run(PlanLink::new(b"plan", &[])), "/run?v=1&plan=cGxhbg"),
            (Place::Run(PlanLink::new(b"plan", &["headers", "rows"])), "/run?v=1&plan=cGxhbg&left=headers,rows"),
        ] {
            assert_eq!(place.write(), hash);
            assert_eq!(Place::read(hash), place);
            assert_eq!(Place::read(hash).write(), hash);
        }
    }

    #[test]
    fn the_choice_of_a_chart_is_in_the_address_where_the_chart_is() {
        let mut chart = read_choice("chart=checks&stat=p(99)");
        for (tab, hash) in [
            (Tab::Timeline, "/report?tab=timeline&v=1&chart=checks&stat=p(99)"),
            (Tab::All, "/report?tab=all&v=1&chart=checks&stat=p(99)"),
            (Tab::Summary, "/report"),
        ] {
            let place = Place::Report(tab, Query::default(), chart.clone().into(), String::new());
            assert_eq!(place.write(), hash);
            assert!(tab == Tab::Summary || Place::read(hash) == place);
        }
        let filtered = Place::read("/report?tab=timeline&v=1&where=a=b&chart=checks&split=a");
        assert_eq!(filtered.write(), "/report?tab=timeline&v=1&where=a=b&chart=checks&split=a");
        chart = read_choice("chart=http_req_duration");
        assert_eq!(
            Place::Report(Tab::Timeline, Query::default(), chart.into(), String::new()).write(),
            "/report?tab=timeline"
        );
    }

    #[test]
    fn the_order_of_a_breakdown_is_in_the_address_where_its_rows_are() {
        let by = |tag: &str| Query { group_by: vec![tag.to_owned()], ..Query::default() };
        let place = |tab, query, sort: &str| Place::Report(tab, query, read_choice("").into(), sort.to_owned());
        for (sort, hash) in [
            ("-p(95)", "/report?tab=endpoints&v=1&by=name~&sort=-p(95)"),
            ("name~", "/report?tab=endpoints&v=1&by=name~&sort=name~"),
            ("a&b", "/report?tab=endpoints&v=1&by=name~&sort=a%26b"),
            ("", "/report?tab=endpoints&v=1&by=name~"),
        ] {
            let written = place(Tab::Endpoints, by("name~"), sort);
            assert_eq!(written.write(), hash);
            assert_eq!(Place::read(hash), written);
        }
        assert_eq!(place(Tab::All, by("a"), "-count").write(), "/report?tab=all&v=1&by=a&sort=-count");
        assert_eq!(place(Tab::Summary, by("a"), "-count").write(), "/report?v=1&by=a", "no rows are there");
        assert_eq!(place(Tab::Endpoints, Query::default(), "-count").write(), "/report?tab=endpoints");
        let both = Place::read("/report?tab=all&v=1&by=a&chart=checks&sort=-count");
        assert_eq!(both.write(), "/report?tab=all&v=1&by=a&chart=checks&sort=-count");
        for nothing in ["sort=", "sort"] {
            assert_eq!(Place::read(&format!("/report?v=1&{nothing}")), report(Tab::Summary, Query::default()));
        }
    }

    #[test]
    fn a_link_says_what_was_left_out() {
        let Place::Run(Some(link)) = Place::read("/run?v=1&plan=cGxhbg&left=headers,rows") else { panic!("a plan") };
        assert_eq!(link.bytes().as_deref(), Some(&b"plan"[..]));
        assert_eq!(link.left_out().as_deref(), Some("values of headers and data rows"));
        let Place::Run(Some(link)) = Place::read("/run?v=1&plan=*") else { panic!("a plan") };
        assert_eq!((link.bytes(), link.left_out()), (None, None), "it was changed");
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        for (hash, place) in [
            ("", Place::Start),
            ("/elsewhere?v=1", Place::Start),
            ("report", report(Tab::Summary, Query::default())),
            ("/report?tab=elsewhere", report(Tab::Summary, Query::default())),
            ("/report?tab=errors&v=9&from=10s", report(Tab::Errors, Query::default())),
            ("/run?v=2&plan=cGxhbg", Place::Run(None)),
            ("/run?plan=cGxhbg", Place::Run(None)),
        ] {
            assert_eq!(Place::read(hash), place, "{hash}");
        }
    }

    #[test]
    fn a_plan_that_is_too_long_gets_no_link() {
        assert!(PlanLink::new(&[0; 11_000], &[]).is_some());
        assert_eq!(PlanLink::new(&[0; 12_000], &[]), None);
    }

    #[test]
    fn going_back_takes_edited_objectives_off_and_keeps_what_an_address_has_no_room_for() {
        let edited = "v=2&objectives=%7B%22checks%22:%5B%22rate%3E0.9%22%5D%7D";
        let Place::Report(_, mut old, ..) = Place::read(&format!("/report?{edited}")) else { panic!("a report") };
        assert_eq!(followed("/report", Query::default(), &old), Query::default());
        let left = "/report?v=2&left=objectives";
        assert_eq!(followed(left, Query::default(), &old), old);
        assert!(Place::left_out(left).is_some() && Place::left_out(&format!("/report?{edited}")).is_none());
        assert_eq!(Place::left_out("/run?v=2&left=objectives"), None);
        for objective in old.objectives.iter_mut().flatten() {
            objective.origin = sloscope_core::slo::Origin::Suggested;
        }
        let Place::Report(_, found, ..) = Place::read(&format!("/report?{edited}")) else { panic!("a report") };
        assert_eq!(followed(edited, found, &old), old, "nothing is asked again");
    }
}
