//! The demo target over real sockets: what it answers, what it counts, and how it fails.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

struct Server {
    child: Child,
    page: String,
    target: String,
    also: String,
    odd: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts the program with a page of one file; `host:port` of what it serves.
fn start(test: &str) -> Server {
    let dist = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    std::fs::create_dir_all(dist.join("sample")).expect("a folder");
    std::fs::write(dist.join("index.html"), "<!doctype html>").expect("written");
    std::fs::write(dist.join("sample/summary.json"), "{}").expect("written");
    let mut child = Command::new(env!("CARGO_BIN_EXE_sloscope-serve"))
        .args(["--dist", dist.to_str().expect("UTF-8"), "--targets", "2", "--exit-after", "60", "--port", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().expect("stdout")).lines();
    let mut server =
        Server { child, page: String::new(), target: String::new(), also: String::new(), odd: String::new() };
    while server.odd.is_empty() {
        let line = lines.next().expect("it says its addresses").expect("UTF-8");
        let Some((key, rest)) = line.split_once(": http://") else { continue };
        let host = rest.split('/').next().unwrap_or_default().to_owned();
        match key {
            "page" => server.page = host,
            "target" => server.target = host,
            "also" => server.also = host,
            "odd" => server.odd = host,
            _ => {}
        }
    }
    server
}

/// Sends a request on a connection of its own; gives the whole answer. A connection that broke gives what came.
fn ask(host: &str, request: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(host).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(2))).expect("set");
    let head = format!("{request} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    stream.write_all(format!("{head}Origin: http://other\r\n\r\n{body}").as_bytes()).expect("sent");
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

#[test]
fn it_clarifies() {
    let server = start("clarifies");
    let answer = ask(&server.target, "POST /clarify", r#"{"prompt": "My engine light is on, why?"}"#);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("content-type: application/json"), "{answer}");
    let told: serde_json::Value = serde_json::from_str(body(&answer)).expect("JSON");
    assert_eq!(told["needsClarification"], false);
    assert!(told["clarification"].as_str().is_some_and(|text| text.contains("engine light")), "{told}");
    let vague = ask(&server.target, "GET /clarify?prompt=fix+it", "");
    assert!(vague.contains("\"needsClarification\":true"), "{vague}");
    for wrong in ["", "{}", "[1", r#"{"prompt": 5}"#] {
        assert!(ask(&server.target, "POST /clarify", wrong).starts_with("HTTP/1.1 400"), "{wrong}");
    }
    let all = ask(&server.target, "POST /clarify?errors=1", r#"{"prompt": "a"}"#);
    assert!(all.starts_with("HTTP/1.1 500"), "{all}");
    let began = Instant::now();
    ask(&server.target, "POST /clarify?ms=150", r#"{"prompt": "a"}"#);
    assert!(began.elapsed() >= Duration::from_millis(150));
    // A stall is counted from the last reset on.
    ask(&server.target, "POST /counts", "");
    let began = Instant::now();
    ask(&server.target, "GET /clarify?prompt=a&stall_at=0&stall_for=0.3", "");
    assert!(began.elapsed() >= Duration::from_millis(200), "{:?}", began.elapsed());
}

#[test]
fn it_counts_on_all_its_ports() {
    let server = start("counts");
    for _ in 0..7 {
        ask(&server.target, "POST /clarify", r#"{"prompt": "a"}"#);
        ask(&server.also, "GET /fast?x=1", "");
    }
    ask(&server.target, "OPTIONS /clarify", "");
    let expected = r#"{"GET /fast":7,"OPTIONS /clarify":1,"POST /clarify":7}"#;
    assert_eq!(body(&ask(&server.also, "GET /counts", "")), expected);
    assert_eq!(body(&ask(&server.target, "POST /counts", "")), expected);
    assert_eq!(body(&ask(&server.target, "GET /counts", "")), "{}");
}

#[test]
fn pages_of_other_origins_may_read_it_or_not() {
    let server = start("cors");
    let allowed = |request: &str| {
        let answer = ask(&server.target, request, "").to_ascii_lowercase();
        let has = |name: &str| answer.contains(&format!("\r\n{name}: *"));
        (has("access-control-allow-origin"), has("timing-allow-origin"))
    };
    assert_eq!(allowed("GET /fast"), (true, true));
    assert_eq!(allowed("GET /status/404"), (true, true));
    assert_eq!(allowed("GET /results/summary.json"), (true, true));
    assert_eq!(allowed("GET /notiming/fast"), (true, false));
    assert_eq!(allowed("GET /nocors/fast"), (false, false));
    let asked = ask(&server.target, "OPTIONS /clarify", "").to_ascii_lowercase();
    assert!(asked.starts_with("http/1.1 204"), "{asked}");
    for header in [
        "access-control-allow-methods: *",
        "access-control-allow-headers: *, authorization",
        "access-control-max-age: 600",
    ] {
        assert!(asked.contains(header), "{header}: {asked}");
    }
    assert!(!ask(&server.target, "OPTIONS /nocors/clarify", "").starts_with("HTTP/1.1 2"));
    let page = ask(&server.page, "GET /", "");
    assert!(!page.to_ascii_lowercase().contains("access-control"), "{page}");
}

#[test]
fn it_fails_as_it_is_asked_to() {
    let server = start("fails");
    let status = |request: &str| ask(&server.target, request, "").get(9..12).unwrap_or_default().to_owned();
    assert_eq!(status("GET /status/503"), "503");
    assert_eq!(status("GET /status/100"), "400");
    assert_eq!(status("GET /error?rate=1"), "500");
    let hop = ask(&server.target, "GET /redirect?hops=3", "").to_ascii_lowercase();
    assert!(hop.starts_with("http/1.1 303") && hop.contains("location: redirect?hops=2"), "{hop}");
    let last = ask(&server.target, "GET /redirect", "").to_ascii_lowercase();
    assert!(last.contains("location: fast"), "{last}");
    // Elsewhere, and on and on; counted on both sides, since all ports count together.
    let away = |query: &str| ask(&server.target, &format!("POST /redirect?{query}"), "{}").to_ascii_lowercase();
    let to = format!("http://{}/chat", server.also);
    let moved = away(&format!("to={to}"));
    assert!(moved.starts_with("http/1.1 307") && moved.contains(&format!("location: {to}\r\n")), "{moved}");
    assert!(moved.contains("access-control-allow-origin: *"), "a page may see that it is one: {moved}");
    assert!(away("to=/fast&status=302").starts_with("http/1.1 302"));
    for refused in [
        "to=http://example.org/",
        "to=//example.org/",
        "to=http://127.0.0.1.example.org/",
        "to=http://127.0.0.1:1@example.org/",
        "to=/%5Cexample.org",
        "to=fast",
        "to=/fast&status=200",
    ] {
        assert!(away(refused).starts_with("http/1.1 400"), "{refused}");
    }
    let round = ask(&server.target, "GET /loop", "").to_ascii_lowercase();
    assert!(round.starts_with("http/1.1 307") && round.contains("location: /loop\r\n"), "{round}");
    let counted = ask(&server.also, "GET /counts", "");
    assert!(counted.contains("\"GET /loop\":1") && !counted.contains("/chat"), "{counted}");
    // What HTTP does not allow for.
    let cut = ask(&server.odd, "GET /cut", "");
    assert!(cut.contains("Content-Length: 1000\r\n") && body(&cut).len() == 100, "{cut}");
    assert_eq!(ask(&server.odd, "GET /close", ""), "");
    let began = Instant::now();
    let slow = ask(&server.odd, "GET /trickle?ms=300", "");
    assert!(body(&slow).len() == 1000 && began.elapsed() >= Duration::from_millis(280), "{slow}");
    assert_eq!(body(&ask(&server.odd, "GET /headers-late?ms=50", "")), "ok");
    let began = Instant::now();
    assert_eq!(ask(&server.odd, "GET /never", ""), "");
    assert!(began.elapsed() >= Duration::from_secs(2), "the client gave up, not the server");
    assert!(ask(&server.odd, "POST /cut", "x").contains("Access-Control-Allow-Origin: *"));
    assert!(ask(&server.odd, "GET /", "").starts_with("HTTP/1.1 404"));
}
