//! Where redirects lead, before anything of the plan is sent: a probe of a target whose plan follows redirects asks its
//! addresses by GET, without a body and without the plan's headers. Only such a request can then have reached another host.

use sloscope_core::load::{Plan, Prepared, is_of_plan, plain_address};
use sloscope_protocol::Redirected;
use web_sys::AbortSignal;

use super::addresses::Addresses;
use crate::workers::remote_source;

/// So many different addresses are asked, of those that so many iterations send to.
const MOST_ADDRESSES: usize = 5;
const ITERATIONS: u64 = 50;
/// All of them have so long to answer; the probe itself tells of those that do not.
const MOST_MS: u32 = 5000;

/// A redirect that leads to no host of the plan, or to where the browser does not tell.
pub async fn away(plan: &Plan) -> Option<Redirected> {
    let abort = AbortSignal::timeout_with_u32(MOST_MS);
    for url in addresses(plan) {
        let to = match remote_source::leads(&url, &abort).await {
            Ok(to) if is_of_plan(plan, &url, &to) => continue,
            Ok(to) => plain_address(&to),
            // It cannot be read: is that because of a redirect?
            Err(_) if remote_source::redirects(&url, Some(&abort)).await => String::new(),
            Err(_) => continue,
        };
        return Some(Redirected { to, away: true });
    }
    None
}

fn addresses(plan: &Plan) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    // The plan has no problems: its templates can be read.
    let Ok(mut prepared) = Prepared::new(plan, 0) else { return found };
    let mut addresses = Addresses::default();
    for (iteration, side) in (0..ITERATIONS).flat_map(|i| plan.sides_sent().iter().map(move |side| (i, side))) {
        let url = prepared.call(*side, iteration).and_then(|call| addresses.whole(&call.url));
        let is_new = |url: &String| found.iter().all(|known| plain_address(known) != plain_address(url));
        found.extend(url.filter(is_new));
        if found.len() == MOST_ADDRESSES {
            break;
        }
    }
    found
}
