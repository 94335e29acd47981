//! What k6 measures differently from one version to another, or under a feature flag: numbers of two runs that are
//! compared mean the same only where none of these lies between them. Described in docs/k6-definitions.md.

/// Which k6 wrote a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Writer {
    /// As files state it, `2.2.0` or `v2.2.0`.
    pub version: Option<String>,
    /// Feature flags in force, `async-metric-context`.
    pub flags: Vec<String>,
}

/// A definition that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The first version with the new one.
    pub since: (u32, u32),
    /// In force only with this flag.
    pub flag: Option<&'static str>,
    /// The metrics that it is about; empty: all of a type, as `what` says.
    pub metrics: &'static [&'static str],
    /// A sentence.
    pub what: &'static str,
    /// Where k6 says so.
    pub source: &'static str,
}

/// Tag keys of feature flags begin so: k6 puts `k6_feature_<name>="true"` on every sample.
const FEATURE: &str = "k6_feature_";

const CHANGES: [Change; 5] = [
    Change {
        since: (2, 2),
        flag: None,
        metrics: &[],
        what: "The maximum of a gauge whose values are all negative is its greatest value; before it was 0.",
        source: "grafana/k6#6195",
    },
    Change {
        since: (2, 2),
        flag: None,
        metrics: &[],
        what: "The rate of a counter over a run of no length is a number; before it could be infinite.",
        source: "grafana/k6#6200",
    },
    Change {
        since: (2, 3),
        flag: None,
        metrics: &["http_req_sending", "http_req_duration"],
        what: "Through an HTTPS proxy, sending and with it the duration of a request are measured differently.",
        source: "grafana/k6#6349",
    },
    Change {
        since: (2, 3),
        flag: None,
        metrics: &[
            "browser_web_vital_ttfb",
            "browser_web_vital_fcp",
            "browser_web_vital_lcp",
            "browser_web_vital_inp",
            "browser_web_vital_cls",
        ],
        what: "Web vitals have more samples.",
        source: "grafana/k6#6163",
    },
    Change {
        since: (2, 3),
        flag: Some("async-metric-context"),
        metrics: &["group_duration"],
        what: "A group lasts, and tags what it does, across await; without the flag only until the first.",
        source: "k6 2.3, --features async-metric-context",
    },
];

/// The definitions in which two runs differ. `None` where that is not known: a version is not known.
pub fn differences(a: &Writer, b: &Writer) -> Option<Vec<&'static Change>> {
    let versions = (version(a.version.as_deref()?)?, version(b.version.as_deref()?)?);
    let holds = |change: &Change, of: (u32, u32), writer: &Writer| {
        of >= change.since && change.flag.is_none_or(|flag| writer.flags.iter().any(|known| known == flag))
    };
    Some(CHANGES.iter().filter(|c| holds(c, versions.0, a) != holds(c, versions.1, b)).collect())
}

/// Major and minor number of `v2.3.0-rc1`.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().trim_start_matches('v').split(['.', '-', '+', ' ']);
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// The name of a flag by its tag: `k6_feature_native-histograms` is `native-histograms`.
pub fn flag_of_tag(key: &str) -> Option<&str> {
    key.strip_prefix(FEATURE).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(version: &str, flags: &[&str]) -> Writer {
        Writer { version: Some(version.to_owned()), flags: flags.iter().map(|f| (*f).to_owned()).collect() }
    }

    fn sources(a: &Writer, b: &Writer) -> Vec<&'static str> {
        differences(a, b).expect("versions").iter().map(|change| change.source).collect()
    }

    #[test]
    fn what_lies_between_two_versions() {
        assert_eq!(sources(&of("2.2.0", &[]), &of("v2.2.3", &[])), [""; 0]);
        assert_eq!(sources(&of("v2.1.0", &[]), &of("2.2.0", &[])), ["grafana/k6#6195", "grafana/k6#6200"]);
        assert_eq!(sources(&of("2.3.0-rc1", &[]), &of("2.2.0", &[])), ["grafana/k6#6349", "grafana/k6#6163"]);
        assert_eq!(sources(&of("0.57.0", &[]), &of("2.3.0", &[])).len(), 4);
    }

    #[test]
    fn a_flag_counts_from_its_version_on() {
        let flag = ["async-metric-context"];
        let (plain, flagged) = (of("2.3.0", &[]), of("2.3.1", &flag));
        assert_eq!(sources(&plain, &flagged), ["k6 2.3, --features async-metric-context"]);
        assert_eq!(sources(&flagged, &of("2.4.0", &flag)), [""; 0]);
        assert_eq!(flag_of_tag("k6_feature_native-histograms"), Some("native-histograms"));
        assert_eq!(flag_of_tag("k6_feature_"), None);
    }

    #[test]
    fn an_unknown_version_tells_nothing() {
        assert_eq!(differences(&Writer::default(), &of("2.3.0", &[])), None);
        assert_eq!(differences(&of("unknown", &[]), &of("2.3.0", &[])), None);
    }
}
