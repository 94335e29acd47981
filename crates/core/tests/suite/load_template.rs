//! Templates, calls and checks.

use sloscope_core::load::{
    Check, Context, Escape, Expect, Order, Prepared, Seen, Side, SplitMix, Template, held, seed_example,
};

fn render(text: &str, escape: Escape) -> String {
    let columns = ["prompt".to_owned(), "n".to_owned()];
    let row = ["He said \"no\" & left\n車/".to_owned(), "7".to_owned()];
    let mut random = SplitMix::new(1);
    let template = Template::parse(text, &columns, escape).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    template.render(&mut Context { row: &row, iteration: 42, random: &mut random })
}

#[test]
fn values_are_escaped_for_where_they_stand() {
    assert_eq!(render("{{prompt}}", Escape::Nothing), "He said \"no\" & left\n車/");
    // encodeURIComponent and JSON.stringify of Node 20.
    assert_eq!(render("/a?q={{ prompt }}", Escape::Url), "/a?q=He%20said%20%22no%22%20%26%20left%0A%E8%BB%8A%2F");
    assert_eq!(render(r#"{"p":"{{prompt}}"}"#, Escape::Json), r#"{"p":"He said \"no\" & left\n車/"}"#);
    assert_eq!(render("/{{{prompt}}}", Escape::Url), "/He said \"no\" & left\n車/");
    assert_eq!(render("{{n}}{{$iteration}}-{{n}}", Escape::Url), "742-7");
    assert_eq!(render("no { braces } here }}", Escape::Json), "no { braces } here }}");
    assert_eq!(render("", Escape::Nothing), "");
    let rolled: i64 = render("{{$rand -3 3}}", Escape::Nothing).parse().expect("a number");
    assert!((-3..=3).contains(&rolled));
    let two = render("{{$uuid}} {{$uuid}}", Escape::Nothing);
    let (one, other) = two.split_once(' ').expect("two");
    assert_eq!(one.len(), 36);
    assert_ne!(one, other);
}

#[test]
fn what_is_no_placeholder_is_told_with_its_place() {
    let fails = |text: &str, at: usize, message: &str| {
        let error = Template::parse(text, &["prompt".to_owned()], Escape::Nothing).expect_err(text);
        assert_eq!(error.at, at, "{text}: {error:?}");
        assert!(error.message.contains(message), "{text}: {error:?}");
    };
    fails("車 {{promt}}", 2, "{{promt}} is not known: the data have the columns prompt");
    fails("{{prompt}} {{", 11, "}} is missing");
    fails("{{{prompt}}", 0, "}}} is missing");
    fails("a{{}}", 1, "the placeholder is empty");
    fails("{{$rand 1}}", 0, "write two whole numbers");
    fails("{{$rand 1 2 3}}", 0, "write two whole numbers");
    fails("{{$rand 2 1}}", 0, "the wrong way round");
    fails("{{$uuid 4}}", 0, "is not known");
    let none = Template::parse("{{x}}", &[], Escape::Url).expect_err("x");
    assert!(none.message.contains("the plan has no data"), "{none:?}");
}

#[test]
fn rows_go_round_and_targets_take_turns() {
    let mut plan = seed_example(false);
    plan.targets = vec!["http://a".to_owned(), "http://b/api/".to_owned()];
    let mut prepared = Prepared::new(&plan, 1).expect("good");
    let rows = plan.data.rows.len() as u64;
    for iteration in 0..2 * rows + 1 {
        let call = prepared.call(Side::A, iteration).expect("a request");
        let row = &plan.data.rows[(iteration % rows) as usize];
        let body: serde_json::Value = serde_json::from_str(&call.body.expect("a body")).expect("JSON");
        assert_eq!(body["prompt"], row[1].as_str());
        let origin = ["http://a/clarify?ms=5", "http://b/api/clarify?ms=5"][(iteration % 2) as usize];
        assert_eq!((call.url.as_str(), u64::from(call.target)), (origin, iteration % 2));
        assert_eq!(call.headers, [("Content-Type".to_owned(), "application/json".to_owned())]);
    }
}

#[test]
fn weights_and_random_rows_are_by_the_seed() {
    let mut plan = seed_example(false);
    let mut other = plan.requests[0].clone();
    (other.name, other.weight) = ("other".to_owned(), 3);
    plan.requests.push(other);
    plan.data.order = Order::Random;
    let choices = |plan: &_, seed| {
        let mut prepared = Prepared::new(plan, seed).expect("good");
        (0..8000).map(|i| prepared.call(Side::A, i).map(|call| (call.request, call.body))).collect::<Vec<_>>()
    };
    let first = choices(&plan, 1);
    assert_eq!(first, choices(&plan, 99), "the run's own seed is for UUIDs and $rand");
    let others = first.iter().flatten().filter(|(request, _)| *request == 1).count();
    // Binomial(8000, 3/4): 6000 with a standard deviation of 39.
    assert!((5800..6200).contains(&others), "{others}");
    plan.seed = 2;
    assert_ne!(first, choices(&plan, 1));
    plan.requests.clear();
    assert_eq!(Prepared::new(&plan, 1).expect("good").call(Side::A, 0), None);
}

#[test]
fn checks_look_at_what_they_say() {
    let body = r#"{"clarification": "which car?", "items": [{"id": 17, "ok": true, "x": 1.50}]}"#;
    let header = |name: &str| (name == "content-type").then(|| "application/json; charset=utf-8".to_owned());
    let holds = |expect: Expect, status: u16| {
        let seen = Seen { status, header: &header, body, duration_ms: 49.9 };
        held(&[Check { name: String::new(), expect }], &seen) == 1
    };
    let text = |text: &str| Some(text.to_owned());
    assert!(holds(Expect::Status(200, 299), 204));
    assert!(!holds(Expect::Status(200, 299), 304));
    assert!(holds(Expect::Header("Content-Type".to_owned(), text("json")), 200));
    assert!(!holds(Expect::Header("Content-Type".to_owned(), text("xml")), 200));
    assert!(!holds(Expect::Header("x-none".to_owned(), None), 200));
    assert!(holds(Expect::BodyContains("which car".to_owned()), 500));
    assert!(holds(Expect::Json("clarification".to_owned(), None), 200));
    for (path, value) in
        [("items.0.id", "17"), ("items.0.ok", "true"), ("items.0.x", "1.5"), ("clarification", "which car?")]
    {
        assert!(holds(Expect::Json(path.to_owned(), text(value)), 200), "{path}");
    }
    for path in ["items.1.id", "items.x", "clarification.a", "nope"] {
        assert!(!holds(Expect::Json(path.to_owned(), None), 200), "{path}");
    }
    assert!(holds(Expect::DurationBelow(50.0), 200));
    // Without a response nothing holds, however short it was.
    assert!(!holds(Expect::DurationBelow(50.0), 0));
    // Bits are in the order of the checks.
    let checks = [Expect::Status(500, 500), Expect::DurationBelow(50.0), Expect::BodyContains("zzz".to_owned())];
    let checks = checks.map(|expect| Check { name: String::new(), expect });
    assert_eq!(held(&checks, &Seen { status: 200, header: &header, body, duration_ms: 1.0 }), 0b010);
}
