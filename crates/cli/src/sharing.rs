//! What of the results is written: query strings, names of hosts, other names for values of tags; and a word on it for
//! whoever hands the file on.

use std::path::Path;

use clap::{Arg, ArgAction, ArgMatches};

use sloscope_core::packed::Kept;
use sloscope_core::sharing::{Manifest, Rename, Sharing, goes_out, left_out};

use crate::output;

/// Of all commands that write something of results.
pub fn keep_queries() -> Arg {
    Arg::new("keep-queries")
        .long("keep-queries")
        .help("Write the query strings of addresses, which may hold tokens, too")
        .action(ArgAction::SetTrue)
}

/// Of those that write results with other names.
pub fn options() -> [Arg; 3] {
    [
        keep_queries(),
        Arg::new("replace-hosts")
            .long("replace-hosts")
            .value_name("NAME,...")
            .help("Write host-1, host-2, ... in place of the names of hosts; names that are hosts, too, may be given")
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("")
            .value_delimiter(',')
            .action(ArgAction::Append),
        Arg::new("rename")
            .long("rename")
            .value_name("TAG:VALUE=NAME")
            .help("Another name for a value of a tag, or for a check (check:VALUE=NAME); * stands for any text; may be given several times, the first that fits counts")
            .action(ArgAction::Append)
            .value_parser(Rename::parse),
    ]
}

pub fn arguments(matches: &ArgMatches) -> Sharing {
    let hosts = matches.get_many::<String>("replace-hosts");
    Sharing {
        keep_queries: matches.get_flag("keep-queries"),
        replace_hosts: hosts.is_some(),
        hosts: hosts.into_iter().flatten().filter(|name| !name.is_empty()).cloned().collect(),
        renames: matches.get_many::<Rename>("rename").into_iter().flatten().cloned().collect(),
    }
}

/// What goes out with a file that is written, and what is left out, each on a line.
pub fn say(of: &[&Kept], sharing: &Sharing, file: &Path) {
    let manifest = Manifest::of(of, sharing);
    let file = file.display();
    output::say(&format!("{file}: goes out: {}", goes_out(&manifest, sharing).join("; ")));
    output::say(&format!("{file}: left out: {}", left_out(&manifest, sharing).join("; ")));
}
