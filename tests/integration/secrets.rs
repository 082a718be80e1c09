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

/// The same on the other platform, with a temporary key.
fn apsara_config(endpoint: &str, secret: &str) -> String {
    format!(
        "default_account = \"main\"\n[accounts.main]\nplatform = \"apsara\"\nregion = \"cn-shanghai\"\n\
         access_key_id = \"env:CLIENT_ID\"\naccess_key_secret = {secret}\nsecurity_token = \"env:SECRET\"\n\
         endpoint = \"{endpoint}\"\n"
    )
}

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
fn no_error_path_of_the_other_platform_shows_a_secret() {
    let world = World::new();
    world.write("vodsweep.toml", apsara_config("http://127.0.0.1:9", "\"env:SECRET\""));
    assert_silent(&world, "unreachable");
    world.write("vodsweep.toml", apsara_config("http://127.0.0.1:9", &format!("\"{CANARY}\"")));
    assert_silent(&world, "a literal secret");
    let platform = Platform::apsara(&[]);
    let address = platform.proxy.address.clone();
    for signature in ["v1", "v3"] {
        let signed = format!("{}signature = \"{signature}\"\n", apsara_config(&address, "\"env:SECRET\""));
        world.write("vodsweep.toml", signed);
        assert_silent(&world, "wrong credentials");
    }
}

#[test]
fn a_working_account_of_the_other_platform_shows_and_stores_no_secret_and_no_signature() {
    for signature in ["v1", "v3"] {
        let platform = Platform::apsara(&[]);
        let world = &platform.world;
        let config = world.read("vodsweep.toml").replace("[accounts.main.pace]", "\n[accounts.main.pace]");
        let config = config.replace("region =", &format!("signature = \"{signature}\"\nregion ="));
        world.write("vodsweep.toml", config);
        world.write("few.rhai", "// A few.\nsearch(\"state:inactive\").take(4).each(|v| delete_video(v, \"few\"));\n");
        let key = world.json(&["sandbox", "status", "--format", "json"])["access_key_id"].clone();
        let secrets = [world.read("secret.txt"), key.as_str().expect("a key").to_owned()];
        let mut texts = Vec::new();
        for args in [&["plan", "few.rhai", "--out", "p.json", "-vv"][..], &["doctor", "-vv"], &["accounts"]] {
            let ran = world.run(args);
            texts.push(format!("{}{}", ran.out, ran.err));
        }
        let plan = world.json(&["show", "p.json", "--format", "json"]);
        let ran = world.run(&["commit", "p.json", "--confirm", &World::digits(&plan), "-vv"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        texts.push(format!("{}{}", ran.out, ran.err));
        texts.push(world.read("p.json"));
        let journal = std::fs::read(world.path(".vodsweep/vodsweep.db")).expect("a journal");
        texts.push(String::from_utf8_lossy(&journal).into_owned());
        for text in &texts {
            for secret in &secrets {
                assert!(!text.contains(secret.trim()), "{signature}: a secret is shown");
            }
            assert!(!text.contains("Signature="), "{signature}: a signature is shown");
        }
        assert!(!world.read("p.json").contains("auth_key"), "a plan holds no signed address");
    }
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
