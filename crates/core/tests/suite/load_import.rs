//! Plans from cURL commands, HAR files and k6 options.

use sloscope_core::load::{
    Body, Found, Import, Load, Pick, Request, from_curl, from_har, from_k6_options, import_any, is_plan, problems,
};
use sloscope_core::time::NANOS_PER_S;

fn curl(command: &str) -> Import {
    let import = from_curl(command).unwrap_or_else(|error| panic!("{command}: {error}"));
    assert_eq!(problems(&import.plan), [], "{command}");
    import
}

fn request(command: &str) -> Request {
    let import = curl(command);
    assert_eq!(import.plan.requests.len(), 1);
    import.plan.requests[0].clone()
}

fn pairs(headers: &[(String, String)]) -> Vec<(&str, &str)> {
    headers.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect()
}

#[test]
fn a_command_of_the_documentation_is_read() {
    let import = curl(
        "curl -X POST 'http://127.0.0.1:8088/clarify?ms=5' \\\n  -H \"Content-Type: application/json\" \\\n  \
         -H 'X-Quote: it'\\''s' --data-raw '{\"prompt\": \"fix it\"}' --compressed -sS",
    );
    assert_eq!(import.plan.targets, ["http://127.0.0.1:8088"]);
    let request = &import.plan.requests[0];
    assert_eq!((request.method.as_str(), request.url.as_str()), ("POST", "/clarify?ms=5"));
    assert_eq!(pairs(&request.headers), [("Content-Type", "application/json"), ("X-Quote", "it's")]);
    assert_eq!(request.body, Some(Body { text: "{\"prompt\": \"fix it\"}".to_owned(), json: true }));
    assert_eq!(request.name, "POST /clarify");
    let notes = [
        "Redirects are not followed, as by curl without -L: followRedirects would.",
        "The load is a first guess, 10 requests/s for 30 s: set rate and duration.",
    ];
    assert_eq!(import.notes, notes);
}

#[test]
fn options_mean_what_they_mean_to_curl() {
    let check = |command: &str, method: &str, url: &str, body: Option<&str>| {
        let request = request(command);
        assert_eq!((request.method.as_str(), request.url.as_str()), (method, url), "{command}");
        assert_eq!(request.body.map(|body| body.text).as_deref(), body, "{command}");
    };
    check("curl example.org", "GET", "/", None);
    check("curl https://example.org?a=b#part", "GET", "/?a=b", None);
    check("curl -d a=1 -d 'b=2 3' http://h/p", "POST", "/p", Some("a=1&b=2 3"));
    check("curl -da=1 -XPUT http://h/p", "PUT", "/p", Some("a=1"));
    check("curl -sLXPATCH http://h/p --data-binary $'a\\nb\\'\\u00e9\\x41'", "PATCH", "/p", Some("a\nb'éA"));
    check("curl -G -d q=1 --data-urlencode 'r=a b&c' http://h/p?x=y", "GET", "/p?x=y&q=1&r=a%20b%26c", None);
    check("curl -I http://h/", "HEAD", "/", None);
    check("curl --url http://h/a -o /dev/null -w '%{http_code}' -m 2.5", "GET", "/a", None);
    check("curl http://h/ --json '{\"a\":1}'", "POST", "/", Some("{\"a\":1}"));
    check("curl -- http://h/-x", "GET", "/-x", None);
    // Placeholders are a plan's own.
    assert_eq!(curl("curl -m 2.5 http://h/").plan.timeout, 2_500_000_000);
    let json = request("curl http://h/ --json '{}'");
    assert_eq!(pairs(&json.headers), [("Content-Type", "application/json"), ("Accept", "application/json")]);
    assert!(json.body.expect("a body").json);
    let form = request("curl -d a=1 http://h/");
    assert_eq!(pairs(&form.headers), [("Content-Type", "application/x-www-form-urlencoded")]);
}

#[test]
fn redirects_are_followed_where_the_command_says_so() {
    for (command, follows) in [
        ("curl http://h/", false),
        ("curl -L http://h/", true),
        ("curl -sSL --max-redirs 5 http://h/", true),
        ("curl http://h/ --location", true),
        ("curl --location-trusted http://h/", true),
    ] {
        let import = curl(command);
        assert_eq!(import.plan.follow_redirects, follows, "{command}");
        let said = if follows { "-L became followRedirects" } else { "Redirects are not followed" };
        assert!(import.notes.iter().any(|note| note.starts_with(said)), "{command}: {:?}", import.notes);
    }
}

#[test]
fn what_a_browser_does_itself_is_left_out_and_said() {
    let import = curl(
        "curl 'https://h/' -u me:päss -k -b 'session=1' -A agent -H 'Host: x' -H 'sec-fetch-mode: cors' -H 'Accept: */*' \
         -H 'Empty;' -H 'Removed:'",
    );
    // printf 'me:päss' | base64
    let headers = [("Authorization", "Basic bWU6cMOkc3M="), ("Accept", "*/*"), ("Empty", "")];
    assert_eq!(pairs(&import.plan.requests[0].headers), headers);
    let notes = import.notes.join("\n");
    for word in ["password", "certificates", "Cookie", "User-Agent", "Host"] {
        assert!(notes.contains(word), "{word}: {notes}");
    }
    assert!(!notes.contains("sec-fetch"), "{notes}");
}

#[test]
fn what_is_no_command_is_told_with_its_place() {
    let fails = |command: &str, message: &str| {
        let error = from_curl(command).expect_err(command).to_string();
        assert!(error.starts_with(message), "{command}: {error}");
    };
    fails("", "1:1: there is nothing here");
    fails("wget http://h/", "1:1: a cURL command begins with curl");
    fails("curl", "1:1: there is no address");
    fails("curl http://h/ \\\n  -H 'a: b", "2:6: the quote that begins here is not closed");
    fails("curl http://h/ -H", "1:16: --header needs a value");
    fails("curl http://h/ --nope", "1:16: the option --nope is not known here");
    fails("curl http://h/ -Z", "1:16: the option -Z is not known here");
    fails("curl http://h/ http://i/", "1:16: \"http://i/\" would be a second address");
    fails("curl http://h/?a=1&b=2", "1:19: more than one command");
    fails("curl http://h/ -d @body.json", "1:16: --data takes a file");
    fails("curl http://h/ -F a=b", "1:16: --form is not supported");
    fails("curl http://h/ -H nonsense", "1:16: \"nonsense\" is not a header");
    fails("curl ^\"http://h/^\"", "1:6: this is quoted for Windows' cmd");
}

const HAR: &str = r#"{"log": {"version": "1.2", "entries": [
  {"_resourceType": "document", "request": {"method": "GET", "url": "https://h/", "headers": []}},
  {"_resourceType": "fetch", "request": {"method": "POST", "url": "https://h/api/ask?x=1#y",
    "headers": [{"name": ":authority", "value": "h"}, {"name": "content-type", "value": "application/json"},
                {"name": "cookie", "value": "secret"}],
    "postData": {"mimeType": "application/json", "text": "{\"prompt\":\"a\"}"}}},
  {"_resourceType": "xhr", "request": {"method": "GET", "url": "https://h/api/list", "headers": []}},
  {"_resourceType": "xhr", "request": {"method": "GET", "url": "https://h/api/list", "headers": []}},
  {"_resourceType": "xhr", "request": {"method": "GET", "url": "https://h/api/list?page=2", "headers": []}},
  {"_resourceType": "fetch", "request": {"method": "GET", "url": "data:text/plain,x", "headers": []}}
]}}"#;

#[test]
fn the_calls_of_a_page_are_taken_from_a_har_file() {
    let Import { plan, notes } = from_har(HAR).expect("good");
    assert_eq!(problems(&plan), []);
    assert_eq!(plan.targets, ["https://h"]);
    let told: Vec<_> = plan.requests.iter().map(|r| (r.name.as_str(), r.url.as_str(), r.weight)).collect();
    let expected = [
        ("POST /api/ask", "/api/ask?x=1", 1),
        ("GET /api/list", "/api/list", 2),
        ("GET /api/list (2)", "/api/list?page=2", 1),
    ];
    assert_eq!(told, expected);
    assert_eq!(pairs(&plan.requests[0].headers), [("content-type", "application/json")]);
    assert_eq!(plan.requests[0].body, Some(Body { text: "{\"prompt\":\"a\"}".to_owned(), json: true }));
    let notes = notes.join("\n");
    assert!(notes.contains("Of 6 entries the 5 that scripts of the page sent"), "{notes}");
    assert!(notes.contains("1 entries are left out") && !notes.contains("secret"), "{notes}");
}

#[test]
fn one_entry_or_several_origins_will_do() {
    let entry = r#"{"request": {"method": "PUT", "url": "http://a/x", "headers": [], "postData": {"mimeType": "text/plain", "text": "t"}}}"#;
    let plan = from_har(entry).expect("good").plan;
    assert_eq!(
        (plan.requests[0].method.as_str(), plan.targets.as_slice()),
        ("PUT", ["http://a".to_owned()].as_slice())
    );
    assert_eq!(pairs(&plan.requests[0].headers), [("Content-Type", "text/plain")]);
    let two = r#"{"log": {"entries": [{"request": {"url": "http://a/x"}}, {"request": {"url": "http://b/x"}}]}}"#;
    let plan = from_har(two).expect("good").plan;
    assert!(plan.targets.is_empty());
    assert_eq!(plan.requests[1].url, "http://b/x");
    assert_eq!(problems(&plan), []);
    let fails = |text: &str, message: &str| {
        let error = from_har(text).expect_err(text).to_string();
        assert!(error.starts_with(message), "{error}");
    };
    fails("{\n\"log\": }", "2:8: this is not a HAR file");
    fails("{}", "1:1: there is no request in this");
    fails(
        r#"{"request": {"url": "http://a/{{x}}"}}"#,
        "1:1: there is no request in this that a plan can hold. Left out, since a plan cannot hold them: GET /{{x}} ({{x}} is not known",
    );
}

#[test]
fn the_load_and_the_thresholds_of_k6_options_are_taken() {
    // What k6 2.2.0 printed for the seed's script, with a closed scenario added (tests/ingest_options.rs).
    let Import { plan, notes } = from_k6_options(include_str!("../data/inspect.json")).expect("good");
    assert_eq!(problems(&plan), []);
    let told: Vec<_> = plan
        .scenarios
        .iter()
        .map(|s| (s.name.as_str(), s.start / NANOS_PER_S, s.pre_allocated_vus, s.max_vus))
        .collect();
    assert_eq!(told[..3], [("rps_200", 0, 25, 200), ("rps_300", 20, 38, 300), ("rps_400", 40, 50, 400)]);
    assert!(plan.objectives.iter().any(|o| o.series.to_string() == "http_req_duration" && o.expression == "p(95)<500"));
    let notes = notes.join("\n");
    assert!(notes.contains("exec of the scenario \"rps_200\" is left out"), "{notes}");
    assert!(notes.contains("Options do not hold the requests"), "{notes}");
    assert!(!notes.contains("s3cret"), "{notes}");
}

#[test]
fn options_as_they_stand_in_a_script_are_read() {
    let script = "export const options = {
        scenarios: {
            climb: { executor: 'ramping-arrival-rate', startRate: 5, preAllocatedVUs: 30, // a comment
                     stages: [{ target: 60, duration: '10s' }, { target: 0, duration: '5s' }] },
            old: { executor: 'constant-vus', vus: 5, duration: '10s' },
        },
        duration: '1m',
    };";
    let Import { plan, notes } = from_k6_options(script).expect("good");
    assert!(matches!(&plan.scenarios[0].load, Load::Ramping { start_rate: 5, stages, .. } if stages.len() == 2));
    assert_eq!(plan.scenarios.len(), 1);
    let notes = notes.join("\n");
    assert!(notes.contains("\"old\" is left out: constant-vus has no arrival rate"), "{notes}");
    assert!(notes.contains("duration is left out: it makes a closed test"), "{notes}");
    assert!(!plan.follow_redirects && notes.contains("k6 follows 10 redirects, and the plan none"), "{notes}");
    for (most, follows) in [(0, false), (3, true)] {
        let stated = script.replace("duration: '1m'", &format!("maxRedirects: {most}"));
        let import = from_k6_options(&stated).expect("good");
        let said = import.notes.iter().any(|note| note.contains("maxRedirects became followRedirects"));
        assert_eq!((import.plan.follow_redirects, said), (follows, follows), "{:?}", import.notes);
    }
    let fails = |text: &str, message: &str| {
        let error = from_k6_options(text).expect_err(text).to_string();
        assert!(error.starts_with(message), "{error}");
    };
    fails("{ vus: 5, duration: '10s' }", "1:1: there is no scenario with an arrival rate");
    fails("[1]", "1:1: k6 options are an object");
    fails(
        "export const options = {\n scenarios: { a: { executor: 'constant-arrival-rate', rate: 0.5, duration: '1s' } } }",
        "2:61: rate of a scenario is a whole number",
    );
}

#[test]
fn what_is_pasted_is_known_by_its_content() {
    let found = |text: &str, pick| import_any(text, pick).unwrap_or_else(|error| panic!("{text}: {error}"));
    let plan = |text: &str, pick| match found(text, pick) {
        Found::Plan(import) => import.plan,
        Found::Entries(entries) => panic!("{entries:?}"),
    };
    for command in ["curl https://a.example/x", "  $ curl https://a.example/x", "/usr/bin/curl https://a.example/x"] {
        assert_eq!(plan(command, Pick::Ask).requests[0].url, "/x", "{command}");
    }
    let options = "export const options = {scenarios: {a: {executor: 'constant-arrival-rate', rate: 7, duration: '5s', preAllocatedVUs: 1}}}";
    assert_eq!(plan(options, Pick::Ask).peak_per_s(), 7.0);
    let own = sloscope_core::load::plan_json(&sloscope_core::load::seed_example(false));
    assert!(is_plan(&own) && is_plan("\u{feff} {version: 'sloscope.plan/1'"));
    assert!(!is_plan(options) && !is_plan("curl https://a.example/sloscope.plan/1"));
    let entry = |path: &str, kind: &str| {
        format!(
            r#"{{"_resourceType": "{kind}", "request": {{"method": "GET", "url": "https://a.example{path}", "headers": []}}, "response": {{"status": 200}}}}"#
        )
    };
    let one = entry("/one?token=x", "document");
    assert_eq!(plan(&one, Pick::Ask).requests[0].url, "/one?token=x");
    let har = |entries: &[String]| format!(r#"{{"log": {{"entries": [{}]}}}}"#, entries.join(","));
    assert_eq!(plan(&har(std::slice::from_ref(&one)), Pick::Ask).requests.len(), 1);
    let three = har(&[one, entry("/two", "fetch"), entry("/three", "xhr")]);
    let Found::Entries(entries) = found(&three, Pick::Ask) else { panic!("they are listed") };
    assert_eq!(entries[0], "GET https://a.example/one, 200", "queries are not shown");
    assert_eq!(entries.len(), 3);
    assert_eq!(plan(&three, Pick::One(0)).requests[0].url, "/one?token=x");
    assert_eq!(plan(&three, Pick::All).requests.len(), 2, "the calls of scripts");
    for wrong in ["", "hello", "wget https://a.example", "{}", "[1, 2]"] {
        let error = import_any(wrong, Pick::Ask).expect_err(wrong);
        assert!(error.message.contains("no cURL command"), "{wrong}: {error}");
    }
    assert!(import_any("curl -Z", Pick::Ask).is_err());
    assert!(import_any(&three, Pick::One(9)).is_err());
}

#[test]
fn a_body_that_is_no_json_is_text_and_one_odd_entry_is_one_entry() {
    let fixture = |name: &str| {
        let path = format!("{}/../../tests/fixtures/cases/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).expect("a fixture")
    };
    let import = from_har(&fixture("har_one_bad.har")).expect("a plan");
    assert_eq!(problems(&import.plan), []);
    let put = import.plan.requests.iter().find(|r| r.method == "PUT").expect("the odd one");
    assert_eq!(put.body, Some(Body { text: "not json at all".to_owned(), json: false }));
    let login = import.plan.requests.iter().find(|r| r.url.ends_with("/api/login")).expect("a login");
    assert!(login.body.as_ref().is_some_and(|body| body.json));
    let notes = import.notes.join(" ");
    assert!(notes.contains("PUT /plan/api/item/5 is called JSON and is none"), "{notes}");
    let empty = curl(&fixture("curl_empty.sh"));
    assert_eq!(empty.plan.requests[0].body, Some(Body { text: String::new(), json: false }));
    assert!(empty.notes.iter().any(|note| note.contains("is called JSON and is none")), "{:?}", empty.notes);
    // A request that no plan can hold is left out, the others stay.
    let har = r#"{"log": {"entries": [
        {"request": {"method": "GET", "url": "https://a.example/good", "headers": []}},
        {"request": {"method": "POST", "url": "https://a.example/odd", "headers": [], "postData": {"text": "{{nobody}}"}}}
    ]}}"#;
    let import = from_har(har).expect("a plan");
    assert_eq!(import.plan.requests.len(), 1);
    assert!(
        import.notes.iter().any(|note| note.contains("Left out") && note.contains("POST /odd")),
        "{:?}",
        import.notes
    );
}

#[test]
fn escapes_of_bash_are_bytes_and_client_hints_are_named() {
    let body = |quoted: &str| {
        let request = request(&format!("curl https://a.example/ --data-raw $'{quoted}'"));
        request.body.expect("a body").text
    };
    // What bash 5 prints.
    assert_eq!(body(r"\101\102C \60"), "ABC 0");
    assert_eq!(body(r"\303\244 \xc3\xa4 \u00e4"), "ä ä ä");
    assert_eq!(body(r"\ud83d\ude00!"), "😀!");
    assert_eq!(body(r"\1011"), "A1");
    assert_eq!(body(r"it\'s\n"), "it's\n");
    let import =
        curl("curl https://a.example/ -H 'sec-ch-ua: \"x\"' -H 'sec-ch-ua-mobile: ?0' -H 'sec-fetch-mode: cors'");
    for name in ["sec-ch-ua", "sec-ch-ua-mobile"] {
        assert!(
            import.notes.iter().any(|note| note.contains(&format!("header {name} is left out"))),
            "{:?}",
            import.notes
        );
    }
    assert!(import.plan.requests[0].headers.is_empty());
}
