//! A plan ready to be sent: its templates read, and for each iteration what exactly goes out.

use super::plan::{Body, Order, Plan, Request};
use super::random::{Picker, SplitMix};
use super::sides::Side;
use super::template::{Context, Escape, Template, TemplateError};

/// For what the plan's seed is drawn from; a k6 script has the same numbers.
pub const STREAM_REQUEST: u32 = 0;
pub const STREAM_ROW: u32 = 1;

/// One request as it goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Index in [`Plan::requests`].
    pub request: u32,
    /// The side that it is of.
    pub side: Side,
    /// Index in the targets of its side; 0 where the request has an absolute URL.
    pub target: u32,
    /// As the plan states it.
    pub method: String,
    /// The address, with placeholders replaced and the target put before a path.
    pub url: String,
    /// Names and values, with placeholders replaced; see [`Request::sent_headers`].
    pub headers: Vec<(String, String)>,
    /// With placeholders replaced; absent where the request has no body.
    pub body: Option<String>,
}

#[derive(Clone, Debug)]
struct Ready {
    method: String,
    url: Template,
    headers: Vec<(String, Template)>,
    body: Option<Template>,
}

/// What a side sends, and to whom.
#[derive(Clone, Debug)]
struct Sent {
    requests: Vec<Ready>,
    targets: Vec<String>,
}

/// Makes the calls of a plan.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// Those of side a, then of side b where the plan has it.
    sides: Vec<Sent>,
    /// The weights added up.
    shares: Vec<u32>,
    rows: Vec<Vec<String>>,
    order: Order,
    pick_request: Picker,
    pick_row: Picker,
    random: SplitMix,
}

impl Prepared {
    /// `seed` is for UUIDs and `$rand`, and should be another one in each run. The plan must have no problems; the
    /// error is of a template that cannot be read.
    pub fn new(plan: &Plan, seed: u64) -> Result<Self, TemplateError> {
        let mut shares = Vec::new();
        let mut sum = 0u32;
        for request in &plan.requests {
            sum = sum.saturating_add(request.weight);
            shares.push(sum);
        }
        Ok(Self {
            sides: plan.sides_sent().iter().map(|side| sent(plan, *side)).collect::<Result<_, _>>()?,
            shares,
            rows: plan.data.rows.clone(),
            order: plan.data.order,
            pick_request: Picker::new(plan.seed, STREAM_REQUEST),
            pick_row: Picker::new(plan.seed, STREAM_ROW),
            random: SplitMix::new(seed),
        })
    }

    /// What an iteration of a scenario sends; its side is that of the [`slot`](Plan::slot) in which it is due. The same
    /// iteration number takes the same request, row and target each time, and in the k6 script of the plan. `None` for
    /// a plan without requests, or without that side.
    pub fn call(&mut self, side: Side, iteration: u64) -> Option<Call> {
        let Sent { requests, targets } = self.sides.get(side as usize)?;
        let sum = *self.shares.last()?;
        let share = if self.shares.len() > 1 { self.pick_request.below(iteration, sum) } else { 0 };
        let request = self.shares.iter().position(|upto| share < *upto)?;
        let row = match (self.rows.len() as u64, self.order) {
            (0, _) => &[],
            (count, Order::RoundRobin) => self.rows[(iteration % count) as usize].as_slice(),
            (count, Order::Random) => self.rows[self.pick_row.below(iteration, count as u32) as usize].as_slice(),
        };
        let ready = &requests[request];
        let mut context = Context { row, iteration, random: &mut self.random };
        let mut url = ready.url.render(&mut context);
        let mut target = 0;
        if !is_absolute(&url) && !targets.is_empty() {
            target = (iteration % targets.len() as u64) as usize;
            url = targets[target].clone() + &url;
        }
        let headers = ready.headers.iter().map(|(name, value)| (name.clone(), value.render(&mut context)));
        Some(Call {
            request: request as u32,
            side,
            target: target as u32,
            method: ready.method.clone(),
            url,
            headers: headers.collect(),
            body: ready.body.as_ref().map(|body| body.render(&mut context)),
        })
    }
}

fn sent(plan: &Plan, side: Side) -> Result<Sent, TemplateError> {
    let requests = plan.requests_of(side);
    Ok(Sent {
        requests: requests.iter().map(|request| ready(request, &plan.data.columns)).collect::<Result<_, _>>()?,
        targets: plan.targets_of(side).iter().map(|target| target.trim_end_matches('/').to_owned()).collect(),
    })
}

fn ready(request: &Request, columns: &[String]) -> Result<Ready, TemplateError> {
    let header =
        |(name, value): &(String, String)| Ok((name.clone(), Template::parse(value, columns, Escape::Nothing)?));
    Ok(Ready {
        method: request.method.clone(),
        url: Template::parse(&request.url, columns, Escape::Url)?,
        headers: request.sent_headers().iter().map(header).collect::<Result<_, _>>()?,
        body: request.body.as_ref().map(|body| Template::parse(&body.text, columns, body.escape())).transpose()?,
    })
}

/// Whether the URL states its own origin, over http or https; else a target is put before it.
pub fn is_absolute(url: &str) -> bool {
    url.starts_with("http://") || url.starts_with("https://")
}

impl Body {
    pub(crate) fn escape(&self) -> Escape {
        if self.json { Escape::Json } else { Escape::Nothing }
    }
}

impl Request {
    /// The headers of the plan, and the Content-Type of a JSON body that states none.
    pub fn sent_headers(&self) -> Vec<(String, String)> {
        let mut headers = self.headers.clone();
        let stated = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if self.body.as_ref().is_some_and(|body| body.json) && !stated {
            headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
        }
        headers
    }
}
