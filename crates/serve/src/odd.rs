//! Answers as broken servers do, which a proper HTTP server cannot: bodies that are cut, connections that close without
//! an answer, answers that never come. One connection a request; with CORS.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub const HELP: &str = "\
/cut                    says 1000 bytes and closes after 100
/close                  closes without an answer
/never                  never answers
/trickle?ms=2000        sends 20 pieces of 50 bytes in that time
/headers-late?ms=500    connects at once, answers after that many ms
";

/// Longer heads are not read.
const LONGEST_HEAD: usize = 16 * 1024;
const LONGEST_MS: u64 = 60_000;
const PIECES: u64 = 20;

/// Until the process ends.
pub async fn serve(listener: TcpListener) {
    loop {
        // One that could not be accepted is the client's loss.
        if let Ok((connection, _)) = listener.accept().await {
            tokio::spawn(async move {
                // A client that goes away is what these answers are for.
                let _ = answer(connection).await;
            });
        }
    }
}

async fn answer(mut connection: TcpStream) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let mut head = Vec::new();
    while !head.windows(4).any(|bytes| bytes == b"\r\n\r\n") {
        if head.len() > LONGEST_HEAD || connection.read_buf(&mut head).await? == 0 {
            return Ok(());
        }
    }
    let head = String::from_utf8_lossy(&head);
    let mut words = head.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    if method == "OPTIONS" {
        return connection.write_all(headers("204 No Content", 0).as_bytes()).await;
    }
    let ms = query.strip_prefix("ms=").and_then(|ms| ms.parse().ok()).unwrap_or(1000u64).min(LONGEST_MS);
    match path {
        "/cut" => {
            connection.write_all(headers("200 OK", 1000).as_bytes()).await?;
            connection.write_all(&[b'.'; 100]).await
        }
        "/close" => Ok(()),
        "/never" => {
            // Until the client has had enough.
            while connection.read(&mut [0; 1024]).await? > 0 {}
            Ok(())
        }
        "/trickle" => {
            connection.write_all(headers("200 OK", 50 * PIECES).as_bytes()).await?;
            for _ in 0..PIECES {
                tokio::time::sleep(Duration::from_micros(ms * 1000 / PIECES)).await;
                connection.write_all(&[b'.'; 50]).await?;
            }
            Ok(())
        }
        "/headers-late" => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            connection.write_all((headers("200 OK", 2) + "ok").as_bytes()).await
        }
        _ => {
            let start = headers("404 Not Found", HELP.len() as u64);
            connection.write_all((start + HELP).as_bytes()).await
        }
    }
}

fn headers(status: &str, length: u64) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\nConnection: close\r\n\
         Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: *\r\nAccess-Control-Allow-Methods: *\r\n\
         Access-Control-Max-Age: 600\r\nTiming-Allow-Origin: *\r\n\r\n"
    )
}
