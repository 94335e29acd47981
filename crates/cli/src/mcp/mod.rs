//! `sloscope mcp`: answers questions on results over the Model Context Protocol, on standard input and output. It reads the
//! folders that are named, and writes nothing.

mod answer;
mod places;
mod tools;

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Command};
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool, ToolAnnotations,
};
use rmcp::service::{RequestContext, ServerInitializeError};
use rmcp::{ErrorData, RoleServer, ServerHandler, ServiceExt};

use self::answer::Answers;
use self::places::Places;
use self::tools::{Definition, INSTRUCTIONS, TOOLS};
use crate::output::{self, Message, shown};

/// No answer has more bytes.
pub const MOST_BYTES: usize = 1_000_000;
/// The most of an answer that says nothing of it, and of a chart.
const USUAL_BYTES: usize = 20_000;
const USUAL_CHART: usize = 200_000;

/// `sloscope mcp`.
#[derive(Debug)]
pub struct McpArguments {
    folders: Vec<PathBuf>,
}

pub fn command() -> Command {
    Command::new("mcp")
        .about("Answer questions on results over the Model Context Protocol, on standard input and output")
        .long_about(
            "Answer questions on results over the Model Context Protocol, on standard input and output.\n\n\
             Tools: open, summary, objectives, breakdown, window, compare, chart (SVG). Only files in the named folders\n\
             are read, and nothing is written. Programs that speak the protocol start it themselves: docs/mcp.md.",
        )
        .arg(
            Arg::new("folder")
                .value_name("DIR")
                .help("A folder of which files may be read, with the folders in it")
                .required(true)
                .action(ArgAction::Append)
                .num_args(1..)
                .value_parser(clap::value_parser!(PathBuf)),
        )
}

pub fn arguments(matches: &ArgMatches) -> McpArguments {
    McpArguments { folders: matches.get_many::<PathBuf>("folder").into_iter().flatten().cloned().collect() }
}

/// Serves until standard input ends.
pub fn run(arguments: &McpArguments) -> Result<(), Message> {
    let answers = Arc::new(Answers::of(Places::of(&arguments.folders)?));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("the server cannot be started: {error}"))?;
    let done = runtime.block_on(async {
        let service = Server { answers }.serve(rmcp::transport::stdio()).await?;
        // Why it ends makes no difference: nobody is there to hear it.
        let _ = service.waiting().await;
        Ok(())
    });
    runtime.shutdown_background();
    match done {
        Ok(()) | Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
        Err(error) => Err(format!("this client does not speak the protocol: {error}").into()),
    }
}

#[derive(Clone)]
struct Server {
    answers: Arc<Answers>,
}

fn tool(of: &Definition) -> Tool {
    let hints = ToolAnnotations::new().read_only(true).open_world(false);
    Tool::new(of.called, of.description(), of.schema()).with_annotations(hints)
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("sloscope", env!("CARGO_PKG_VERSION")))
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(TOOLS.iter().map(tool).collect()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(tool) = TOOLS.iter().find(|tool| tool.called == request.name) else {
            let names: Vec<&str> = TOOLS.iter().map(|tool| tool.called).collect();
            let text = format!("there is no tool {:?}; there are {}", request.name, names.join(", "));
            return Err(ErrorData::invalid_params(shown(&text), None));
        };
        let answers = Arc::clone(&self.answers);
        let work = move || answers.answer(tool, request.arguments.unwrap_or_default());
        let done = tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| {
            output::say(&format!("{}: {error}", tool.called));
            Err("this call ended by a mistake of sloscope; please report it. Other calls go on".to_owned())
        });
        Ok(match done {
            Ok(texts) => CallToolResult::success(texts.into_iter().map(ContentBlock::text).collect()),
            Err(why) => CallToolResult::error(vec![ContentBlock::text(shown(&why))]),
        }
        .into())
    }
}
