//! Objectives, tags and ramps as lines of a form, and what of a plan goes into a link.

use sloscope_core::load::{
    Body, Keep, MOST_PLAN_TEXT, PlanDraft, RampStage, for_link, from_address, left_out_words, objectives_text,
    plan_json, problems, ramp_text, read_draft, read_objectives, read_pairs, read_plan, read_ramp, seed_example,
    to_address,
};
use sloscope_core::slo::parse_objectives;

const SECOND: i64 = 1_000_000_000;

#[test]
fn objectives_are_written_and_read_back() {
    let text = "http_req_duration: p(95)<500\nhttp_req_duration{scenario:a,name:b: c}: p(99)<1000, abort\nhttp_req_failed: rate<0.01, abort after 10s";
    let read = read_objectives(text).expect("objectives");
    assert_eq!(objectives_text(&read), text);
    assert_eq!(read[1].series.tags.len(), 2);
    assert!(read[1].abort_on_fail && read[1].delay_abort_eval.is_none());
    assert_eq!((read[2].abort_on_fail, read[2].delay_abort_eval.as_deref()), (true, Some("10s")));
    // As they stand in a script.
    let script = "{ http_req_failed: [{ threshold: 'rate<0.01', abortOnFail: true, delayAbortEval: '10s' }] }";
    assert_eq!(read_objectives(script).expect("k6's form"), parse_objectives(script).expect("k6's form"));
    assert_eq!(read_objectives("\n \n").expect("none"), []);
    for (wrong, says) in [
        ("http_req_duration", "is not an objective"),
        ("http_req_duration{scenario:a}", "is not an objective"),
        ("http_req_duration: p(95)", "character"),
        ("http_req_duration: p(95)<5, stop", "abort after 10s"),
        ("http_req_duration: p(95)<5, abort after soon", "not a duration"),
        ("{", ""),
    ] {
        let fault = read_objectives(wrong).expect_err(wrong);
        assert!(fault.contains(says), "{wrong}: {fault}");
    }
    let seed = seed_example(false);
    assert_eq!(read_objectives(&objectives_text(&seed.objectives)).expect("its own"), seed.objectives);
}

#[test]
fn ramps_and_tags_are_written_and_read_back() {
    let stages = read_ramp("to 400 for 1m\n\nto 0 for 500ms").expect("stages");
    let stage = |target, duration| RampStage { target, duration };
    assert_eq!(stages, [stage(400, 60 * SECOND), stage(0, SECOND / 2)]);
    assert_eq!(ramp_text(&stages), "to 400 for 60s\nto 0 for 500ms");
    for wrong in ["400 for 1m", "to x for 1m", "to 400", "to 400 for soon"] {
        assert!(read_ramp(wrong).is_err(), "{wrong}");
    }
    assert_eq!(read_pairs("a: b:c\n", "a tag").expect("a tag"), [("a".to_owned(), "b:c".to_owned())]);
    assert!(read_pairs("a", "a tag").expect_err("no value").contains("is not a tag"));
}

#[test]
fn a_link_holds_no_secret_unless_it_is_wanted() {
    let mut plan = seed_example(false);
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    plan.requests[0].headers =
        vec![pair("Authorization", "Bearer s3cret"), pair("X-Key", "k3y"), pair("Accept", "application/json")];
    plan.requests[0].url = "/clarify?token=t0ken".to_owned();
    plan.data.rows[0][1] = "pr1vate".to_owned();
    let (safe, left) = for_link(&plan, Keep { bodies: true, ..Keep::default() });
    assert_eq!(left, ["headers", "rows", "queries"]);
    let text = plan_json(&safe);
    for secret in ["s3cret", "k3y", "t0ken", "pr1vate"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    for open in ["Authorization", "application/json", "/clarify", "category", "{{prompt}}"] {
        assert!(text.contains(open), "{open}: {text}");
    }
    // Whoever opens it sees what is missing: it does not run by mistake.
    assert!(problems(&safe).iter().any(|problem| problem.message.contains("no data row")), "{:?}", problems(&safe));
    assert!(read_plan(&text).is_err());
    let (draft, mistakes) = read_draft(&text);
    assert_eq!((draft.as_ref(), mistakes.is_empty()), (Some(&safe), false), "its form could be read");
    assert_eq!(read_draft("{").0, None);
    assert_eq!(read_draft(&text.replace("\"seed\": 1", "\"seed\": \"x\"")).0, None);
    assert_eq!(left_out_words(&left.join(",")).as_deref(), Some("values of headers, data rows and query strings"));
    assert_eq!(left_out_words("rows,nothing").as_deref(), Some("data rows"));
    assert_eq!(left_out_words(""), None);
    let (bare, left) = for_link(&plan, Keep::default());
    assert_eq!(left.last(), Some(&"bodies"));
    assert!(!plan_json(&bare).contains("{{prompt}}"));
    let all = Keep { headers: true, rows: true, queries: true, bodies: true };
    assert_eq!(for_link(&plan, all), (plan.clone(), Vec::new()));
    // Nothing to leave out is not left out.
    plan.requests[0].headers.clear();
    plan.requests[0].url = "/".to_owned();
    plan.data.rows.clear();
    assert_eq!(for_link(&plan, Keep { bodies: true, ..Keep::default() }), (plan.clone(), Vec::new()));
}

#[test]
fn bodies_go_into_a_link_only_where_they_are_wanted_and_users_never() {
    let mut plan = seed_example(false);
    plan.requests[0].body = Some(Body { text: "{\"pin\":\"b0dy\"}".to_owned(), json: true });
    let mut other = plan.requests[0].clone();
    other.name = "other".to_owned();
    other.url = "https://me:p4ss@word@Example.org:8443/x?y=a@b".to_owned();
    other.body = Some(Body { text: "pl4in".to_owned(), json: false });
    plan.requests.push(other);
    plan.targets = vec!["http://us3r@127.0.0.1:8088/a@b".to_owned(), "http://127.0.0.1:8089".to_owned()];
    let all = Keep { headers: true, rows: true, queries: true, bodies: true };
    let (none, left) = for_link(&plan, Keep { bodies: false, ..all });
    assert_eq!(left, ["bodies", "users"]);
    let text = plan_json(&none);
    for secret in ["b0dy", "pl4in", "us3r", "me:", "p4ss"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    // A request that had a body has one still: whoever opens it sees where to fill it in.
    assert_eq!(none.requests[0].body, Some(Body { text: "null".to_owned(), json: true }));
    assert_eq!(none.requests[1].body, Some(Body { text: String::new(), json: false }));
    assert_eq!(none.requests[1].url, "https://Example.org:8443/x?y=a@b", "an @ behind the host is no user");
    assert_eq!(none.targets, ["http://127.0.0.1:8088/a@b", "http://127.0.0.1:8089"]);
    let words = "bodies and user names and passwords in addresses";
    assert_eq!(left_out_words(&left.join(",")).as_deref(), Some(words));
    let (kept, left) = for_link(&plan, all);
    assert_eq!((left.as_slice(), &kept.requests[0].body), (["users"].as_slice(), &plan.requests[0].body));
    let text = plan_json(&kept);
    assert!(text.contains("pl4in") && !text.contains("us3r") && !text.contains("p4ss"), "{text}");
}

#[test]
fn bytes_go_into_an_address_and_come_back() {
    // RFC 4648, section 10, in the alphabet of section 5.
    for (plain, packed) in
        [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE")]
    {
        assert_eq!(to_address(plain.as_bytes()), packed);
        assert_eq!(from_address(packed).as_deref(), Some(plain.as_bytes()));
    }
    assert_eq!(to_address(&[0xfb, 0xff, 0xbf]), "-_-_");
    for wrong in ["Z", "Zm9vY", "Zm8=", "Zm 9", "Zm+v"] {
        assert_eq!(from_address(wrong), None, "{wrong}");
    }
}

/// Page and worker read a text by the same function; a plan in its own words reads back as itself.
#[test]
fn a_draft_is_the_same_wherever_it_is_read() {
    let draft = PlanDraft::of(seed_example(false));
    assert_eq!(PlanDraft::read(draft.text.clone()), draft);
    assert!(draft.problems.is_empty() && draft.faults.is_empty());

    let mut wrong = seed_example(false);
    wrong.requests[0].url = "{{nowhere}}".to_owned();
    let draft = PlanDraft::of(wrong);
    assert_eq!(draft.problems.len(), draft.faults.len());
    assert_eq!(PlanDraft::read(draft.text.clone()), draft);

    assert_eq!(PlanDraft::read("{".to_owned()).plan, None);
}

/// A text that nobody can edit is refused before anything of it is read.
#[test]
fn a_text_that_is_too_long_is_no_plan() {
    let long = PlanDraft::read(" ".repeat(MOST_PLAN_TEXT + 1));
    assert_eq!(long.plan, None);
    assert!(long.faults[0].message.contains("at most"), "{:?}", long.faults);
}
