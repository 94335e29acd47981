//! Sends a plan as the page does, without a browser: the same pacer and the same requests, over as many connections as
//! they need. `cargo xtask bench load` sets the page's latency against this one's.
//!
//! `native PLAN.json`; prints `name: value` lines. http only.

use std::collections::HashMap;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::HOST;
use hyper::{Request, Uri};
use hyper_util::rt::TokioIo;
use sloscope_core::load::{Call, Fate, Pacer, Plan, Prepared, Threads, for_threads, problems, read_plan};
use sloscope_core::time::{NANOS_PER_MS, Nanos};
use sloscope_scan::percentiles;
use tokio::net::TcpStream;

type Connection = SendRequest<Full<Bytes>>;
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What the plan is asked for again when nothing is due.
const LOOK_EVERY: Nanos = 10_000_000;

struct State {
    pacer: Pacer<Threads>,
    /// Connections that wait, by host and port.
    idle: HashMap<String, Vec<Connection>>,
    lags: Vec<f64>,
    durations: Vec<f64>,
    failed: u64,
}

type Shared = Arc<Mutex<State>>;

fn lock(state: &Shared) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn now(began: Instant) -> Nanos {
    began.elapsed().as_nanos() as Nanos
}

/// From the hand-over to the network to the end of the body, over a connection that is open.
async fn send(state: &Shared, call: Call) -> Result<f64, Failure> {
    let uri: Uri = call.url.parse()?;
    let host = uri.authority().ok_or("the URL has no host")?.to_string();
    let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let mut request = Request::builder().method(call.method.as_str()).uri(path).header(HOST, &host);
    for (name, value) in &call.headers {
        request = request.header(name, value);
    }
    let request = request.body(Full::new(Bytes::from(call.body.unwrap_or_default())))?;
    let waiting = lock(state).idle.get_mut(&host).and_then(Vec::pop);
    let mut connection = match waiting {
        Some(connection) => connection,
        None => connect(&host).await?,
    };
    connection.ready().await?;
    let sent = Instant::now();
    let response = connection.send_request(request).await?;
    let status = response.status();
    response.into_body().collect().await?;
    let took = sent.elapsed().as_secs_f64() * 1e3;
    lock(state).idle.entry(host).or_default().push(connection);
    if status.is_client_error() || status.is_server_error() {
        return Err(format!("HTTP {status}").into());
    }
    Ok(took)
}

async fn connect(host: &str) -> Result<Connection, Failure> {
    let stream = TcpStream::connect(host).await?;
    stream.set_nodelay(true)?;
    let (connection, driver) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(driver);
    Ok(connection)
}

/// Sends every arrival when it is due, from a thread of its own; answers when the last has ended.
fn run(plan: &Plan, runtime: &tokio::runtime::Runtime) -> Result<State, Failure> {
    let mut prepared = Prepared::new(plan, 1).map_err(|error| error.message)?;
    let state = State {
        pacer: Pacer::new(plan, for_threads(plan), 0),
        idle: HashMap::new(),
        lags: Vec::new(),
        durations: Vec::new(),
        failed: 0,
    };
    let (state, began) = (Arc::new(Mutex::new(state)), Instant::now());
    loop {
        let due = {
            let mut state = lock(&state);
            if state.pacer.over() {
                break;
            }
            state.pacer.take(now(began))
        };
        let Some(arrival) = due else {
            let next = lock(&state).pacer.next_due().unwrap_or(Nanos::MAX).min(now(began) + LOOK_EVERY);
            std::thread::sleep(Duration::from_nanos((next - now(began)).max(0) as u64));
            continue;
        };
        let Fate::Start { iteration } = arrival.fate else { continue };
        let Some(call) = prepared.call(plan.slot(arrival.intended).side, iteration) else { continue };
        lock(&state).lags.push((now(began) - arrival.intended) as f64 / NANOS_PER_MS);
        let shared = Arc::clone(&state);
        runtime.spawn(async move {
            let took = send(&shared, call).await;
            let mut state = lock(&shared);
            state.pacer.finished(arrival.scenario);
            match took {
                Ok(ms) => state.durations.push(ms),
                Err(_) => state.failed += 1,
            }
        });
    }
    // The last task may still hold it.
    let mut state = lock(&state);
    let (lags, durations) = (std::mem::take(&mut state.lags), std::mem::take(&mut state.durations));
    Ok(State { pacer: state.pacer.clone(), idle: HashMap::new(), lags, durations, failed: state.failed })
}

fn tell(name: &str, values: &mut [f64]) {
    const WANTED: [f64; 3] = [0.5, 0.95, 0.99];
    for (wanted, found) in WANTED.iter().zip(percentiles(values, &WANTED)) {
        println!("{name}_p{}_ms: {found}", wanted * 100.0);
    }
}

fn measure() -> Result<(), Failure> {
    let path = std::env::args().nth(1).ok_or("which plan? native PLAN.json")?;
    let plan = read_plan(&std::fs::read_to_string(path)?)
        .map_err(|errors| errors.first().map_or_else(String::new, |error| error.message.clone()))?;
    if let Some(problem) = problems(&plan).first() {
        return Err(problem.message.clone().into());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut found = run(&plan, &runtime)?;
    let total = found.pacer.total();
    println!("due: {}", total.started + total.dropped);
    println!("sent: {}", total.started);
    println!("dropped: {}", total.dropped);
    println!("failed: {}", found.failed);
    tell("lag", &mut found.lags);
    tell("duration", &mut found.durations);
    Ok(())
}

fn main() -> ExitCode {
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("native: {error}");
            ExitCode::FAILURE
        }
    }
}
