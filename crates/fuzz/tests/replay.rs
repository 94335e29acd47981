//! Inputs that once found something find nothing any more, and every target runs on what it starts from.

use std::fs;

use sloscope_fuzz::{Mutator, TARGETS, Target, corpus, dictionary, fixtures};

#[test]
fn saved_inputs_find_nothing() {
    let folder = fixtures().join("fuzz");
    let targets = fs::read_dir(&folder).unwrap_or_else(|why| panic!("{}: {why}", folder.display()));
    let mut run = 0;
    for entry in targets.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()) {
        let name = entry.file_name().expect("a name").to_string_lossy().into_owned();
        let target = Target::named(&name).unwrap_or_else(|| panic!("{name} is no target"));
        for input in fs::read_dir(&entry).expect("a folder").map(|input| input.expect("an entry").path()) {
            eprintln!("{}", input.display());
            target.run(&fs::read(&input).expect("an input"));
            run += 1;
        }
    }
    assert!(run > 0, "{} has inputs", folder.display());
}

#[test]
fn every_target_runs() {
    for target in &TARGETS {
        let known = corpus(target.name);
        assert!(known.len() > 1, "{} has something to start from", target.name);
        let mutator = Mutator::new(&known, dictionary(target.name));
        for number in (0..6).map(|n| n * 7919) {
            target.run(&mutator.input(number));
        }
    }
}
