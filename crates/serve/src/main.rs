//! Serves the built page under `/` and under a sub-path, and a demo target to load-test. 127.0.0.1 only; logs nothing.
//!
//! `sloscope-serve --dist DIR [--port N] [--targets N] [--exit-after SECONDS]`; prints the addresses as `page: URL`,
//! `target: URL`, `tls: URL`, `odd: URL`, and for each further port of the target `also: URL`.

mod clarify;
mod counts;
mod odd;
mod page;
mod random;
#[cfg(feature = "tls")]
mod secure;
mod target;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;

const FIRST_PORT: u16 = 8087;
/// How many ports are tried if one is taken.
const TRIES: u16 = 50;

struct Options {
    dist: PathBuf,
    port: u16,
    /// On how many ports the target listens: a browser opens 6 connections to each.
    targets: u16,
    exit_after: Option<Duration>,
}

fn options() -> Result<Options, String> {
    let mut found = Options { dist: PathBuf::from("dist"), port: FIRST_PORT, targets: 1, exit_after: None };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().ok_or_else(|| format!("{word} needs a value"))?;
        let number = || value.parse::<u16>().map_err(|_| format!("{word}: {value:?} is not a number below 65536"));
        match word.as_str() {
            "--dist" => found.dist = PathBuf::from(value),
            "--port" => found.port = number()?,
            "--targets" => found.targets = number()?.max(1),
            "--exit-after" => found.exit_after = Some(Duration::from_secs(u64::from(number()?))),
            other => {
                return Err(format!("{other} is not an option; there are --dist, --port, --targets and --exit-after"));
            }
        }
    }
    if !found.dist.join("index.html").is_file() {
        return Err(format!("{} holds no built page; run `cargo xtask build`", found.dist.display()));
    }
    Ok(found)
}

/// Listens on the port, or on the next free one.
async fn listen(port: u16) -> io::Result<TcpListener> {
    let mut last = io::Error::other("no port was tried");
    for port in port..=port.saturating_add(TRIES) {
        match TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await {
            Ok(listener) => return Ok(listener),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// The target and the page over TLS, at the port after `last`; answers its own.
#[cfg(feature = "tls")]
async fn over_tls(last: u16, options: &Options, router: axum::Router, targets: &str) -> io::Result<u16> {
    use axum::serve::Listener;
    let secure = secure::Secure::new(listen(last.saturating_add(1)).await?)?;
    let at = secure.local_addr()?;
    println!("tls: https://{at}/ (the same over HTTP/2; open it once to accept its certificate)");
    println!("     https://{at}/sloscope/ (the page over TLS)");
    let router = router.merge(page::below(&options.dist, targets.to_owned()));
    tokio::spawn(axum::serve(secure, router).into_future());
    Ok(at.port())
}

async fn run(options: Options) -> io::Result<()> {
    let page = listen(options.port).await?;
    let page_at = page.local_addr()?;
    println!("page: http://{page_at}/");
    println!("      http://{page_at}/sloscope/ (the same under a sub-path)");
    let router = target::router(&options.dist.join("sample"));
    let (mut last, mut targets) = (page_at.port(), String::new());
    for number in 0..options.targets {
        let target = listen(last.saturating_add(1)).await?;
        let at = target.local_addr()?;
        last = at.port();
        match number {
            0 => println!("target: http://{at}/ (to load-test; its addresses are listed there)"),
            _ => println!("also: http://{at}/ (the same target)"),
        }
        targets.push_str(&format!("http://{at}\n"));
        // Small answers must not wait for more to send.
        let target = target.tap_io(|connection| drop(connection.set_nodelay(true)));
        tokio::spawn(axum::serve(target, router.clone()).into_future());
    }
    #[cfg(feature = "tls")]
    {
        last = over_tls(last, &options, router, &targets).await?;
    }
    let odd = listen(last.saturating_add(1)).await?;
    println!("odd: http://{}/ (answers as broken servers do; listed by the target)", odd.local_addr()?);
    tokio::spawn(odd::serve(odd));
    let pages = axum::serve(page, page::router(&options.dist, targets)).into_future();
    let end = async {
        match options.exit_after {
            Some(time) => tokio::time::sleep(time).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        done = pages => done,
        () = end => Ok(()),
        _ = tokio::signal::ctrl_c() => Ok(()),
    }
}

fn main() -> ExitCode {
    let result = options().and_then(|options| {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|e| e.to_string())?;
        runtime.block_on(run(options)).map_err(|e| e.to_string())
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("sloscope-serve: {message}");
            ExitCode::FAILURE
        }
    }
}
