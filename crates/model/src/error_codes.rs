//! k6's error codes and HTTP statuses in words, with what to look at
//! (k6: lib/netext/httpext/error_codes.go; HTTP/2 codes: RFC 9113, section 7; statuses: RFC 9110).

/// [`explain`] with k6's message, which tells more where the error has no code of its own (1000).
pub fn explain_with(code: Option<&str>, message: Option<&str>, status: Option<&str>) -> String {
    match (code, message) {
        (Some("1000"), Some(message)) if message == "EOF" || message.ends_with("unexpected EOF") => {
            "The other side closed the connection before its answer was complete: it crashed or restarted, or a proxy cut the connection. See their logs at this time, and their keep-alive time-outs.".to_owned()
        }
        _ => explain(code, status),
    }
}

/// What a failure means. `code` is k6's error_code, `status` the HTTP status; both as the file has them.
pub fn explain(code: Option<&str>, status: Option<&str>) -> String {
    let number = |text: Option<&str>| text.and_then(|t| t.parse::<u16>().ok());
    let status = number(status).filter(|s| *s != 0);
    match (number(code), status) {
        (Some(code @ 1400..=1599), _) => http_status(code - 1000),
        (Some(code), _) => transport(code),
        (None, Some(status @ 400..)) => http_status(status),
        (None, Some(status)) => {
            format!(
                "Status {status} is a success in general, but the script does not expect it: see its expectedStatuses."
            )
        }
        (None, None) => {
            "The request failed before a response came; the file does not say why (its tags are off).".to_owned()
        }
    }
}

/// What a time-out means where its limit, in ms, is known: that of a plan.
pub fn timed_out(limit_ms: f64) -> String {
    format!(
        "The request timed out: the response did not end within {}, the time-out of the plan. See where time goes (waiting or receiving) and what the server did then.",
        crate::format::duration(limit_ms)
    )
}

fn transport(code: u16) -> String {
    let words = match code {
        1000 => "An error without a code of its own: its message says what it was, and k6's log (stderr) has more.",
        1010 => "A network error that is not of TCP: see its message, and whether the URL has the right scheme.",
        1020 => "The URL is not valid: see how the script puts it together, and whether a variable in it is empty.",
        1050 => {
            "The request timed out: the response did not end within the request's timeout (60 s unless the script sets one). See where time goes (waiting or receiving) and what the server did then."
        }
        1100 => {
            "The host name could not be resolved: a DNS error. See whether the resolver keeps up; k6's dns option caches its answers."
        }
        1101 => {
            "There is no such host: the name is wrong, or the DNS server does not know it. Look it up on the machine that runs k6."
        }
        1110 => "The address is on k6's blacklistIPs: k6 did not send the request. See that option.",
        1111 => "The host name is on k6's blockHostnames: k6 did not send the request. See that option.",
        1200 => "A TCP error: the connection broke. See its message, and the server's log at this time.",
        1201 => {
            "Broken pipe: the server had closed the connection when k6 wrote to it. Often a keep-alive time-out of the server or a proxy that is too short: compare it with the pause between requests."
        }
        1202 => "An error of the operating system's network that k6 does not know by number: see its message.",
        1210 => {
            "The TCP connection could not be opened: see its message, and whether the address and port can be reached from there."
        }
        1211 => {
            "Opening the TCP connection timed out: a firewall drops packets, or the server's accept queue is full. See the server's listen backlog and the connecting times before it."
        }
        1212 => {
            "Connection refused: nothing listens at that address and port, or the server's accept queue is full. Such requests last 0 ms. See whether the service runs, and whether it restarted."
        }
        1213 => {
            "The TCP connection could not be opened, for a reason of the operating system: see its message. Out of ports or of open files (ulimit -n) on the machine that runs k6 is frequent."
        }
        1220 => {
            "Connection reset by the server: it crashed, restarted, or a proxy cut the connection. See their logs at this time, and their limits of connections."
        }
        1300 => "A TLS error: the handshake failed. See its message, and which versions and ciphers both sides allow.",
        1301 => {
            "The other side did not answer in TLS: often an https URL for a port that speaks plain HTTP. See scheme and port."
        }
        1310 => {
            "The certificate is signed by an authority that is not trusted here: install it, or set insecureSkipTLSVerify for a test system."
        }
        1311 => {
            "The certificate is for another host name: use the name that it has, or set insecureSkipTLSVerify for a test system."
        }
        1600 => "An HTTP/2 error: see its message.",
        1610..=1624 => return http2("The server closed the HTTP/2 connection (GOAWAY)", code - 1610),
        1630..=1644 => return http2("An HTTP/2 stream ended with an error", code - 1630),
        1650..=1664 => return http2("An HTTP/2 connection ended with an error", code - 1650),
        1701 => {
            "The response could not be decompressed: its Content-Encoding does not fit its body. See what the server or a proxy compresses, and whether the body was cut."
        }
        1900 => {
            "The browser could not reach the server and does not say why: refused, reset, no such host, or a certificate that it does not trust. (A code of sloscope's; k6 has none.)"
        }
        1901 => {
            "The server does not allow this page to read its answers: it sends no Access-Control-Allow-Origin that fits (CORS). (A code of sloscope's; k6 has none.)"
        }
        1902 => {
            "The response began, but its body did not end: the connection broke. (A code of sloscope's; k6 reports it as 1000.)"
        }
        1903 => {
            "The browser did not send the request: http from an https page, a content policy, no permission for the local network, or an extension. (A code of sloscope's; k6 has none.)"
        }
        1904 => "The machine that sent the load was offline. (A code of sloscope's; k6 has none.)",
        1905 => {
            "The response was a redirect, and it was not followed: load goes only to the hosts of the plan. Write the address that it leads to into the plan, or set followRedirects in the plan. (A code of sloscope's; k6 has none.)"
        }
        1906 => {
            "A redirect led to a host that is not of the plan, or to what the browser lets nobody read (a loop, or no CORS), and the test was stopped. Write that host into the plan if you may load-test it, or fix the redirect. (A code of sloscope's; k6 has none.)"
        }
        _ => return format!("Error code {code} is not in k6's published list{}", family(code)),
    };
    words.to_owned()
}

/// What the range of an unknown code says.
fn family(code: u16) -> String {
    let of = match code {
        1000..=1099 => "of no particular kind",
        1100..=1199 => "of DNS",
        1200..=1299 => "of TCP",
        1300..=1399 => "of TLS",
        1600..=1699 => "of HTTP/2",
        1700..=1799 => "in the content of the response",
        _ => return ": see its message.".to_owned(),
    };
    format!("; by its number it is an error {of}. See its message.")
}

/// A status of gRPC in words (grpc.io: status codes and their use).
pub fn grpc(status: &str) -> String {
    let known = match status {
        "1" => "CANCELLED: the caller gave up. See the script's timeouts.",
        "2" => "UNKNOWN: the server failed without saying how. See its log.",
        "3" => "INVALID_ARGUMENT: the server does not accept what the script sends.",
        "4" => "DEADLINE_EXCEEDED: the answer took longer than the call's timeout. See what the server did then.",
        "5" => "NOT_FOUND: no such item. See whether the test data exists.",
        "6" => "ALREADY_EXISTS: the item was there before. See whether VUs share data.",
        "7" => "PERMISSION_DENIED: the credentials do not allow this call.",
        "8" => "RESOURCE_EXHAUSTED: a quota, a rate limit or the memory of the server is used up.",
        "9" => "FAILED_PRECONDITION: the system is not in the state that the call needs.",
        "10" => "ABORTED: a conflict with another call. See whether VUs share data.",
        "11" => "OUT_OF_RANGE: the call asks for what is beyond the end.",
        "12" => "UNIMPLEMENTED: the server does not know the method.",
        "13" => "INTERNAL: the server broke one of its own rules. See its log.",
        "14" => "UNAVAILABLE: the server could not be reached, is overloaded or shutting down.",
        "15" => "DATA_LOSS: data is lost or damaged. See the server's log.",
        "16" => "UNAUTHENTICATED: the call carries no valid credentials. See whether a token expired.",
        other => return format!("status {other}, which gRPC does not define."),
    };
    format!("status {status}, {known}")
}

/// `offset` is 0 for an unknown code, else 1 + the code of RFC 9113.
fn http2(what: &str, offset: u16) -> String {
    let name = match offset {
        1 => "NO_ERROR: a graceful end; a limit of requests or of time for each connection is frequent",
        2 => "PROTOCOL_ERROR: one side broke the protocol; see what stands between k6 and the server",
        3 => "INTERNAL_ERROR: the server failed; see its log at this time",
        4 => "FLOW_CONTROL_ERROR: one side sent more than it was allowed; a fault of the server or of a proxy",
        5 => "SETTINGS_TIMEOUT: settings were not acknowledged in time; the server or the network is overloaded",
        6 => "STREAM_CLOSED: data came for a stream that was closed; see timeouts of the server",
        7 => "FRAME_SIZE_ERROR: a frame of the wrong size; see what stands between k6 and the server",
        8 => "REFUSED_STREAM: too many concurrent streams, or the server is shutting down; see its limit of streams",
        9 => "CANCEL: the stream is no longer wanted; see timeouts of the server and of proxies",
        10 => "COMPRESSION_ERROR: headers could not be decompressed; see what stands between k6 and the server",
        11 => "CONNECT_ERROR: the connection behind a CONNECT broke; see the proxy",
        12 => "ENHANCE_YOUR_CALM: the server limits the load; see its limits",
        13 => "INADEQUATE_SECURITY: the TLS settings are too weak for the server; see its versions and ciphers",
        14 => "HTTP_1_1_REQUIRED: the server wants HTTP/1.1 for this",
        _ => return format!("{what}, with a code that is not in RFC 9113: see its message."),
    };
    format!("{what}: {name}.")
}

/// A status in words.
fn http_status(status: u16) -> String {
    if let Some(words) = named(status) {
        return format!("{status} {words}");
    }
    match status {
        520..=527 => format!("Status {status}, a proxy of Cloudflare: it could not use the origin server's answer."),
        400..=499 => format!(
            "Status {status}: the server refused the request (a client error). See its documentation of this status."
        ),
        500..=599 => format!("Status {status}: the server failed (a server error). See its log at this time."),
        _ => format!("Status {status}."),
    }
}

/// Statuses with a name.
fn named(status: u16) -> Option<&'static str> {
    Some(match status {
        400 => "Bad Request: the server does not understand the request. See what the script sends.",
        401 => "Unauthorized: the request carries no valid credentials. See whether a token expired during the run.",
        402 => "Payment Required: see the account or the quota that the test uses.",
        403 => "Forbidden: the credentials do not allow this, or a firewall or bot protection refused the load.",
        404 => "Not Found: no such path, or no such item. See the URL, and whether the test data exists.",
        405 => "Method Not Allowed: the path is right, the method is not.",
        406 => "Not Acceptable: the server has no form that the Accept headers allow.",
        407 => "Proxy Authentication Required: see the proxy settings of the machine that runs k6.",
        408 => {
            "Request Timeout: the server waited too long for the request. See the sending times, and whether k6's machine is overloaded."
        }
        409 => "Conflict: the request clashes with the state of the item, frequent when VUs share data.",
        410 => "Gone: the item existed and was removed.",
        411 => "Length Required: Content-Length is missing.",
        412 => "Precondition Failed: an If- header did not hold.",
        413 => "Content Too Large: the body is larger than the server accepts.",
        414 => "URI Too Long: see how the script puts it together.",
        415 => "Unsupported Media Type: the Content-Type is not one that the server reads.",
        416 => "Range Not Satisfiable: see the Range header that the script sends.",
        417 => "Expectation Failed: see the Expect header that the script sends.",
        418 => "I'm a teapot: the server refuses on purpose.",
        421 => "Misdirected Request: this server does not answer for that host.",
        422 => "Unprocessable Content: well-formed, but the data is not valid.",
        423 => "Locked: another request holds the item, frequent when VUs share data.",
        424 => "Failed Dependency: an action that it rests on failed; see that one.",
        425 => "Too Early: the server does not risk a request that might be replayed.",
        426 => "Upgrade Required: another protocol is demanded.",
        428 => "Precondition Required: the server wants an If- header.",
        429 => "Too Many Requests: a rate limit. The test measured the limit, not the service.",
        431 => "Request Header Fields Too Large: often cookies that grow.",
        451 => "Unavailable For Legal Reasons: see from which country the test runs.",
        499 => "Client Closed Request (nginx): the client gave up first.",
        500 => "Internal Server Error: the service failed. See its log at this time.",
        501 => "Not Implemented: the server does not know the method.",
        502 => {
            "Bad Gateway: a proxy got no valid answer from the service behind it. See whether that crashed or restarted."
        }
        503 => "Service Unavailable: overload, a full queue, or no healthy instance. See the load at which it starts.",
        504 => {
            "Gateway Timeout: a proxy waited too long for the service behind it. See the latency of that, and the proxy's timeout."
        }
        505 => "HTTP Version Not Supported: see which versions the server speaks.",
        507 => "Insufficient Storage: see the disk of the server.",
        508 => "Loop Detected: see the rewrite rules of the server or of a proxy.",
        511 => "Network Authentication Required: a captive portal answers in place of the server.",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_family_is_explained() {
        let check = |code: Option<&str>, status: Option<&str>, part: &str| {
            let text = explain(code, status);
            assert!(text.contains(part), "{code:?} {status:?}: {text}");
        };
        check(Some("1301"), Some("0"), "plain HTTP");
        check(Some("1212"), Some("0"), "Connection refused");
        check(Some("1050"), Some("0"), "timed out");
        check(Some("1503"), Some("503"), "503 Service Unavailable");
        check(Some("1618"), None, "REFUSED_STREAM");
        check(Some("1642"), None, "ENHANCE_YOUR_CALM");
        check(Some("1650"), None, "not in RFC 9113");
        check(Some("1299"), None, "not in k6's published list; by its number it is an error of TCP");
        assert!(explain_with(Some("1000"), Some("EOF"), Some("0")).starts_with("The other side closed"));
        assert_eq!(explain_with(Some("1000"), Some("odd"), None), explain(Some("1000"), None));
        check(Some("1950"), None, "not in k6's published list: see its message");
        check(None, Some("404"), "404 Not Found");
        check(None, Some("200"), "expectedStatuses");
        check(None, None, "does not say why");
        check(Some("odd"), Some("0"), "does not say why");
    }
    /// The codes that k6 2.2 can write (lib/netext/httpext/error_codes.go) are all explained, each in words of its own.
    #[test]
    fn every_code_of_k6_is_explained() {
        let mut codes = vec![1000, 1010, 1020, 1050, 1100, 1101, 1110, 1111];
        codes.extend([1200, 1201, 1202, 1210, 1211, 1212, 1213, 1220, 1300, 1301, 1310, 1311, 1600, 1701]);
        for first in [1610, 1630, 1650] {
            codes.extend(first..=first + 14);
        }
        let mut seen: Vec<String> = Vec::new();
        for code in codes {
            let text = explain(Some(&code.to_string()), Some("0"));
            assert!(!text.contains("published list") && text.ends_with('.') && text.len() > 30, "{code}: {text}");
            assert!(!seen.contains(&text), "{code}: {text}");
            seen.push(text);
        }
        for status in 400..600u16 {
            let text = explain(Some(&(1000 + status).to_string()), Some(&status.to_string()));
            assert!(text.contains(&status.to_string()), "{status}: {text}");
        }
    }
}
