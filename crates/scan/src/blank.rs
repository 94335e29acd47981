//! Lines of nothing but white space, many at once.

const NEW_LINES: [u8; 16] = [b'\n'; 16];
/// As some systems end them.
const RETURNS: [u8; 16] = *b"\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n";

/// How many times sixteen bytes like these a text begins with.
fn alike(text: &[u8], bytes: [u8; 16]) -> usize {
    text.as_chunks::<16>().0.iter().take_while(|chunk| **chunk == bytes).count()
}

/// How many new lines a text begins with.
#[inline(never)]
pub fn new_lines(text: &[u8]) -> usize {
    // Sixteen at a time, then one by one.
    let whole = 16 * alike(text, NEW_LINES);
    whole + text[whole..].iter().take_while(|byte| **byte == b'\n').count()
}

/// The blank lines that a text begins with, whole ones with their ends: how many bytes, and lines.
#[inline(never)]
pub fn blank_lines(text: &[u8]) -> (usize, u64) {
    let (mut bytes, mut lines, mut at) = (0, 0, 0);
    loop {
        let returns = alike(&text[at..], RETURNS);
        at += 16 * returns;
        let more = new_lines(&text[at..]);
        at += more;
        if returns + more > 0 {
            (bytes, lines) = (at, lines + 8 * returns as u64 + more as u64);
        }
        at += text[at..].iter().take_while(|byte| byte.is_ascii_whitespace() && **byte != b'\n').count();
        if text.get(at) != Some(&b'\n') {
            return (bytes, lines);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_up_to_the_last_whole_one() {
        for (text, bytes, lines) in [
            ("", 0, 0),
            ("{", 0, 0),
            ("\n", 1, 1),
            ("\n\n  {", 2, 2),
            ("\r\n \t\n\r", 5, 2),
            ("  ", 0, 0),
            (" \n\n\r\n x\n", 5, 3),
        ] {
            assert_eq!(blank_lines(text.as_bytes()), (bytes, lines), "{text:?}");
        }
        for n in [15, 16, 17, 1000] {
            let text = "\n".repeat(n) + "x";
            assert_eq!((new_lines(text.as_bytes()), blank_lines(text.as_bytes())), (n, (n, n as u64)));
            let text = "\n".repeat(n % 3) + &"\r\n".repeat(n) + "\r";
            assert_eq!(blank_lines(text.as_bytes()), (text.len() - 1, (n % 3 + n) as u64));
        }
    }
}
