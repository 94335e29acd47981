//! What is wrong with the sides of a plan: blocks that do not fill the run, and what side b has of its own.

use sloscope_model::format;
use sloscope_model::time::{NANOS_PER_S, Nanos};

use super::super::json::duration_text;
use super::super::plan::Plan;
use super::super::prepared::is_absolute;
use super::super::sides::{MOST_BLOCKS, Side, SideB};
use super::requests::one_request;
use super::{Search, targets};

pub fn sides(plan: &Plan, s: &mut Search) {
    let Some(sides) = &plan.sides else { return };
    // What is wrong with the plan as it stands is said there.
    let is_good = s.is_clean();
    s.at("block", |s| {
        if sides.block < NANOS_PER_S {
            s.say("a block takes 1s or more: requests that end in the next one belong to theirs");
        } else if is_good && plan.is_bounded() {
            blocks(plan, sides.block, s);
        }
    });
    if is_good {
        s.at("b", |s| side_b(plan, &sides.b, s));
    }
}

fn blocks(plan: &Plan, block: Nanos, s: &mut Search) {
    let (measured, pair) = (plan.measured(), block.saturating_mul(2));
    let after = if plan.warm_up > 0 { " after the warm-up" } else { "" };
    if measured == 0 || measured % pair != 0 {
        let (fewer, more) = (measured / pair * pair, (measured / pair).saturating_add(1).saturating_mul(pair));
        let shorter = if fewer > 0 { format!("{} or ", duration_text(fewer)) } else { String::new() };
        s.say(format!(
            "the run takes {}{after}, which is no whole number of pairs of two blocks of {}: make it {shorter}{}, or the blocks another length",
            duration_text(measured),
            duration_text(block),
            duration_text(more),
        ));
    } else if plan.block_pairs() * 2 > MOST_BLOCKS {
        let (count, most) = (format::count(plan.block_pairs() * 2), format::count(MOST_BLOCKS));
        s.say(format!("these are {count} blocks, and a run may have {most} at most: make them longer"));
    }
}

fn side_b(plan: &Plan, b: &SideB, s: &mut Search) {
    let of_one = [("method", b.method.is_some()), ("url", b.url.is_some()), (body_key(b), b.body.is_some())];
    if plan.requests.len() > 1 {
        for (key, _) in of_one.iter().filter(|(_, is_own)| *is_own) {
            s.say_at(
                key,
                format!(
                    "the plan has {} requests, and this would be of all of them: with several requests, b has a target or headers of its own",
                    plan.requests.len()
                ),
            );
        }
    }
    let before = s.found.len();
    s.at("target", |s| {
        let mut urls = plan.requests.iter().map(|request| plan.url_of(Side::B, request));
        if !b.targets.is_empty() && urls.all(is_absolute) {
            s.say("every request has an address of its own, so that a target changes nothing: write another url");
        }
        targets(Side::B, plan, s);
    });
    for request in plan.requests_of(Side::B).iter() {
        // A header is on all of them.
        if s.found.len() == before {
            one_request(plan, request, s);
        }
    }
}

fn body_key(b: &SideB) -> &'static str {
    if b.body.as_ref().is_some_and(|body| body.json) { "json" } else { "body" }
}
