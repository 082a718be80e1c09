//! Secrets appear in no output of any kind.

use crate::crash::Platform;
use crate::world::World;

const CANARY: &str = "canary-4f1c9e";

fn config(endpoint: &str, secret: &str) -> String {
    format!(
        "default_account = \"main\"\n[accounts.main]\nplatform = \"brightcove\"\naccount_id = \"123\"\n\
         client_id = \"env:CLIENT_ID\"\nclient_secret = {secret}\n[accounts.main.endpoints]\n\
         oauth = \"{endpoint}\"\ncms = \"{endpoint}\"\n"
    )
}

const COMMANDS: [&[&str]; 9] = [
    &["plan", "scripts/old_masters.rhai", "-vv"],
    &["plan", "scripts/old_masters.rhai", "-vv", "--log-format", "json"],
    &["search", "tags:keep", "-vv"],
    &["doctor", "-vv"],
    &["accounts"],
    &["runs"],
    &["resume"],
    &["check", "scripts"],
    &["commit", "none.json"],
];

fn assert_silent(world: &World, what: &str) {
    for args in COMMANDS {
        let mut command = world.command(args);
        command.env("CLIENT_ID", format!("id-{CANARY}")).env("SECRET", format!("secret-{CANARY}"));
        let output = command.output().expect("the program starts");
        let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(!text.contains(CANARY), "{what}: {args:?} shows a secret:\n{text}");
        assert!(!text.contains("panicked"), "{what}: {args:?}\n{text}");
    }
}

#[test]
fn no_error_path_shows_a_secret() {
    let world = World::new();
    // Nothing listens on the discard port of this machine.
    world.write("vodsweep.toml", config("http://127.0.0.1:9", "\"env:SECRET\""));
    assert_silent(&world, "unreachable");
    world.write("vodsweep.toml", config("http://127.0.0.1:9", &format!("\"{CANARY}\"")));
    assert_silent(&world, "a literal secret");
    let platform = Platform::start(&[]);
    let address = platform.proxy.address.clone();
    world.write("vodsweep.toml", config(&address, "\"env:SECRET\""));
    assert_silent(&world, "wrong credentials");
}

#[test]
fn a_working_account_shows_and_stores_no_secret_either() {
    let platform = Platform::start(&[]);
    let world = &platform.world;
    let secret = world.read("secret.txt");
    let mut texts = Vec::new();
    for args in [&["plan", "scripts/old_masters.rhai", "--out", "p.json", "-vv"][..], &["doctor", "-vv"], &["accounts"]]
    {
        let ran = world.run(args);
        texts.push(format!("{}{}", ran.out, ran.err));
    }
    let plan = world.json(&["show", "p.json", "--format", "json"]);
    let ran = world.run(&["commit", "p.json", "--confirm", &World::digits(&plan), "-vv"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    texts.push(format!("{}{}", ran.out, ran.err));
    texts.push(world.read("p.json"));
    assert!(texts.iter().all(|text| !text.contains(secret.trim())));
    let journal = std::fs::read(world.path(".vodsweep/vodsweep.db")).expect("a journal");
    let found = journal.windows(secret.trim().len()).any(|window| window == secret.trim().as_bytes());
    assert!(!found, "the journal holds the secret");
}
