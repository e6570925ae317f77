//! Text that is broken off.

use std::time::{Duration, Instant};

use super::lower;

/// A bracket that nothing closes is looked through to the end of the file, and no further.
#[test]
fn brackets_that_nothing_closes_have_an_end() {
    let started = Instant::now();
    for (language, source) in [
        (
            "go",
            r#"x := get(fmt.Sprintf("https://acme.okta.com/api/v1/users/%s", a"#,
        ),
        (
            "python",
            r#"requests.get("https://acme.okta.com/api/v1/users/{}".format(a"#,
        ),
        (
            "python",
            r#"requests.get("https://acme.okta.com/api/v1/users/%s" % (a"#,
        ),
    ] {
        lower(source, language);
    }
    assert!(started.elapsed() < Duration::from_secs(5));
}
