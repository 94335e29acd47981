//! Published results: fetching a link, and telling in words why that failed.

use sloscope_core::load::{Barrier, Space, host_of};
use sloscope_protocol::InputFailure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, DedicatedWorkerGlobalScope, Request, RequestInit, RequestMode, RequestRedirect,
    Response, ResponseType,
};

use crate::platform::address;
use crate::platform::browser_policy::{policy, set_space};

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// The response to a link. Nothing but the address is sent: no cookies, no referrer.
pub async fn fetch(link: &str) -> Result<Response, InputFailure> {
    let response = match get(link, RequestMode::Cors, None).await {
        Ok(response) => response,
        Err(_) => return Err(unreachable(link).await),
    };
    if response.ok() {
        return Ok(response);
    }
    let (what, advice) = match response.status() {
        401 | 403 => (
            "asks for a permission that a link does not carry",
            "Publish the file so that it can be read without signing in, or download it and drop it here.",
        ),
        404 | 410 => ("was not found", "Check the address: is the file still there?"),
        429 => ("is asked for too often", "Wait a little and try again."),
        500.. => {
            ("could not be delivered: the server failed", "Try again later, or download the file and drop it here.")
        }
        _ => ("was not delivered", "Open the link in a tab of its own to see what the server says."),
    };
    Err(failure(link, format!("{} {what} (HTTP {}).", host(link), response.status()), advice))
}

/// The length of the body as it arrives, if the response tells it.
pub fn length(response: &Response) -> Option<u64> {
    let headers = response.headers();
    let header = |name: &str| headers.get(name).ok().flatten();
    // With an encoding the length is that of the compressed body, and the stream gives the plain one.
    header("content-length").filter(|_| header("content-encoding").is_none())?.parse().ok()
}

async fn get(link: &str, mode: RequestMode, abort: Option<&AbortSignal>) -> Result<Response, JsValue> {
    ask(link, mode, RequestRedirect::Follow, abort).await
}

async fn ask(
    link: &str,
    mode: RequestMode,
    redirect: RequestRedirect,
    abort: Option<&AbortSignal>,
) -> Result<Response, JsValue> {
    let init = RequestInit::new();
    init.set_mode(mode);
    init.set_redirect(redirect);
    init.set_credentials(web_sys::RequestCredentials::Omit);
    init.set_referrer_policy(web_sys::ReferrerPolicy::NoReferrer);
    init.set_signal(abort);
    set_space(&init, Space::of(host_of(link)));
    let request = Request::new_with_str_and_init(link, &init)?;
    Ok(JsFuture::from(scope().fetch_with_request(&request)).await?.unchecked_into())
}

/// Whether an address answers with a redirect, which is not followed; false if it does not let this page read that.
pub async fn redirects(link: &str, abort: Option<&AbortSignal>) -> bool {
    let response = ask(link, RequestMode::Cors, RequestRedirect::Manual, abort).await;
    response.is_ok_and(|response| response.type_() == ResponseType::Opaqueredirect)
}

/// Where an address leads when redirects are followed; of the answer nothing is read.
pub async fn leads(link: &str, abort: &AbortSignal) -> Result<String, JsValue> {
    let response = get(link, RequestMode::Cors, Some(abort)).await?;
    if let Some(body) = response.body() {
        drop(body.cancel());
    }
    Ok(response.url())
}

/// Whether anything answers at an address; the answer cannot be read.
pub async fn answers(link: &str) -> bool {
    let abort = AbortController::new().ok();
    let reached = get(link, RequestMode::NoCors, abort.as_ref().map(AbortController::signal).as_ref()).await.is_ok();
    if let Some(abort) = abort {
        abort.abort();
    }
    reached
}

/// A browser does not say why a request failed. If the same request without CORS gets through, it was CORS.
async fn unreachable(link: &str) -> InputFailure {
    let reached = answers(link).await;
    if reached {
        return failure(
            link,
            format!("{} can be reached, but does not let other pages read its files (CORS).", host(link)),
            "Have the server send the header “Access-Control-Allow-Origin: *” with the file, put the file beside this page, or download it and drop it here.",
        );
    }
    if redirects(link, None).await {
        return failure(
            link,
            format!(
                "{} answers with redirects that form a loop, or that lead to where nothing can be read.",
                host(link)
            ),
            "Open the link in a tab of its own, and use the address that it ends at, or download the file and drop it here.",
        );
    }
    match policy().await.barrier(link) {
        Some(Barrier::MixedContent) => {
            return failure(
                link,
                "This page came over https, and browsers do not let it read http links.".to_owned(),
                "Use an https link, or download the file and drop it here.",
            );
        }
        Some(Barrier::Refused) => {
            return failure(
                link,
                format!(
                    "The browser does not let this page read from {}: it was refused access to the local network.",
                    host(link)
                ),
                "Allow it in the browser's settings for this page, or download the file and drop it here.",
            );
        }
        None => {}
    }
    failure(
        link,
        format!("{} cannot be reached.", host(link)),
        "Check the address and your connection; a server that is down, a redirect loop and a blocker look the same from here.",
    )
}

fn host(link: &str) -> String {
    web_sys::Url::new(link).map_or_else(|_| "The server".to_owned(), |url| url.host())
}

pub fn failure(link: &str, what: String, advice: &str) -> InputFailure {
    InputFailure { name: address::file_name(link), what, advice: advice.to_owned() }
}
