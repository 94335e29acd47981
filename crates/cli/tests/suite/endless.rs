//! Inputs without an end, or with nothing in them for very long: reading ends with a message, and what came before is kept.

use std::fs::File;
use std::io::Write;

use crate::support::{code, err, fixture, out, scratch, sloscope, start};

const GOOD: &str = "v2.2/default_only/results.json";

/// Standard input, some bytes that are repeated for as long as somebody reads them; what is said, and the exit code.
#[test]
fn an_endless_pipe_ends_with_a_message() {
    let good = std::fs::read(fixture(GOOD)).expect("the fixture");
    let stopped =
        "standard input: Reading was stopped after 269 MB: the last 268 MB held no k6 data. Check the command";
    let cases: [(&[u8], &[u8], i32, &str); 4] = [
        (b"", b"\n", 2, "standard input: This is a file of more than 256 MiB that does not hold k6 samples."),
        (b"", b"\0", 2, "standard input: This is a binary file of an unknown kind."),
        (&good, b"\n", 3, stopped),
        (&good, b"\0", 3, stopped),
    ];
    for (before, again, wanted, says) in cases {
        let mut child = start(&["report", "-"]);
        let mut stdin = child.stdin.take().expect("stdin");
        let (before, block) = (before.to_vec(), again.repeat(1 << 20));
        let feeding = std::thread::spawn(move || {
            let mut fed = stdin.write_all(&before);
            while fed.is_ok() {
                fed = stdin.write_all(&block);
            }
        });
        let output = child.wait_with_output().expect("it ends");
        feeding.join().expect("fed");
        let (text, told) = (out(&output), err(&output));
        assert_eq!(code(&output), wanted, "{text}{told}");
        assert!(told.contains(says), "{told}");
        assert!(before_is_kept(wanted, &text), "{text}");
    }
}

/// What the fixture holds.
const TWENTY: &str = "Total requests             20\n";

fn before_is_kept(code: i32, text: &str) -> bool {
    code == 2 || text.contains("\nNOT JUDGED  No objectives stated.") && text.contains(TWENTY)
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_ends_with_a_message() {
    for (device, says) in
        [("/dev/zero", "zero: This is a binary file"), ("/dev/null", "The pipe or device gave nothing.")]
    {
        let output = sloscope(&["report", device]);
        assert_eq!((code(&output), out(&output)), (2, String::new()));
        assert!(err(&output).contains(says), "{}", err(&output));
    }
    for arguments in [&["plan", "/dev/zero"][..], &["report", &fixture(GOOD), "--objectives", "/dev/zero"]] {
        let output = sloscope(arguments);
        assert_eq!(code(&output), 2);
        assert!(err(&output).contains("cannot be read: this is more than 256 MB"), "{}", err(&output));
    }
}

/// Files with room that nothing was written into: only the file system knows how long it is.
#[test]
fn room_that_was_allocated_holds_nothing() {
    let room = |name: &str, content: &[u8], len: u64| {
        let path = scratch("endless").join(name);
        let mut file = File::create(&path).expect("created");
        file.write_all(content).and_then(|()| file.set_len(len)).expect("written");
        path.to_str().expect("UTF-8").to_owned()
    };
    let output = sloscope(&["report", &room("empty.json", b"", 1 << 36)]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("empty.json: This is a binary file"), "{}", err(&output));
    let good = std::fs::read(fixture(GOOD)).expect("the fixture");
    for len in [2 << 20, 70 << 20] {
        let output = sloscope(&["report", &room("padded.json", &good, len)]);
        assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
        assert!(out(&output).starts_with("NOT JUDGED  No objectives stated.\n"), "{}", out(&output));
        assert!(out(&output).contains(TWENTY), "{}", out(&output));
        assert!(out(&output).contains("1 line not used: not JSON"), "{}", out(&output));
    }
}
