//! Redirects of a test: the choice in a plan, and which hosts one may lead to.

use sloscope_core::load::{
    Plan, followed_words, is_of_plan, not_followed_words, plain_address, plan_json, plan_text, read_plan, seed_example,
};

#[test]
fn a_plan_follows_redirects_only_where_it_says_so() {
    let mut plan = seed_example(false);
    assert!(!plan.follow_redirects && !plan_json(&plan).contains("followRedirects"), "absent is false");
    assert!(plan_text(&plan).contains("Redirects   are not followed"));
    plan.follow_redirects = true;
    let text = plan_json(&plan);
    assert!(text.contains("\"followRedirects\": true"), "{text}");
    assert_eq!(read_plan(&text).as_ref(), Ok(&plan));
    assert!(plan_text(&plan).contains("Redirects   are followed, to the hosts of the plan only"));
    let no = text.replace("\"followRedirects\": true", "\"followRedirects\": false");
    assert!(!read_plan(&no).expect("a plan").follow_redirects);
    let odd = text.replace("\"followRedirects\": true", "\"followRedirects\": \"yes\"");
    let mistakes = read_plan(&odd).expect_err("no truth value");
    assert_eq!(mistakes[0].message, "followRedirects of a plan is true or false, and this is a text");
}

fn plan(targets: &[&str]) -> Plan {
    let mut plan = seed_example(false);
    plan.targets = targets.iter().map(|target| (*target).to_owned()).collect();
    plan
}

#[test]
fn a_redirect_may_lead_to_the_hosts_of_the_plan_alone() {
    let mut plan = plan(&["http://A.example.org/api", "https://b.example.org:8443"]);
    plan.requests[0].url = "/".to_owned();
    let asked = "http://a.example.org/api/";
    for good in [
        "http://a.example.org/login?x=1#y",
        "http://a.example.org:80",
        "https://a.example.org/",
        "HTTPS://A.EXAMPLE.ORG:443/",
        "https://b.example.org:8443/x",
        "https://me:pw@b.example.org:8443/x",
    ] {
        assert!(is_of_plan(&plan, asked, good), "{good}");
    }
    for other in [
        "http://c.example.org/",
        "http://a.example.org:8080/",
        "http://a.example.org:443/",
        "https://a.example.org:80/",
        "https://b.example.org/",
        "http://a.example.org.evil.example/",
        "http://evil.example/a.example.org",
        "http://a.example.org@evil.example/",
        "http://xa.example.org/",
        "http://evil.example?a.example.org/",
        "data:text/plain,x",
        "about:blank",
        "",
    ] {
        assert!(!is_of_plan(&plan, asked, other), "{other}");
    }
    // As the browser writes the address that was asked.
    plan.targets = vec!["http://b\u{fc}cher.example".to_owned()];
    assert!(is_of_plan(&plan, "http://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"));
    // Targets that no request goes to are not asked, and an absolute address is of the plan.
    plan.targets = vec!["http://unused.example".to_owned()];
    plan.requests[0].url = "https://c.example.org/x".to_owned();
    assert!(is_of_plan(&plan, "https://c.example.org/x", "https://c.example.org/y"));
    assert!(!is_of_plan(&plan, "https://c.example.org/x", "http://unused.example/"));
}

#[test]
fn what_is_said_of_redirects_names_the_setting_and_no_secret() {
    assert_eq!(plain_address("https://me:pw@h.example:1/a/b?token=t#x"), "https://h.example:1/a/b");
    for words in [followed_words("http://h/x", false), not_followed_words(1), not_followed_words(1234)] {
        assert!(words.contains("followRedirects"), "{words}");
    }
    assert!(not_followed_words(1).starts_with("1 response was a redirect and not followed"));
    assert!(not_followed_words(1234).starts_with("1,234 responses were redirects and not followed"));
    assert!(
        followed_words("http://evil.example/", true)
            .contains("led to http://evil.example/, which is no host of the plan")
    );
    assert!(followed_words("", true).contains("where to cannot be read"));
}
